package import Datasets
package import Images
package import Statistics
import Text

/// Which simple properties of images tell their labels, without any model.
package struct ShortcutReport: Sendable, Encodable, CustomStringConvertible {
  package struct Finding: Sendable, Encodable {
    package let property: String
    /// Share of images whose label the property tells.
    package let accuracy: Double
    /// The same with permuted labels.
    package let chance: Double
    package let pValue: Double
    /// By Holm's method over all properties.
    package let holmP: Double
    /// The class that is told most often.
    package let bestClass: String
    package let bestRecall: Double

    enum CodingKeys: String, CodingKey {
      case property, accuracy, chance
      case pValue = "p"
      case holmP = "holm_p"
      case bestClass = "best_class"
      case bestRecall = "best_recall"
    }
  }

  package let data: String
  package let split: Split
  package let images: Int
  package let draws: Int
  /// The best first.
  package let findings: [Finding]
  /// Properties that are the same in all images.
  package let constant: [String]

  /// - Parameters:
  ///   - files: what the files of the pictures tell, where there are files.
  ///   - draws: permutations of each test.
  /// - Throws: `DatasetError` for images of one class, and what the loop stops with.
  package init<Failure>(
    _ set: ImageSet, files: [PictureFileFacts]?, data: String, split: Split, draws: Int,
    seed: UInt64, workers: Workers, by loop: PieceLoop<Failure>
  ) throws {
    guard Set(set.labels).count > 1 else {
      throw DatasetError.unusable(
        reason: "\(data): expected images of at least two classes, found \(set.count) of one")
    }
    var values = SimpleProperty.all.map { _ in [[Double]]() }
    try set.images.forEachBatch { _, batch in
      for (place, property) in SimpleProperty.all.enumerated() {
        values[place] += workers.map(count: batch.count) { property.values(batch, $0) }
      }
    }
    var columns = zip(SimpleProperty.all, values).map { property, values in
      (name: property.name, columns: Self.columns(values))
    }
    if let files {
      columns.append(("size of the file", [files.map { Double($0.bytes) }]))
      columns.append(
        ("size of the picture", [files.map { Double($0.height) }, files.map { Double($0.width) }]))
    }
    var tests: [(name: String, test: CellPredictionTest)] = []
    var constant: [String] = []
    for (name, values) in columns {
      guard values.contains(where: { column in column.contains { $0 != column[0] } }) else {
        constant.append(name)
        continue
      }
      let (cells, count) = QuantileCells.of(values, bins: Self.bins[values.count - 1])
      tests.append(
        (
          name,
          try CellPredictionTest(
            cells: cells, cellCount: count, labels: set.labels, classCount: set.classNames.count,
            draws: draws, seed: seed, by: loop)
        ))
    }
    let adjusted = MultipleTests.holm(tests.map(\.test.pValue))
    findings = zip(tests, adjusted).map { one, holm in
      let recalls = one.test.recalls.map { $0 ?? 0 }
      let best = recalls[...].placeOfLargest
      return Finding(
        property: one.name, accuracy: one.test.accuracy, chance: one.test.chance,
        pValue: one.test.pValue, holmP: holm, bestClass: set.classNames[best],
        bestRecall: recalls[best])
    }.sorted { ($0.pValue, $1.accuracy) < ($1.pValue, $0.accuracy) }
    self.data = data
    self.split = split
    images = set.count
    self.draws = draws
    self.constant = constant
  }

  /// Bins of each number, of properties with one, two and three.
  private static let bins = [16, 6, 4]

  private static func columns(_ rows: [[Double]]) -> [[Double]] {
    (rows.first ?? []).indices.map { column in rows.map { $0[column] } }
  }

  package var description: String {
    var table = TextTable([
      .words("property"), .numbers("tells"), .numbers("chance"), .numbers("p"),
      .numbers("Holm's p"), .words("told best"), .numbers("of it"),
    ])
    for finding in findings {
      table.row([
        finding.property, NumberText.percent(finding.accuracy, decimals: 1),
        NumberText.percent(finding.chance, decimals: 1), NumberText.pValue(finding.pValue),
        NumberText.pValue(finding.holmP), finding.bestClass,
        NumberText.percent(finding.bestRecall, decimals: 1),
      ])
    }
    let same =
      constant.isEmpty
      ? "" : "the same in all images: \(constant.joined(separator: ", "))\n"
    return "\(NumberText.counted(images, "image")) of \(data) (\(split.rawValue)); "
      + "\(NumberText.counted(draws, "permutation"))\n\n\(table.description)\(same)"
  }
}
