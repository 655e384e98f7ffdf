/// What one treatment did to one image.
package struct ErasureOutcome: Sendable, Equatable, Codable {
  /// The class the network chooses after erasing.
  package let after: Int
  /// The score of the true class after erasing.
  package let trueClass: ClassScore
  /// The score after erasing of the class that was chosen before.
  package let predictedBefore: ClassScore
  package let erasedPixels: Int

  package init(
    after: Int, trueClass: ClassScore, predictedBefore: ClassScore, erasedPixels: Int
  ) {
    self.after = after
    self.trueClass = trueClass
    self.predictedBefore = predictedBefore
    self.erasedPixels = erasedPixels
  }
}

/// One image before and after erasing.
package struct ErasureRow: Sendable, Equatable, Codable {
  /// In the data set.
  package let index: Int
  package let label: Int
  /// The class the network chooses for the whole image.
  package let before: Int
  /// The score of the true class before erasing.
  package let trueClass: ClassScore
  /// The score before erasing of the class that was chosen.
  package let predictedBefore: ClassScore
  /// Why the image's map said nothing, in which case nothing was erased.
  package let mapFault: MapFault?
  /// Boxes around the map's top pixels.
  package let treatment: ErasureOutcome
  /// Random boxes over the same area, one outcome per draw.
  package let controls: [ErasureOutcome]

  package init(
    index: Int, label: Int, before: Int, trueClass: ClassScore, predictedBefore: ClassScore,
    mapFault: MapFault?, treatment: ErasureOutcome, controls: [ErasureOutcome]
  ) {
    self.index = index
    self.label = label
    self.before = before
    self.trueClass = trueClass
    self.predictedBefore = predictedBefore
    self.mapFault = mapFault
    self.treatment = treatment
    self.controls = controls
  }

  /// Names of `fields`, the same for every row of an experiment.
  package static func columns(controlDraws: Int) -> [String] {
    let start = ["index", "label", "before", "after", "erased_pixels", "map_fault"]
    let scores = ["true_logit", "true_probability", "predicted_logit", "predicted_probability"]
    let moments = ["before", "after"].flatMap { moment in scores.map { "\($0)_\(moment)" } }
    let controls = (0..<controlDraws).flatMap { draw in
      (["after", "erased_pixels"] + scores).map { "control_\(draw + 1)_\($0)" }
    }
    return start + moments + controls
  }

  /// The row as texts, in the order of `columns`; numbers are the shortest that read back alike.
  package var fields: [String] {
    let numbers = [index, label, before, treatment.after, treatment.erasedPixels]
    var fields = numbers.map(String.init)
    fields.append(mapFault?.rawValue ?? "")
    fields += Self.fields(trueClass, predictedBefore)
    fields += Self.fields(treatment.trueClass, treatment.predictedBefore)
    for control in controls {
      fields += ["\(control.after)", "\(control.erasedPixels)"]
      fields += Self.fields(control.trueClass, control.predictedBefore)
    }
    return fields
  }

  private static func fields(_ scores: ClassScore...) -> [String] {
    scores.flatMap { ["\($0.logit)", "\($0.probability)"] }
  }
}
