package import Images
import Statistics

/// Measures what the causes of mistakes are told by.
package struct CauseMeasurement {
  let classifier: any Classifier
  /// Whose pixels take the place of others'.
  let donors: StoredImages
  package let options: CauseOptions
  let workers: Workers
  /// Of the difference map; nil where the classifier does not let its layers be looked at.
  let layer: String?

  /// - Parameter donors: images of the data, at least one, of the size that the classifier reads.
  package init(
    classifier: any Classifier, donors: StoredImages, options: CauseOptions, workers: Workers
  ) throws(ExplanationError) {
    guard donors.height == classifier.inputHeight, donors.width == classifier.inputWidth else {
      throw .imageSize(
        height: donors.height, width: donors.width, expectedHeight: classifier.inputHeight,
        expectedWidth: classifier.inputWidth)
    }
    guard donors.count > 0 else { throw .count(of: "donors", expected: 1, found: 0) }
    self.classifier = classifier
    self.donors = donors
    self.options = options
    self.workers = workers
    layer = (classifier as? any LayeredClassifier).flatMap { Self.middleLayer(of: $0.layers) }
  }

  /// The window of the occlusion.
  package var window: (height: Int, width: Int) {
    (CauseOptions.window(donors.height), CauseOptions.window(donors.width))
  }

  /// What speaks for the predicted class and against the true one, with its signs: HiResCAM at the
  /// middle stage, or at the input, which is the input times the gradient, where there are no
  /// layers to look at.
  package var differenceMap: any ExplanationMethod {
    guard let layer else { return InputTimesGradient(target: .predictedMinusTrue) }
    return HiResCAM(target: .predictedMinusTrue, layer: layer, sign: .signed)
  }

  /// The last layer at the middle one of the sizes of at least 4 x 4 that layers have.
  static func middleLayer(of layers: [ClassifierLayer]) -> String? {
    let places = layers.filter { min($0.height, $0.width) >= 4 }
    let usable = places.isEmpty ? layers.filter { $0.height * $0.width > 1 } : places
    var sizes: [Int] = []
    for layer in usable where !sizes.contains(layer.height * layer.width) {
      sizes.append(layer.height * layer.width)
    }
    guard !sizes.isEmpty else { return nil }
    let middle = sizes.sorted(by: >)[sizes.count / 2]
    return usable.last { $0.height * $0.width == middle }?.name
  }

  /// Measures images, each against the class that the classifier takes it for.
  ///
  /// - Parameters:
  ///   - masks: one per image.
  ///   - progress: called with the number of images done; may throw to stop.
  package func features(
    of images: ImagesToExplain, masks: ObjectMasks, progress: (Int) throws -> Void = { _ in }
  ) throws -> [CauseFeatures] {
    try images.check(against: classifier)
    try images.check(masks)
    let copies = classifier.copies(workers.threads)
    let askers = copies.count == workers.threads ? copies : [classifier]
    var found: [CauseFeatures] = []
    found.reserveCapacity(images.count)
    try workers.inRounds(
      askers[0].batches(of: images.count, atMost: 8), askers: askers,
      { try measure(images, masks, $0, by: $1) },
      receive: { range, features in
        found += features
        try progress(range.upperBound)
      })
    return found
  }

  private func measure(
    _ images: ImagesToExplain, _ masks: ObjectMasks, _ range: Range<Int>, by asker: any Classifier
  ) throws -> [CauseFeatures] {
    let batch = try images.batch(range, for: asker)
    let scores = try asker.checkedLogits(of: batch.pixels, indices: batch.indices)
    let maps = try differenceMap.maps(of: batch, by: asker)
    return try range.enumerated().map { place, image in
      let pair = ClassPair(predicted: scores.predicted(place), label: images.labels[image])
      let margin = pair.margin(scores, place)
      let index = images.indices[image]
      let margins = try factorial(
        Array(batch[place]), masks[image], index: index, whole: margin, pair, by: asker)
      let occlusion = try occlusion(
        Array(batch[place]), index: index, whole: margin, pair, by: asker)
      let shape = PositiveMapShape(
        of: maps[place * batch.area..<(place + 1) * batch.area], mask: masks[image],
        width: batch.width)
      return CauseFeatures(
        index: index, label: pair.label, predicted: pair.predicted, margins: margins,
        shape: shape, occlusionDrop: occlusion.drop,
        occluded: (occlusion.corner / batch.width, occlusion.corner % batch.width))
    }
  }

  /// The four margins, each of those with something replaced averaged over the fills.
  private func factorial(
    _ image: [Float], _ mask: ArraySlice<Bool>, index: Int, whole: Double, _ pair: ClassPair,
    by asker: any Classifier
  ) throws -> FactorialMargins {
    let fills = try fills(index: index, asker.normalization)
    let mask = Array(mask)
    var variants: [Float] = []
    variants.reserveCapacity(fills.count * 3 * image.count)
    for fill in fills {
      variants += image.indices.map { mask[$0 / 3] ? image[$0] : fill[$0] }
      variants += image.indices.map { mask[$0 / 3] ? fill[$0] : image[$0] }
      variants += fill
    }
    var margins: [Double] = []
    for range in asker.batches(of: fills.count * 3) {
      let scores = try asker.checkedLogits(
        of: Array(variants[range.lowerBound * image.count..<range.upperBound * image.count]),
        indices: repeatElement(index, count: range.count))
      margins += (0..<range.count).map { pair.margin(scores, $0) }
    }
    func mean(_ offset: Int) -> Double {
      stride(from: offset, to: margins.count, by: 3).reduce(0) { $0 + margins[$1] }
        / Double(fills.count)
    }
    return FactorialMargins(
      whole: whole, objectKept: mean(0), restKept: mean(1), nothingKept: mean(2))
  }

  /// The mean colour of the data, and pictures of others, normalised.
  private func fills(index: Int, _ normalization: Normalization) throws -> [[Float]] {
    var stream = RandomStream(options.seed, .causeFill, UInt64(index))
    let plain = [Float](repeating: 0, count: donors.bytesPerImage)
    let chosen = (0..<options.draws).map { _ in stream.integer(in: 0..<donors.count) }
    let pictures = try donors.load(chosen)
    return [plain]
      + chosen.indices.map { normalization.apply(to: pictures, range: $0..<$0 + 1) }
  }

  private func occlusion(
    _ image: [Float], index: Int, whole: Double, _ pair: ClassPair, by asker: any Classifier
  ) throws -> (drop: Double, corner: Int) {
    let (height, width) = (donors.height, donors.width)
    let rows = stride(from: 0, through: height - window.height, by: CauseOptions.step(height))
    let corners = rows.flatMap { row in
      stride(from: 0, through: width - window.width, by: CauseOptions.step(width)).map {
        row * width + $0
      }
    }
    let scores = try CheckedLogits(
      try asker.logits(
        of: image, withWindowsAt: corners, size: window, replacedBy: [0, 0, 0]),
      classCount: asker.classCount, indices: repeatElement(index, count: corners.count))
    let drops = corners.indices.map { whole - pair.margin(scores, $0) }
    let place = drops[...].placeOfLargest
    return (drops[place], corners[place])
  }
}

/// The two classes that a mistake is between.
struct ClassPair {
  let predicted: Int
  let label: Int

  func margin(_ scores: CheckedLogits, _ place: Int) -> Double {
    let row = scores[place]
    return Double(row[row.startIndex + predicted]) - Double(row[row.startIndex + label])
  }
}
