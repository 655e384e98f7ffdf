/// The numbers of one mistake that its cause is told by.
package struct CauseFeatures: Sendable, Equatable, Codable {
  package let index: Int
  package let label: Int
  package let predicted: Int
  /// Logit of the predicted class less that of the true one.
  package let margin: Double
  package let margins: FactorialMargins
  /// Of the positive part of the difference map; nil where it has none.
  package let spread: Double?
  package let concentration: Double?
  package let offObject: Double?
  /// The largest fall of the margin under a window of the mean colour.
  package let occlusionDrop: Double
  /// The window that it falls most under; its size is that of the measurement.
  package let occludedRow: Int
  package let occludedColumn: Int

  /// A number of a mistake by its name, as tables and summaries have it.
  package struct Column: Sendable {
    package let name: String
    package let value: @Sendable (CauseFeatures) -> Double?
  }

  /// Everything the probability rests on.
  package static let columns: [Column] = [
    Column(name: "margin") { $0.margin },
    Column(name: "object_share") { $0.margins.objectShare },
    Column(name: "rest_share") { $0.margins.restShare },
    Column(name: "interaction") { $0.margins.interaction },
    Column(name: "spread") { $0.spread },
    Column(name: "concentration") { $0.concentration },
    Column(name: "off_object") { $0.offObject },
    Column(name: "occlusion_drop") { $0.occlusionDrop },
  ]

  package var numbers: [Double?] { Self.columns.map { $0.value(self) } }
}

/// How mistakes are measured.
package struct CauseOptions: Sendable, Equatable, Codable {
  package var seed: UInt64
  /// Pictures of others that replaced pixels are taken from, besides the mean colour.
  package var draws = 3
  /// Images that mistakes are made from.
  package var bases = 400

  package init(seed: UInt64) { self.seed = seed }

  /// A quarter of a side; moved by an eighth.
  static func window(_ side: Int) -> Int { max(side / 4, 1) }
  static func step(_ side: Int) -> Int { max(side / 8, 1) }
}
