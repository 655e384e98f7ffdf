package import Images

/// How an image reduced to some of its pixels is shown.
package enum Reduction: Sendable, Equatable {
  /// The pixels themselves, on a ground.
  case pixels(on: MaskingBaseline)
  /// The pixels and those beside them, corners included.
  case dilated
  /// As many pixels of the image, anywhere (drawn by the image's own stream of the seed).
  case random(seed: UInt64)
  /// White where the pixels are, on the mean colour: the shape of the mask and nothing of the
  /// image.
  case shape

  package var name: String {
    switch self {
    case .pixels(let ground): "the pixels, on \(ground.rawValue)"
    case .dilated: "and their neighbours"
    case .random: "as many at random"
    case .shape: "the mask's shape alone"
    }
  }
}

/// Classification of images reduced to some of their pixels.
package struct ReducedScores: Sendable, Equatable, Codable {
  /// What was shown.
  package let shown: String
  package let images: Int
  /// Of an image, averaged; nil without images.
  package let meanPixels: Double?
  /// Probability of the class that was followed, averaged; nil without images.
  package let meanProbability: Double?
  /// Images with the same predicted class as the whole image.
  package let samePrediction: Int
  /// Images classified correctly.
  package let right: Int
}

/// Classification of one image reduced to some of its pixels.
package struct ReducedImage: Sendable, Equatable, Codable {
  package let pixels: Int
  /// Of the class that was followed.
  package let probability: Double
  /// Whether the predicted class is that of the whole image.
  package let isSamePrediction: Bool
  package let isRight: Bool
}

extension ReducedScores {
  package init(of images: [ReducedImage], as reduction: Reduction) {
    let count = Double(images.count)
    let pixels = images.reduce(0) { $0 + $1.pixels }
    shown = reduction.name
    self.images = images.count
    meanPixels = images.isEmpty ? nil : Double(pixels) / count
    meanProbability = images.isEmpty ? nil : images.reduce(0.0) { $0 + $1.probability } / count
    samePrediction = images.count { $0.isSamePrediction }
    right = images.count { $0.isRight }
  }
}

extension ReducedImage {
  /// Classifies reduced images.
  ///
  /// - Parameters:
  ///   - images: whole.
  ///   - findings: one per image, in their order.
  ///   - kept: how many of the pixels masked last are kept.
  ///   - ground: what the others become where `reduction` does not say.
  ///   - progress: called with the number of images done; may throw to stop.
  package static func classify(
    _ images: ImagesToExplain, _ findings: SubsetFindings, keeping kept: Int,
    as reduction: Reduction, ground: MaskingBaseline, by classifier: any Classifier,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> [ReducedImage] {
    guard findings.count == images.count else {
      throw ExplanationError.count(of: "findings", expected: images.count, found: findings.count)
    }
    var found: [ReducedImage] = []
    found.reserveCapacity(images.count)
    try findings.forEachRun(of: classifier.batches(of: images.count)) { range, findings in
      let batch = try images.batch(range, for: classifier)
      var reduced: [Float] = []
      reduced.reserveCapacity(batch.pixels.count)
      var pixels: [Int] = []
      for (place, finding) in findings.enumerated() {
        let mask = reduction.mask(
          finding.lastPixels(kept), index: batch.indices[place], width: batch.width)
        pixels.append(mask.count { $0 })
        reduced += reduction.show(
          batch[place], mask: mask, ground: ground, normalization: classifier.normalization)
      }
      let scores = try classifier.checkedLogits(of: reduced, indices: batch.indices)
      for (place, finding) in findings.enumerated() {
        found.append(
          ReducedImage(
            pixels: pixels[place],
            probability: scores.score(place, of: finding.target).probability,
            isSamePrediction: scores.predicted(place) == finding.predicted,
            isRight: scores.predicted(place) == finding.label))
      }
      try progress(range.upperBound)
    }
    return found
  }
}

extension Reduction {
  /// Which pixels are shown, H x W.
  package func mask(_ kept: [Bool], index: Int, width: Int) -> [Bool] {
    switch self {
    case .pixels, .shape: return kept
    case .dilated: return kept.dilated(width: width)
    case .random(let seed):
      var stream = RandomStream(seed, .subset, UInt64(bitPattern: Int64(index)))
      var mask = [Bool](repeating: false, count: kept.count)
      for pixel in stream.permutation(of: kept.count).prefix(kept.count { $0 }) {
        mask[pixel] = true
      }
      return mask
    }
  }

  /// The normalised image, H x W x 3, of which the mask's pixels are left.
  package func show(
    _ image: ArraySlice<Float>, mask: [Bool], ground: MaskingBaseline, normalization: Normalization
  ) -> [Float] {
    var (ground, figure): (MaskingBaseline, [Float]?) = (ground, nil)
    switch self {
    case .pixels(let other): ground = other
    case .shape:
      ground = .mean
      figure = MaskingBaseline.white.color(for: image, normalization: normalization)
    case .dilated, .random: break
    }
    let color = ground.color(for: image, normalization: normalization)
    var shown = Array(image)
    for pixel in mask.indices {
      if !mask[pixel] {
        shown.replace(pixel: pixel, by: color)
      } else if let figure {
        shown.replace(pixel: pixel, by: figure)
      }
    }
    return shown
  }
}

extension Array<Bool> {
  /// The flagged places of a picture and the eight around each.
  package func dilated(width: Int) -> [Bool] {
    var result = self
    let height = count / Swift.max(width, 1)
    for place in indices where self[place] {
      let (row, column) = (place / width, place % width)
      for y in Swift.max(row - 1, 0)...Swift.min(row + 1, height - 1) {
        for x in Swift.max(column - 1, 0)...Swift.min(column + 1, width - 1) {
          result[y * width + x] = true
        }
      }
    }
    return result
  }
}
