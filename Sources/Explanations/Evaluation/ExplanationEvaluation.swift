package import Images

/// The quality of a method's maps, image by image.
package struct ExplanationEvaluation {
  /// Measures of one image's map; nil where a measure is not defined.
  package struct Row: Sendable, Equatable, Codable {
    package let index: Int
    package let label: Int
    package let predicted: Int
    package let fault: MapFault?
    package let curves: RevealCurves.Areas
    /// Of pixels in random order, the same for all methods.
    package let randomCurves: RevealCurves.Areas
    package let localization: Localization?
    /// Rank correlation with the map of a network with random weights; near 0 is good.
    package let randomizedCorrelation: Double?
    /// |sum of attributions - difference of scores| / |difference|, for integrated gradients.
    package let incompleteness: Double?
  }

  private let classifier: any Classifier
  private let randomized: (any Classifier)?
  private let curves: RevealCurves
  private let masks: ObjectMasks?
  private let seed: UInt64
  private let workers: Workers

  /// - Parameters:
  ///   - randomized: the same network with random weights; nil leaves that check out.
  ///   - masks: where the objects are, in the order of the images; nil leaves localisation out.
  ///   - seed: of the random order.
  ///   - workers: process several batches at a time where the classifiers can be copied.
  package init(
    classifier: any Classifier, randomized: (any Classifier)?, curves: RevealCurves,
    masks: ObjectMasks?, seed: UInt64, workers: Workers = Workers(threads: 1)
  ) {
    self.classifier = classifier
    self.randomized = randomized
    self.curves = curves
    self.masks = masks
    self.seed = seed
    self.workers = workers
  }

  /// The areas of each image with its pixels in random order: the same beside all methods.
  ///
  /// - Parameter progress: called with the number of images done; may throw to stop.
  package func randomCurves(
    of images: ImagesToExplain, progress: (Int) throws -> Void = { _ in }
  ) throws -> [RevealCurves.Areas] {
    try images.check(against: classifier)
    let method = RandomMaps(seed: seed)
    var areas: [RevealCurves.Areas] = []
    try method.forEachBatch(
      of: images.count, by: classifier, workers: workers, asking: evaluations(of: images)
    ) { range, classifier in
      let batch = try images.batch(range, for: classifier)
      return try curves.areas(
        of: batch, maps: method.maps(of: batch, by: classifier), by: classifier)
    } receive: { range, answer in
      areas += answer
      try progress(range.upperBound)
    }
    return areas
  }

  /// - Parameters:
  ///   - random: what `randomCurves` found for the images.
  ///   - progress: called with the number of images done; may throw to stop.
  package func rows(
    of images: ImagesToExplain, method: any ExplanationMethod, beside random: [RevealCurves.Areas],
    progress: (Int) throws -> Void = { _ in }
  ) throws -> [Row] {
    try check(images)
    guard random.count == images.count else {
      throw ExplanationError.count(
        of: "random curves", expected: images.count, found: random.count)
    }
    var rows: [Row] = []
    for first in stride(from: 0, to: images.count, by: Self.block) {
      let block = first..<min(first + Self.block, images.count)
      // The maps of a network with random weights are held for a block at a time.
      let others = try randomized.map {
        try ExplanationMaps(
          of: images.selecting(Array(block)), by: $0, method: method, workers: workers
        ) { _ in
          // Only to be stopped: what takes long is to come.
          try progress(first)
        }
      }
      try method.forEachBatch(
        of: block.count, by: classifier, workers: workers, asking: evaluations(of: images)
      ) { piece, classifier in
        let range = first + piece.lowerBound..<first + piece.upperBound
        return try self.rows(
          of: images.batch(range, for: classifier), range, method, others, at: piece.lowerBound,
          Array(random[range]), by: classifier)
      } receive: { piece, answer in
        rows += answer
        try progress(first + piece.upperBound)
      }
    }
    return rows
  }

  /// Images whose maps by another network are held at once.
  private static let block = 4096

  private func evaluations(of images: ImagesToExplain) -> Int {
    curves.evaluations(area: images.images.height * images.images.width)
  }

  private func check(_ images: ImagesToExplain) throws(ExplanationError) {
    try images.check(against: classifier)
    if let masks { try images.check(masks) }
  }

  private func rows(
    of batch: ExplanationBatch, _ places: Range<Int>, _ method: any ExplanationMethod,
    _ others: ExplanationMaps?, at start: Int, _ random: [RevealCurves.Areas],
    by classifier: any Classifier
  ) throws -> [Row] {
    let before = try classifier.checkedLogits(of: batch.pixels, indices: batch.indices)
    let explanation = try method.checkedExplanation(of: batch, by: classifier)
    let maps = explanation.maps
    let areas = try curves.areas(of: batch, maps: maps, by: classifier)
    let sums = try explanation.attributions.flatMap {
      try (method as? IntegratedGradients)?.completeness(of: $0, in: batch, by: classifier)
    }
    return (0..<batch.count).map { image in
      let range = image * batch.area..<(image + 1) * batch.area
      return Row(
        index: batch.indices[image], label: batch.labels[image],
        predicted: before.predicted(image), fault: MapFault(of: maps[range]),
        curves: areas[image], randomCurves: random[image],
        localization: masks.flatMap {
          Localization(map: maps[range], object: $0[places.lowerBound + image])
        },
        randomizedCorrelation: others.flatMap {
          RankCorrelation.of(maps[range], $0[start + image][...])
        },
        incompleteness: sums.flatMap { Self.incompleteness($0[image]) })
    }
  }

  private static func incompleteness(_ image: (sum: Double, difference: Double)) -> Double? {
    image.difference == 0
      ? nil : abs(image.sum - image.difference) / abs(image.difference)
  }
}
