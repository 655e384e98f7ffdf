import Tensors

/// Measures how a method's maps lie to the objects of some images.
package struct AlignmentMeasurement {
  private let classifier: any Classifier
  private let images: ImagesToExplain
  private let masks: ObjectMasks
  private let method: any ExplanationMethod

  /// - Parameter masks: one per image, in their order.
  /// - Throws: `ExplanationError` where images, masks and classifier do not fit each other.
  package init(
    classifier: any Classifier, images: ImagesToExplain, masks: ObjectMasks,
    method: any ExplanationMethod
  ) throws(ExplanationError) {
    try images.check(against: classifier)
    guard masks.count == images.count else {
      throw .count(of: "object masks", expected: images.count, found: masks.count)
    }
    guard masks.height == images.images.height, masks.width == images.images.width else {
      throw .maskSize(
        height: masks.height, width: masks.width, expectedHeight: images.images.height,
        expectedWidth: images.images.width)
    }
    self.classifier = classifier
    self.images = images
    self.masks = masks
    self.method = method
  }

  /// One result per image, in their order.
  ///
  /// - Parameters:
  ///   - onlyRight: leaves out, without asking for their maps, images that are classified wrong.
  ///   - progress: told how many images are done; may throw to stop.
  package func run(
    onlyRight: Bool = true, progress: (Int) throws -> Void = { _ in }
  ) throws -> [AlignedImage] {
    let predicted = try classifier.batches(of: images.count).flatMap { range in
      let batch = images.batch(range, for: classifier)
      let scores = try classifier.checkedLogits(of: batch.pixels, indices: batch.indices)
      return (0..<batch.count).map { scores.predicted($0) }
    }
    let chosen = predicted.indices.filter { !onlyRight || predicted[$0] == images.labels[$0] }
    let maps = try ExplanationMaps(
      of: images.selecting(chosen), by: classifier, method: method, progress: progress)
    return chosen.enumerated().map { place, image in
      AlignedImage(
        index: images.indices[image], label: images.labels[image], predicted: predicted[image],
        score: ObjectAlignment.score(map: maps[place], mask: masks[image]),
        area: ObjectAlignment.baseline(mask: masks[image]) ?? 0)
    }
  }
}

extension ImagesToExplain {
  /// Some of the images, by their places, in the order given.
  package func selecting(_ places: [Int]) throws(ExplanationError) -> ImagesToExplain {
    try ImagesToExplain(
      images: images.selecting(places), labels: places.map { labels[$0] },
      indices: places.map { indices[$0] })
  }
}
