/// The numbers of one mistake that its cause is told by.
package struct CauseFeatures: Sendable, Equatable, Codable {
  package let index: Int
  package let label: Int
  package let predicted: Int
  /// Logit of the predicted class less that of the true one.
  package let margin: Double
  package let margins: FactorialMargins
  /// In the order of all parts.
  package let parts: [PartMargins]
  /// Of the positive part of the difference map at the middle stage and at the last; nil where it
  /// has none.
  package let shapes: [PositiveMapShape?]
  /// The largest fall of the margin under a window of the mean colour, as such and as a part of all
  /// changes.
  package let occlusionDrop: Double
  package let occlusionConcentration: Double
  /// The share of the windows that turn the answer.
  package let occlusionTurning: Double
  /// Relative foreground sensitivity of this image (Moayeri et al. 2022) for the predicted class;
  /// nil without object or rest.
  package let foregroundSensitivity: Double?
  /// The window that it falls most under; its size is that of the measurement.
  package let occludedRow: Int
  package let occludedColumn: Int

  init(
    index: Int, label: Int, predicted: Int, margins: FactorialMargins, parts: [PartMargins],
    shapes: [PositiveMapShape?], occlusion: EditedImage.Occlusion,
    foregroundSensitivity: Double?, width: Int
  ) {
    self.index = index
    self.label = label
    self.predicted = predicted
    margin = margins.whole
    self.margins = margins
    self.parts = parts
    self.shapes = shapes
    self.foregroundSensitivity = foregroundSensitivity
    occlusionDrop = occlusion.drop
    occlusionConcentration = occlusion.concentration
    occlusionTurning = occlusion.turning
    (occludedRow, occludedColumn) = (occlusion.corner / width, occlusion.corner % width)
  }

  /// A number of a mistake by its name, as tables and summaries have it.
  package struct Column: Sendable {
    package let name: String
    package let value: @Sendable (CauseFeatures) -> Double?
  }

  /// All that is measured.
  package static let measured: [Column] =
    [Column(name: "margin") { $0.margin }] + ImagePart.allCases.enumerated().flatMap(partColumns)
    + shapeColumns(0, "") + shapeColumns(1, "last_") + occlusionColumns

  private static func partColumns(_ place: Int, _ part: ImagePart) -> [Column] {
    [
      Column(name: part.rawValue + "_without") { $0.parts[place].without },
      Column(name: part.rawValue + "_alone") { $0.parts[place].alone },
      Column(name: part.rawValue + "_recovered") { $0.parts[place].recovered },
    ]
  }

  private static func shapeColumns(_ stage: Int, _ name: String) -> [Column] {
    [
      Column(name: name + "spread") { $0.shape(stage)?.spread },
      Column(name: name + "concentration") { $0.shape(stage)?.concentration },
      Column(name: name + "off_object") { $0.shape(stage)?.offObject },
    ]
  }

  private static let occlusionColumns = [
    Column(name: "nothing_kept") { $0.margins.nothingKept },
    Column(name: "occlusion_drop") { $0.occlusionDrop },
    Column(name: "occlusion_concentration") { $0.occlusionConcentration },
    Column(name: "occlusion_turning") { $0.occlusionTurning },
    Column(name: "foreground_sensitivity") { $0.foregroundSensitivity },
  ]

  /// The last stage may be the middle one.
  func shape(_ stage: Int) -> PositiveMapShape? {
    stage < shapes.count ? shapes[stage] : shapes.last ?? nil
  }
}

/// How mistakes are measured.
package struct CauseOptions: Sendable, Equatable, Codable {
  package var seed: UInt64
  /// Pictures of others that replaced pixels are taken from, besides the mean colour.
  package var draws = 2
  /// Images that mistakes are made from.
  package var bases = 160
  /// How mistakes are made.
  package var kinds = MadeCause.allCases

  package init(seed: UInt64) { self.seed = seed }

  /// A quarter of a side; moved by an eighth.
  static func window(_ side: Int) -> Int { max(side / 4, 1) }
  static func step(_ side: Int) -> Int { max(side / 8, 1) }
}
