package import Images

/// Why a map is unusable.
package enum MapFault: String, Sendable, Codable {
  case allZero = "all zero"
  case notFinite = "not finite"

  /// Nil for a usable map.
  package init?(of map: ArraySlice<Float>) {
    if !map.allSatisfy(\.isFinite) {
      self = .notFinite
    } else if map.allSatisfy({ $0 == 0 }) {
      self = .allZero
    } else {
      return nil
    }
  }
}

/// The maps of a method for some images.
package struct ExplanationMaps: Sendable {
  package let height: Int
  package let width: Int
  /// N x H x W.
  package let values: [Float]
  /// The unusable maps: place among the images, and why.
  package let faults: [Int: MapFault]
  /// How well the model behind each map fits, 0...1; nil where the method has none.
  package let fits: [Double]?

  init(
    height: Int, width: Int, values: [Float], faults: [Int: MapFault], fits: [Double]?
  ) {
    self.height = height
    self.width = width
    self.values = values
    self.faults = faults
    self.fits = fits
  }

  /// Computes the maps of all images, in batches that the classifier can take.
  ///
  /// Apart from the maps themselves, memory does not grow with the number of images.
  ///
  /// - Parameters:
  ///   - images: to explain, of the size that the classifier reads.
  ///   - classifier: whose scores are explained.
  ///   - method: computes the maps.
  ///   - workers: process several batches at a time where the classifier can be copied.
  ///   - progress: called with the number of images done; may throw to stop.
  package init(
    of images: ImagesToExplain, by classifier: any Classifier, method: any ExplanationMethod,
    workers: Workers = Workers(threads: 1), progress: (Int) throws -> Void = { _ in }
  ) throws {
    try images.check(against: classifier)
    height = images.images.height
    width = images.images.width
    let area = height * width
    var values: [Float] = []
    values.reserveCapacity(images.count * area)
    var faults: [Int: MapFault] = [:]
    var allFits: [Double]?
    try method.forEachBatch(of: images.count, by: classifier, workers: workers) {
      range, classifier in
      try method.checkedExplanation(of: images.batch(range, for: classifier), by: classifier)
    } receive: { range, answer in
      for image in range {
        let start = (image - range.lowerBound) * area
        faults[image] = MapFault(of: answer.maps[start..<start + area])
      }
      values += answer.maps
      if let fits = answer.fits { allFits = (allFits ?? []) + fits }
      try progress(range.upperBound)
    }
    self.values = values
    self.faults = faults
    fits = allFits
  }
}

extension ExplanationMethod {
  func checkedExplanation(
    of batch: ExplanationBatch, by classifier: any Classifier
  ) throws -> BatchExplanation {
    let explanation = try explanation(of: batch, by: classifier)
    let expected = batch.count * batch.height * batch.width
    guard explanation.maps.count == expected else {
      throw ExplanationError.classifierAnswer(
        what: "maps by \(name)", expected: expected, found: explanation.maps.count)
    }
    return explanation
  }
}

extension ExplanationMaps {
  /// The map of one of the images, H x W.
  package subscript(image: Int) -> [Float] {
    Array(values[image * height * width..<(image + 1) * height * width])
  }
}
