import Explanations

/// What "Interpreting Undesirable Pixels" published.
enum UndesirablePaper {
  /// Tables 1 and 2, of 1,000 images of ImageNet.
  struct Row {
    let network: String
    /// φ, in per cent.
    let gain: [MaskObjective.Kind: Double]
    /// Share of the pixels above 0.6.
    let area: [MaskObjective.Kind: Double]
  }

  static let rows = [
    Row(
      network: "VGG-19", gain: [.targetFactors: 48.741, .otherFactors: 48.979],
      area: [.targetFactors: 0.0373, .otherFactors: 0.0378]),
    Row(
      network: "ResNet-18", gain: [.targetFactors: 44.898, .otherFactors: 44.688],
      area: [.targetFactors: 0.0360, .otherFactors: 0.0398]),
  ]

  /// Section 4.4: "below 4 %".
  static let mostArea = 0.04
  static let threshold = 0.6

  /// The row of the paper's network of the same family; nil where it has none.
  static func row(like network: String) -> Row? {
    rows.first { network.lowercased().hasPrefix($0.network.lowercased().prefix(3)) }
  }

  /// What the paper calls an objective.
  static func name(_ kind: MaskObjective.Kind) -> String {
    switch kind {
    case .plain: "equation 3"
    case .targetFactors: "F-TC"
    case .otherFactors: "F-NTC"
    case .deletion: "deletion"
    }
  }

  /// Such as `VGG-19 48.741, ResNet-18 44.898`.
  static func published(
    _ kind: MaskObjective.Kind, _ value: (Row) -> [MaskObjective.Kind: Double]
  ) -> String {
    name(kind) + ": "
      + rows.compactMap { row in value(row)[kind].map { "\(row.network) \($0)" } }
      .joined(separator: ", ")
  }
}
