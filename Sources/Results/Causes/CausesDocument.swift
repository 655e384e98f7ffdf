package import Datasets
package import Explanations
import Statistics

/// A mistake with what is said of its cause.
package struct ToldCause: Sendable, Equatable, Codable {
  package let features: CauseFeatures
  /// The picture's name, where it has one.
  package let file: String?
  /// That interference made it.
  package let probability: Double
  package let verdict: CauseVerdict
  /// What was planted in the image, where the data know.
  package let planted: String?

  package init(
    features: CauseFeatures, file: String?, probability: Double, planted: String?
  ) {
    self.features = features
    self.file = file
    self.probability = probability
    self.planted = planted
    verdict = CauseVerdict(probability: probability)
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

  /// How well what is told agrees with what was planted.
  package struct Agreement: Sendable, Codable {
    package let interference: Int
    package let morphology: Int
    /// Area under the ROC curve, interference against morphology, of the probability and of each
    /// number by itself; the numbers that are missing count as their smallest.
    package let areas: [String: Double]
    /// Verdicts that say what was planted, that say the other, and that say neither.
    package let right: Int
    package let wrong: Int
    package let undecided: Int
  }

  package let settings: Settings
  package let mistakes: Int
  package let verdicts: [String: Int]
  package let made: Made
  /// Nil where no cause is known, or only one.
  package let agreement: Agreement?

  package init(settings: Settings, told: [ToldCause], made: Made) {
    self.settings = settings
    self.made = made
    mistakes = told.count
    verdicts = Dictionary(
      uniqueKeysWithValues: CauseVerdict.allCases.map { verdict in
        (verdict.rawValue, told.count { $0.verdict == verdict })
      })
    agreement = Agreement(told)
  }
}

extension CausesDocument.Agreement {
  init?(_ told: [ToldCause]) {
    let interference = PlantedCause.interference.rawValue
    let known = told.filter {
      $0.planted == interference || $0.planted == PlantedCause.morphology.rawValue
    }
    let isInterference = known.map { $0.planted == interference }
    func area(_ scores: [Double?]) -> Double? {
      let least = scores.compactMap { $0 }.min() ?? 0
      return try? ROCArea.of(scores.map { $0 ?? least }, isFirst: isInterference)
    }
    guard let probability = area(known.map(\.probability)) else { return nil }
    var areas = ["probability": probability]
    for column in CauseFeatures.columns {
      areas[column.name] = area(known.map { column.value($0.features) })
    }
    self.areas = areas
    self.interference = isInterference.count { $0 }
    morphology = known.count - isInterference.count { $0 }
    undecided = known.count { $0.verdict == .undecided }
    right = zip(known, isInterference).count {
      $0.0.verdict == ($0.1 ? .interference : .lookAlike)
    }
    wrong = known.count - right - undecided
  }
}
