/// The effect of one treatment on one image.
package struct ErasureOutcome: Sendable, Equatable, Codable {
  /// The class the network chooses after erasing.
  package let predicted: Int
  /// The score of the true class after erasing.
  package let trueClassScore: ClassScore
  /// The score after erasing of the class the network chooses for the whole image.
  package let formerClassScore: ClassScore
  package let erasedPixels: Int

  package init(
    predicted: Int, trueClassScore: ClassScore, formerClassScore: ClassScore, erasedPixels: Int
  ) {
    self.predicted = predicted
    self.trueClassScore = trueClassScore
    self.formerClassScore = formerClassScore
    self.erasedPixels = erasedPixels
  }

  // The keys are those of files written by earlier versions.
  private enum CodingKeys: String, CodingKey {
    case predicted = "after"
    case trueClassScore = "trueClass"
    case formerClassScore = "predictedBefore"
    case erasedPixels
  }
}

/// One image before and after erasing.
package struct ErasureRow: Sendable, Equatable, Codable {
  /// In the data set.
  package let index: Int
  package let label: Int
  /// The class the network chooses for the whole image.
  package let predicted: Int
  /// The score of the true class before erasing.
  package let trueClassScore: ClassScore
  /// The score before erasing of the class that was chosen.
  package let predictedScore: ClassScore
  /// Why the image's map was unusable, in which case nothing was erased.
  package let mapFault: MapFault?
  /// Boxes around the map's top pixels.
  package let treatment: ErasureOutcome
  /// Boxes at the least salient pixels, over the same area; nil where they were not tried.
  package let leastSalient: ErasureOutcome?
  /// Boxes on the object, over the same area as far as it goes; nil where they were not tried.
  package let insideObject: ErasureOutcome?
  /// Random boxes over the same area, one outcome per draw.
  package let controls: [ErasureOutcome]

  package init(
    index: Int, label: Int, predicted: Int, trueClassScore: ClassScore, predictedScore: ClassScore,
    mapFault: MapFault?, treatment: ErasureOutcome,
    leastSalient: ErasureOutcome? = nil, insideObject: ErasureOutcome? = nil,
    controls: [ErasureOutcome]
  ) {
    self.index = index
    self.label = label
    self.predicted = predicted
    self.trueClassScore = trueClassScore
    self.predictedScore = predictedScore
    self.mapFault = mapFault
    self.treatment = treatment
    self.leastSalient = leastSalient
    self.insideObject = insideObject
    self.controls = controls
  }

  private enum CodingKeys: String, CodingKey {
    case index, label
    case predicted = "before"
    case trueClassScore = "trueClass"
    case predictedScore = "predictedBefore"
    case mapFault, treatment, leastSalient, insideObject, controls
  }

  /// Names of `fields`, the same for every row of an experiment.
  package var columns: [String] {
    let start = ["index", "label", "before", "after", "erased_pixels", "map_fault"]
    let moments = ["before", "after"].flatMap { moment in
      Self.scores.map { "\($0)_\(moment)" }
    }
    return start + moments
      + others.flatMap { name, _ in
        (["after", "erased_pixels"] + Self.scores).map { "\(name)_\($0)" }
      }
  }

  /// The row as texts, in the order of `columns`; numbers have the fewest digits that read back
  /// exactly.
  package var fields: [String] {
    let numbers = [index, label, predicted, treatment.predicted, treatment.erasedPixels]
    var fields = numbers.map(String.init)
    fields.append(mapFault?.rawValue ?? "")
    fields += Self.fields(trueClassScore, predictedScore)
    fields += Self.fields(treatment.trueClassScore, treatment.formerClassScore)
    for (_, outcome) in others {
      fields += ["\(outcome.predicted)", "\(outcome.erasedPixels)"]
      fields += Self.fields(outcome.trueClassScore, outcome.formerClassScore)
    }
    return fields
  }

  private static let scores = [
    "true_logit", "true_probability", "predicted_logit", "predicted_probability",
  ]

  /// The controls by name.
  private var others: [(name: String, outcome: ErasureOutcome)] {
    let fixed = [("least_salient", leastSalient), ("inside_object", insideObject)]
    return fixed.compactMap { name, outcome in outcome.map { (name, $0) } }
      + controls.enumerated().map { ("control_\($0 + 1)", $1) }
  }

  private static func fields(_ scores: ClassScore...) -> [String] {
    scores.flatMap { ["\($0.logit)", "\($0.probability)"] }
  }
}
