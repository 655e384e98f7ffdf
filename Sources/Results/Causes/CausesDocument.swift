package import Datasets
package import Explanations
import Statistics

/// A mistake with what is said of its cause.
package struct ToldCause: Sendable, Equatable, Codable {
  package let features: CauseFeatures
  /// The picture's name, where it has one.
  package let file: String?
  /// From made look-alikes: see `CauseJudge`.
  package let distance: Double
  /// That interference made it.
  package let probability: Double
  package let verdict: CauseVerdict
  /// What made the mistake, where the data know.
  package let truth: KnownCause.Truth?
  /// How interference was planted, where it was.
  package let kind: MarkKind?

  package init(
    features: CauseFeatures, file: String?, distance: Double, probability: Double,
    truth: KnownCause.Truth?, kind: MarkKind?
  ) {
    self.features = features
    self.distance = distance
    self.file = file
    self.probability = probability
    self.truth = truth
    self.kind = kind
    verdict = CauseVerdict(probability: probability)
  }

  /// What is said of mistakes.
  ///
  /// - Parameters:
  ///   - distances: one for each.
  ///   - groups: what they fall into.
  ///   - files: one for each, where pictures have names.
  ///   - truths: one for each.
  ///   - kinds: likewise, where marks were planted.
  package static func told(
    _ features: [CauseFeatures], distances: [Double], groups: CauseGroups, files: [String]?,
    truths: [KnownCause.Truth?], kinds: [MarkKind]?
  ) -> [ToldCause] {
    features.indices.map { place in
      ToldCause(
        features: features[place], file: files?[place], distance: distances[place],
        probability: groups.probability(distance: distances[place]),
        truth: truths[place], kind: kinds?[place])
    }
  }
}

/// What `causes` told: the content of `summary.json`.
package struct CausesDocument: Sendable, Codable {
  package struct Settings: Sendable, Codable {
    package var model: String
    package var data: String
    package var split: String
    package var masks: String
    /// Whether objects are guessed and not known.
    package var masksAreEstimated: Bool
    package var options: CauseOptions
    /// Rows and columns of the window of the occlusion.
    package var window: [Int]

    package init(
      model: String, data: String, split: Split, masks: String, masksAreEstimated: Bool,
      options: CauseOptions, window: (height: Int, width: Int)
    ) {
      self.model = model
      self.data = data
      self.split = split.rawValue
      self.masks = masks
      self.masksAreEstimated = masksAreEstimated
      self.options = options
      self.window = [window.height, window.width]
    }
  }

  /// What the judge learned from.
  package struct Made: Sendable, Codable {
    /// Mistakes by how they were made.
    package let counts: [String: Int]
    package let judge: CauseJudge

    package init(_ causes: [MadeCause], judge: CauseJudge) {
      counts = Dictionary(grouping: causes) { $0.rawValue }.mapValues(\.count)
      self.judge = judge
    }
  }

  /// How well what is told agrees with what is known.
  package struct Agreement: Sendable, Codable {
    package let interference: Int
    package let morphology: Int
    /// Of these, what is wrong in the same way without anything planted.
    package let natural: Int
    /// Area under the ROC curve, interference against all else, of the probability and of each
    /// number by itself; the numbers that are missing count as their smallest.
    package let areas: [String: Double]
    /// Of the probability, in ten bins.
    package let calibrationError: Double
    /// Verdicts that say what is known, that say the other, and that say neither.
    package let right: Int
    package let wrong: Int
    package let undecided: Int
  }

  /// What the mistakes fall into: see `CauseGroups`.
  package struct Groups: Sendable, Codable {
    /// How likely it is that there are two.
    package let certainty: Double
    /// Part that interference made, were there two, and its 95 % interval.
    package let share: Double
    package let shareLower: Double
    package let shareUpper: Double

    init(_ groups: CauseGroups) {
      (certainty, share) = (groups.certainty, groups.share)
      (shareLower, shareUpper) = (groups.shareInterval.lowerBound, groups.shareInterval.upperBound)
    }
  }

  /// Mistakes of one known cause by what is said of them.
  package struct Told: Sendable, Codable {
    /// The known cause; nil for mistakes that none of the truths holds for.
    package let truth: KnownCause.Truth?
    package let verdicts: [String: Int]
  }

  package let settings: Settings
  package let mistakes: Int
  package let verdicts: [String: Int]
  /// The same for each known cause; empty where the data know nothing.
  package let byTruth: [Told]
  /// Mean probability of interference.
  package let interferenceShare: Double
  package let groups: Groups
  package let made: Made
  /// Nil where no cause is known, or only one.
  package let agreement: Agreement?

  package init(settings: Settings, told: [ToldCause], groups: CauseGroups, made: Made) {
    self.settings = settings
    self.groups = Groups(groups)
    self.made = made
    mistakes = told.count
    interferenceShare =
      told.isEmpty ? 0 : told.reduce(0) { $0 + $1.probability } / Double(told.count)
    verdicts = Self.verdicts(told)
    let truths: [KnownCause.Truth?] = KnownCause.Truth.allCases + [nil]
    byTruth =
      told.contains { $0.truth != nil }
      ? truths.map { truth in
        Told(truth: truth, verdicts: Self.verdicts(told.filter { $0.truth == truth }))
      } : []
    agreement = Agreement(told)
  }
}

extension CausesDocument {
  private static func verdicts(_ told: [ToldCause]) -> [String: Int] {
    Dictionary(
      uniqueKeysWithValues: CauseVerdict.allCases.map { verdict in
        (verdict.rawValue, told.count { $0.verdict == verdict })
      })
  }
}

extension CausesDocument.Agreement {
  init?(_ told: [ToldCause]) {
    let known = told.filter { $0.truth != nil }
    let isInterference = known.map { $0.truth == .interference }
    func area(_ scores: [Double?]) -> Double? {
      let least = scores.compactMap { $0 }.min() ?? 0
      return try? ROCArea.of(scores.map { $0 ?? least }, isFirst: isInterference)
    }
    let probabilities = known.map(\.probability)
    guard let probability = area(probabilities),
      let error = try? CalibrationError.of(probabilities, outcomes: isInterference)
    else { return nil }
    calibrationError = error
    var areas = ["probability": probability]
    for column in CauseFeatures.columns + CauseFeatures.measured {
      areas[column.name] = area(known.map { column.value($0.features) })
    }
    self.areas = areas
    self.interference = isInterference.count { $0 }
    morphology = known.count - isInterference.count { $0 }
    natural = known.count { $0.truth == .natural }
    undecided = known.count { $0.verdict == .undecided }
    right = zip(known, isInterference).count {
      $0.0.verdict == ($0.1 ? .interference : .lookAlike)
    }
    wrong = known.count - right - undecided
  }
}
