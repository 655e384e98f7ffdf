package import Images

/// Sufficient input subsets of many images.
package struct SubsetSearch {
  /// How the pixels to mask are chosen.
  package enum Selection: Sendable, Equatable, Codable {
    /// Every pixel that is left is tried.
    case exact
    case gradient(GradientSelection)
  }

  package struct Options: Sendable {
    package var selection: Selection
    /// The probability that a subset must reach, between 0 and 1.
    package var threshold: Double
    package var baseline: MaskingBaseline
    /// Whose probability is followed: of the predicted class, the true class or a class by number.
    package var target: ScoreTarget
    /// Most subsets of an image, at least 1.
    package var limit: Int

    /// - Throws: `ExplanationError` for a threshold outside the open interval from 0 to 1, or a
    ///   target that is a difference of classes.
    package init(
      selection: Selection = .gradient(GradientSelection()), threshold: Double = 0.99,
      baseline: MaskingBaseline = .mean, target: ScoreTarget = .predicted, limit: Int = 1
    ) throws(ExplanationError) {
      guard threshold > 0, threshold < 1 else { throw .threshold(threshold) }
      guard !target.isDifference else { throw .targetIsNoClass(target) }
      precondition(limit > 0)
      self.selection = selection
      self.threshold = threshold
      self.baseline = baseline
      self.target = target
      self.limit = limit
    }
  }

  private let classifier: any Classifier
  private let images: ImagesToExplain
  private let options: Options
  private let workers: Workers

  /// - Throws: `ExplanationError` when images, target and classifier do not fit each other.
  package init(
    classifier: any Classifier, images: ImagesToExplain, options: Options, workers: Workers
  ) throws(ExplanationError) {
    try images.check(against: classifier)
    try options.target.check(classCount: classifier.classCount)
    self.classifier = classifier
    self.images = images
    self.options = options
    self.workers = workers
  }

  /// The images in the pieces in which they are best searched.
  package var pieces: [Range<Int>] {
    switch options.selection {
    case .exact: (0..<images.count).map { $0..<$0 + 1 }
    case .gradient: classifier.batches(of: images.count)
    }
  }

  /// The findings for some of the images.
  ///
  /// - Parameters:
  ///   - range: one of `pieces`.
  ///   - progress: called from time to time; may throw to stop.
  package func findings(
    in range: Range<Int>, progress: () throws -> Void = {}
  ) throws -> [SubsetFinding] {
    let batch = try images.batch(range, for: classifier)
    let scores = try classifier.checkedLogits(of: batch.pixels, indices: batch.indices)
    let predicted = batch.labels.indices.map { scores.predicted($0) }
    let labels = zip(predicted, batch.labels).map { options.target.label(predicted: $0, true: $1) }
    let found: [(paths: [SelectionPath], subsets: [SufficientSubset])] =
      switch options.selection {
      case .exact: try exact(batch, labels, progress)
      case .gradient(let selection): try led(by: selection, batch, labels, progress)
      }
    return found.enumerated().map { place, found in
      SubsetFinding(
        index: batch.indices[place], label: batch.labels[place], predicted: predicted[place],
        target: labels[place], path: found.paths[0], subsets: found.subsets)
    }
  }

  private func baseline(_ place: Int, of batch: ExplanationBatch) -> [Float] {
    options.baseline.color(for: batch[place], normalization: classifier.normalization)
  }

  private func exact(
    _ batch: ExplanationBatch, _ labels: [Int], _ progress: () throws -> Void
  ) throws -> [(paths: [SelectionPath], subsets: [SufficientSubset])] {
    try labels.indices.map { place in
      let image = MaskedImage(
        classifier: classifier, pixels: Array(batch[place]), index: batch.indices[place],
        label: labels[place], baseline: baseline(place, of: batch))
      return try BackwardSelection.subsets(
        of: image, threshold: options.threshold, limit: options.limit
      ) { _ in try progress() }
    }
  }

  /// One path of every image, and then another of those where there may be one more subset.
  private func led(
    by selection: GradientSelection, _ batch: ExplanationBatch, _ labels: [Int],
    _ progress: () throws -> Void
  ) throws -> [(paths: [SelectionPath], subsets: [SufficientSubset])] {
    let area = batch.height * batch.width
    var masked = [[Bool]](repeating: [Bool](repeating: false, count: area), count: batch.count)
    var found = [(paths: [SelectionPath], subsets: [SufficientSubset])](
      repeating: ([], []), count: batch.count)
    var active = Array(0..<batch.count)
    while !active.isEmpty {
      let paths = try selection.paths(
        of: batch.selecting(active), labels: active.map { labels[$0] },
        baselines: active.map { baseline($0, of: batch) }, masking: active.map { masked[$0] },
        by: classifier, workers: workers
      ) { _ in try progress() }
      var next: [Int] = []
      for (place, path) in zip(active, paths) {
        let subset = path.sufficientSubset(threshold: options.threshold)
        if found[place].paths.isEmpty || subset != nil { found[place].paths.append(path) }
        guard let subset else { continue }
        found[place].subsets.append(subset)
        for unit in subset.units { masked[place][unit] = true }
        if !subset.units.isEmpty, found[place].subsets.count < options.limit { next.append(place) }
      }
      active = next
    }
    return found
  }
}

/// The result of backward selection for one image.
package struct SubsetFinding: Sendable, Equatable, Codable {
  /// In the data set.
  package let index: Int
  package let label: Int
  /// The class the network chooses for the whole image.
  package let predicted: Int
  /// The class whose probability was followed.
  package let target: Int
  /// The order of all pixels, and the probability on the way.
  package let path: SelectionPath
  /// Without a pixel in common; none where the threshold is not reached by the whole image.
  package let subsets: [SufficientSubset]

  package init(
    index: Int, label: Int, predicted: Int, target: Int, path: SelectionPath,
    subsets: [SufficientSubset]
  ) {
    self.index = index
    self.label = label
    self.predicted = predicted
    self.target = target
    self.path = path
    self.subsets = subsets
  }

  package var isRight: Bool { predicted == label }

  /// Pixels of the first subset; nil without one.
  package var size: Int? { subsets.first?.units.count }

  /// When each pixel was masked, from 0 on; H x W.
  package var rank: [Int] {
    var rank = [Int](repeating: 0, count: path.order.count)
    for (place, unit) in path.order.enumerated() { rank[unit] = place }
    return rank
  }

  /// The pixels that were masked last, H x W.
  package func lastPixels(_ count: Int) -> [Bool] {
    var kept = [Bool](repeating: false, count: path.order.count)
    for unit in path.order.suffix(count) { kept[unit] = true }
    return kept
  }
}

extension ScoreTarget {
  /// The class whose score is meant; the predicted one for a difference.
  func label(predicted: Int, true trueLabel: Int) -> Int {
    switch self {
    case .predicted, .predictedMinusTrue, .predictedMinusSecond: predicted
    case .trueClass: trueLabel
    case .label(let label): label
    }
  }
}

extension ExplanationBatch {
  /// Some of the images, in the order given.
  func selecting(_ places: [Int]) -> ExplanationBatch {
    if places.count == count { return self }
    return ExplanationBatch(
      pixels: places.flatMap { self[$0] }, labels: places.map { labels[$0] },
      indices: places.map { indices[$0] }, height: height, width: width)
  }
}
