package import Images

/// Measures how well a method's maps align with the objects of some images.
package struct AlignmentMeasurement {
  private let classifier: any Classifier
  private let images: ImagesToExplain
  private let masks: ObjectMasks
  private let method: any ExplanationMethod
  private let workers: Workers

  /// - Parameters:
  ///   - masks: one per image, in their order.
  ///   - workers: process several batches at a time where the classifier can be copied.
  /// - Throws: `ExplanationError` where images, masks and classifier do not fit each other.
  package init(
    classifier: any Classifier, images: ImagesToExplain, masks: ObjectMasks,
    method: any ExplanationMethod, workers: Workers = Workers(threads: 1)
  ) throws(ExplanationError) {
    try images.check(against: classifier)
    try images.check(masks)
    self.classifier = classifier
    self.images = images
    self.masks = masks
    self.method = method
    self.workers = workers
  }

  /// One result per image, in their order.
  ///
  /// - Parameters:
  ///   - onlyRight: leaves out misclassified images, without computing their maps.
  ///   - progress: called with the number of images done; may throw to stop.
  package func run(
    onlyRight: Bool = true, progress: (Int) throws -> Void = { _ in }
  ) throws -> [AlignedImage] {
    var rows: [AlignedImage] = []
    try method.forEachBatch(
      of: images.count, by: classifier, workers: workers, asking: 1,
      { try aligned(Array($0), by: $1, onlyRight: onlyRight) }
    ) { range, aligned in
      rows += aligned
      try progress(range.upperBound)
    }
    return rows
  }

  /// The same with nil for each image that is misclassified.
  package func rowsOfAll(progress: (Int) throws -> Void = { _ in }) throws -> [AlignedImage?] {
    let rows = try run(progress: progress)
    var next = rows[...]
    return images.indices.map { index in
      next.first?.index == index ? next.removeFirst() : nil
    }
  }

  private func aligned(
    _ places: [Int], by classifier: any Classifier, onlyRight: Bool
  ) throws -> [AlignedImage] {
    let all = try images.selecting(places).batch(0..<places.count, for: classifier)
    let scores = try classifier.checkedLogits(of: all.pixels, indices: all.indices)
    let predicted = places.indices.map { scores.predicted($0) }
    let chosen = places.indices.filter { !onlyRight || predicted[$0] == all.labels[$0] }
    guard !chosen.isEmpty else { return [] }
    let batch = try images.selecting(chosen.map { places[$0] }).batch(
      0..<chosen.count, for: classifier)
    let maps = try method.checkedExplanation(of: batch, by: classifier).maps
    return chosen.enumerated().map { place, image in
      let mask = masks[places[image]]
      return AlignedImage(
        index: all.indices[image], label: all.labels[image], predicted: predicted[image],
        score: ObjectAlignment.score(
          map: maps[place * batch.area..<(place + 1) * batch.area], mask: mask),
        area: ObjectAlignment.baseline(mask: mask) ?? 0)
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
