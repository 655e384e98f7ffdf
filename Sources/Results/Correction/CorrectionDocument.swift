package import Explanations
import Statistics

/// What a correction was fitted to, and what it did to other images.
package struct CorrectionDocument: Sendable, Encodable {
  package struct Settings: Sendable, Encodable {
    package var model: String
    package var data: String
    package var split: String
    /// Which images were fitted, in words.
    package var fittedOn: String
    package var fittedImages: Int
    /// Which images were tested; nil without any.
    package var testedOn: String?
    package var hasOffsets: Bool
    /// Largest share of right answers that may be broken; nil where every answer may change.
    package var brokenShare: Double?

    package init(
      model: String, data: String, split: String, fittedOn: String, fittedImages: Int,
      testedOn: String?, options: CorrectionFit.Options
    ) {
      self.model = model
      self.data = data
      self.split = split
      self.fittedOn = fittedOn
      self.fittedImages = fittedImages
      self.testedOn = testedOn
      hasOffsets = options.hasOffsets
      brokenShare = options.brokenShare
    }

    enum CodingKeys: String, CodingKey {
      case model, data, split
      case fittedOn = "fitted_on"
      case fittedImages = "fitted_images"
      case testedOn = "tested_on"
      case hasOffsets = "class_offsets"
      case brokenShare = "broken_share"
    }
  }

  package struct View: Sendable, Encodable {
    package let view: String
    package let family: ViewFamily
    package let weight: Double
  }

  package struct Arm: Sendable, Encodable {
    package let name: String
    package let views: Int
    package let outcome: CorrectionOutcome
  }

  /// Whether cause-directed views add anything to the others.
  package struct CauseDirected: Sendable, Encodable {
    package let onlyWithRight: Int
    package let onlyWithoutRight: Int
    package let exactP: Double

    enum CodingKeys: String, CodingKey {
      case onlyWithRight = "right_only_with"
      case onlyWithoutRight = "right_only_without"
      case exactP = "mcnemar_exact_p"
    }
  }

  package let settings: Settings
  package let penalty: Double
  package let validatedLoss: Double?
  package let threshold: Double?
  package let views: [View]
  package let offsets: [Double]
  /// The correction first; empty where nothing was tested.
  package let arms: [Arm]
  package let causeDirected: CauseDirected?
  /// Images a second in which all views were asked about.
  package let imagesPerSecond: Double?

  enum CodingKeys: String, CodingKey {
    case settings, penalty, threshold, views, offsets
    case arms = "tested"
    case validatedLoss = "validated_loss"
    case causeDirected = "cause_directed_views"
    case imagesPerSecond = "images_per_second"
  }

  package init(
    settings: Settings, fit: CorrectionFit, study: CorrectionStudy?, imagesPerSecond: Double?
  ) {
    self.settings = settings
    penalty = fit.penalty
    validatedLoss = fit.validatedLoss
    threshold = fit.correction.threshold
    views = zip(fit.correction.views, fit.correction.weights).map {
      View(view: $0.text, family: $0.family, weight: $1)
    }
    offsets = fit.correction.offsets
    arms = (study?.arms ?? []).map { Arm(name: $0.name, views: $0.views, outcome: $0.outcome) }
    causeDirected = study?.causeQuestion.map {
      CauseDirected(
        onlyWithRight: $0.onlyWithRight, onlyWithoutRight: $0.onlyWithoutRight,
        exactP: $0.test.exactP)
    }
    self.imagesPerSecond = imagesPerSecond
  }
}
