package import Datasets
package import Explanations
package import Images
package import Misclassification
import Statistics

/// What cards of mistakes are made from: the images, and what is known of all of them.
package struct CardEvidence: Sendable {
  /// One mistake, as its model made it.
  package struct Mistake: Sendable {
    package let index: Int
    package let predicted: Int
    package let margin: Double
    package let cause: CauseCard.Cause?

    package init(index: Int, predicted: Int, margin: Double, cause: CauseCard.Cause?) {
      self.index = index
      self.predicted = predicted
      self.margin = margin
      self.cause = cause
    }

    /// What `causes` told of it.
    ///
    /// - Parameter window: rows and columns of the region whose replacement changes most.
    package init(_ told: ToldCause, window: (height: Int, width: Int)) {
      let features = told.features
      let (row, column) = (features.occludedRow, features.occludedColumn)
      self.init(
        index: features.index, predicted: features.predicted, margin: features.margin,
        cause: CauseCard.Cause(
          probability: told.probability, verdict: told.verdict,
          region: PixelFrame(
            rows: row..<row + window.height, columns: column..<column + window.width)))
    }
  }

  /// The whole split.
  private let set: ImageSet
  /// The model itself first, then others.
  private let joint: JointPredictions
  private let rowOfImage: [Int: Int]
  private let votes: HumanVotes?
  private let superclasses: Superclasses?
  private let patterns: ConfusionPatterns
  private let learnings: [ConfidentLearning]
  private let qualities: [ImageQuality]
  private let usual: [ModifiedZScores?]

  /// - Parameters:
  ///   - set: the whole split.
  ///   - joint: the model itself first, then others, of the images of the set.
  package init(
    set: ImageSet, joint: JointPredictions, votes: HumanVotes?, superclasses: Superclasses?,
    workers: Workers
  ) throws {
    self.set = set
    self.joint = joint
    self.votes = votes
    self.superclasses = superclasses
    patterns = try ConfusionPatterns(joint, votes: votes)
    rowOfImage = Dictionary(
      uniqueKeysWithValues: (0..<joint.count).map { (joint.image(of: $0), $0) })
    learnings = joint.observers.compactMap { observer in
      observer.scores.map { ConfidentLearning($0, labels: joint.labels) }
    }
    var qualities: [ImageQuality] = []
    try set.images.forEachBatch { _, batch in
      qualities += workers.map(count: batch.count) { ImageQuality(of: batch, image: $0) }
    }
    self.qualities = qualities
    usual = ImageQuality.measures.map { [qualities] measure in
      try? ModifiedZScores(qualities.map(measure.value))
    }
  }

  package func card(_ mistake: Mistake, neighbours: NearestImages?) -> CauseCard {
    let label = set.labels[mistake.index]
    let row = rowOfImage[mistake.index]
    return CauseCard(
      index: mistake.index, file: set.names?[mistake.index], label: label,
      predicted: mistake.predicted, margin: mistake.margin, cause: mistake.cause,
      others: row.flatMap { others($0, label: label, predicted: mistake.predicted) },
      votes: row.flatMap { row in
        votes.map {
          CauseCard.Votes(
            shareOfLabel: $0.share(of: label, row: row),
            shareOfPredicted: $0.share(of: mistake.predicted, row: row),
            majority: $0.majority(row: row))
        }
      },
      pair: pair(label, mistake.predicted),
      sameSuperclass: superclasses?.areSame(label, mistake.predicted), neighbours: neighbours,
      suspicion: row.flatMap { row in
        learnings.isEmpty ? nil : LabelSuspicion(learnings, image: row)
      },
      quality: quality(mistake.index))
  }

  private func others(_ row: Int, label: Int, predicted: Int) -> CauseCard.Others? {
    let others = joint.observers.dropFirst()
    guard !others.isEmpty else { return nil }
    let same = others.filter { $0.predicted[row] == predicted }
    let right = others.count { $0.predicted[row] == label }
    return CauseCard.Others(
      models: others.count, right: right, same: same.map(\.name),
      otherwiseWrong: others.count - right - same.count)
  }

  private func pair(_ label: Int, _ predicted: Int) -> [CauseCard.PairFinding] {
    let isForth = label < predicted
    guard
      let pair = patterns.pairs.first(where: {
        $0.first == min(label, predicted) && $0.second == max(label, predicted)
      })
    else { return [] }
    return zip(patterns.observers, pair.findings).map { observer, finding in
      let turned: ConfusionPatterns.Verdict =
        switch finding.verdict {
        case .oneWay: .oneWayBack
        case .oneWayBack: .oneWay
        default: finding.verdict
        }
      return CauseCard.PairFinding(
        observer: observer, forth: isForth ? finding.forth : finding.back,
        back: isForth ? finding.back : finding.forth,
        verdict: isForth ? finding.verdict : turned)
    }
  }

  private static let words = [
    "brightness": (low: "dark", high: "bright"),
    "contrast": (low: "flat", high: "high in contrast"),
    "sharpness": (low: "blurred", high: "sharp or noisy"),
  ]

  private func quality(_ image: Int) -> CauseCard.Quality {
    let values = qualities[image]
    let outliers = zip(ImageQuality.measures, usual).compactMap { measure, usual -> String? in
      guard let score = usual?.score(measure.value(values)),
        score.magnitude > ModifiedZScores.outlier
      else { return nil }
      return Self.words[measure.name].map { score < 0 ? $0.low : $0.high } ?? measure.name
    }
    return CauseCard.Quality(values: values, outliers: outliers)
  }
}
