/// The course of a score when pixels are removed, or restored, in a map's order.
///
/// Petsiuk, Das & Saenko 2018: deletion begins with the image and sets pixels to the data's mean
/// colour; insertion begins with the blurred image and puts pixels back; the most salient pixels go
/// first. The score is the probability of the class predicted for the unchanged image. A
/// curve's area is by the trapezoidal rule, 0...1.
package struct RevealCurves: Sendable {
  /// Pixels of a step, at least 1.
  package let pixelsPerStep: Int
  /// Of the blur that insertion begins with.
  package static let blurDeviation = 5.0

  package init(pixelsPerStep: Int) throws(ExplanationError) {
    try ExplanationError.check("per-step", pixelsPerStep, in: 1...1_000_000)
    self.pixelsPerStep = pixelsPerStep
  }

  package struct Areas: Sendable, Equatable, Codable {
    package let deletion: Double
    package let insertion: Double
  }

  /// The areas under both curves of each image.
  ///
  /// - Parameter maps: N x H x W.
  package func areas(
    of batch: ExplanationBatch, maps: [Float], by classifier: any Classifier
  ) throws -> [Areas] {
    try curves(of: batch, maps: maps, by: classifier).map {
      Areas(deletion: Self.area($0.deletion), insertion: Self.area($0.insertion))
    }
  }

  /// The scores of each image after 0, 1 … steps.
  package func curves(
    of batch: ExplanationBatch, maps: [Float], by classifier: any Classifier
  ) throws -> [(deletion: [Float], insertion: [Float])] {
    let area = batch.area
    let orders = (0..<batch.count).map { image in
      AnchorSelection.ranking(of: maps[image * area..<(image + 1) * area])
    }
    let blur = GaussianBlur.continued(deviation: Self.blurDeviation)
    let blurred = (0..<batch.count).map { image in
      blur.picture(Array(batch[image]), height: batch.height, width: batch.width)
    }
    let points = points(area)
    let score = try ChosenScore(.predicted, .probability, of: batch, by: classifier)
    let copies = ChangedCopies(batch: batch, copiesPerImage: 2 * points) { image, copy, pixels in
      let (isInsertion, step) = (copy >= points, copy % points)
      let shown = orders[image].prefix(step * pixelsPerStep)
      if isInsertion {
        for pixel in orders[image].dropFirst(shown.count) {
          for place in 3 * pixel..<3 * pixel + 3 { pixels[place] = blurred[image][place] }
        }
      } else {
        for pixel in shown {
          for place in 3 * pixel..<3 * pixel + 3 { pixels[place] = 0 }
        }
      }
    }
    let scores = try copies.scores(score, by: classifier)
    return (0..<batch.count).map { image in
      let start = image * 2 * points
      return (
        Array(scores[start..<start + points]), Array(scores[start + points..<start + 2 * points])
      )
    }
  }

  /// Of one curve.
  private func points(_ area: Int) -> Int { (area + pixelsPerStep - 1) / pixelsPerStep + 1 }

  /// The number of evaluations for an image of H x W pixels.
  func evaluations(area: Int) -> Int { 2 * points(area) + 1 }

  package static func area(_ curve: [Float]) -> Double {
    guard curve.count > 1, let first = curve.first, let last = curve.last else { return 0 }
    let sum = curve.reduce(0.0) { $0 + Double($1) }
    return (sum - Double(first) / 2 - Double(last) / 2) / Double(curve.count - 1)
  }
}
