import Tensors

/// How good a method's maps are, image by image.
package struct ExplanationEvaluation {
  /// What is known of one image's map; nil for what does not exist for it.
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

  /// - Parameters:
  ///   - randomized: the same network with random weights; nil leaves that check out.
  ///   - masks: where the objects are, in the order of the images; nil leaves localisation out.
  ///   - seed: of the random order.
  package init(
    classifier: any Classifier, randomized: (any Classifier)?, curves: RevealCurves,
    masks: ObjectMasks?, seed: UInt64
  ) {
    self.classifier = classifier
    self.randomized = randomized
    self.curves = curves
    self.masks = masks
    self.seed = seed
  }

  /// - Parameter progress: told how many images are done; may throw to stop.
  package func rows(
    of images: ImagesToExplain, method: any ExplanationMethod,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> [Row] {
    try images.check(against: classifier)
    if let masks {
      guard masks.count == images.count else {
        throw ExplanationError.count(
          of: "object masks", expected: images.count, found: masks.count)
      }
      guard masks.height == images.images.height, masks.width == images.images.width else {
        throw ExplanationError.maskSize(
          height: masks.height, width: masks.width, expectedHeight: images.images.height,
          expectedWidth: images.images.width)
      }
    }
    var rows: [Row] = []
    for range in method.batches(of: images.count, for: classifier) {
      rows += try self.rows(
        of: images.batch(range, for: classifier), first: range.lowerBound, method: method)
      try progress(range.upperBound)
    }
    return rows
  }

  private func rows(
    of batch: ExplanationBatch, first: Int, method: any ExplanationMethod
  ) throws -> [Row] {
    let before = try classifier.checkedLogits(of: batch.pixels, indices: batch.indices)
    let maps = try method.checkedExplanation(of: batch, by: classifier).maps
    let areas = try curves.areas(of: batch, maps: maps, by: classifier)
    let random = try curves.areas(
      of: batch, maps: RandomMaps(seed: seed).maps(of: batch, by: classifier), by: classifier)
    let others = try randomized.map { try method.checkedExplanation(of: batch, by: $0).maps }
    let sums = try (method as? IntegratedGradients)?.completeness(of: batch, by: classifier)
    return (0..<batch.count).map { image in
      let range = image * batch.area..<(image + 1) * batch.area
      return Row(
        index: batch.indices[image], label: batch.labels[image],
        predicted: before.predicted(image), fault: MapFault(of: maps[range]),
        curves: areas[image], randomCurves: random[image],
        localization: masks.flatMap {
          Localization(map: maps[range], object: $0[first + image])
        },
        randomizedCorrelation: others.flatMap { RankCorrelation.of(maps[range], $0[range]) },
        incompleteness: sums.flatMap { Self.incompleteness($0[image]) })
    }
  }

  private static func incompleteness(_ image: (sum: Double, difference: Double)) -> Double? {
    image.difference == 0
      ? nil : abs(image.sum - image.difference) / abs(image.difference)
  }
}
