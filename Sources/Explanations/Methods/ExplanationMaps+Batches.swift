package import Images

/// The maps of a run of images, and what the classifier takes these for.
package struct ExplainedBatch: Sendable {
  /// Places among all images.
  package let range: Range<Int>
  /// In the order of `range`, so that the first is number 0.
  package let maps: ExplanationMaps
  package let predicted: [Int]
}

extension ExplanationMaps {
  /// Computes the maps of all images and hands them over batch by batch, in order: nothing grows
  /// with the number of images.
  ///
  /// - Parameters:
  ///   - images: to explain, of the size that the classifier reads.
  ///   - receive: called in the caller's thread; may throw to stop.
  package static func forEachBatch(
    of images: ImagesToExplain, by classifier: any Classifier, method: any ExplanationMethod,
    workers: Workers, receive: (ExplainedBatch) throws -> Void
  ) throws {
    try images.check(against: classifier)
    let (height, width) = (images.images.height, images.images.width)
    let area = height * width
    try method.forEachBatch(of: images.count, by: classifier, workers: workers, asking: 1) {
      range, classifier in
      let batch = try images.batch(range, for: classifier)
      let scores = try classifier.checkedLogits(of: batch.pixels, indices: batch.indices)
      let answer = try method.checkedExplanation(of: batch, by: classifier)
      var faults: [Int: MapFault] = [:]
      for image in 0..<batch.count {
        faults[image] = MapFault(of: answer.maps[image * area..<(image + 1) * area])
      }
      return ExplainedBatch(
        range: range,
        maps: ExplanationMaps(
          height: height, width: width, values: answer.maps, faults: faults, fits: answer.fits),
        predicted: (0..<batch.count).map { scores.predicted($0) })
    } receive: { _, batch in
      try receive(batch)
    }
  }
}
