package import Explanations
import Interchange
import Text

/// What `obalex` measured.
package struct AlignmentDocument: Codable {
  package struct OfClass: Codable {
    package let name: String
    package let summary: AlignmentSummary
  }

  package let model: String
  package let data: String
  package let split: String
  package let masks: String
  package let method: String
  /// Those that were looked at, the wrongly classified included.
  package let images: Int
  package let all: AlignmentSummary
  package let classes: [OfClass]

  package init(
    model: String, data: String, split: String, masks: String, method: String, images: Int,
    classNames: [String], rows: [AlignedImage], emptyScore: Double?, seed: UInt64
  ) {
    self.model = model
    self.data = data
    self.split = split
    self.masks = masks
    self.method = method
    self.images = images
    all = AlignmentSummary(of: rows, emptyScore: emptyScore, seed: seed)
    classes = classNames.enumerated().map { label, name in
      OfClass(
        name: name,
        summary: AlignmentSummary(
          of: rows.filter { $0.label == label }, emptyScore: emptyScore, seed: seed))
    }
  }

  package static func csv(_ rows: [AlignedImage]) -> [UInt8] {
    var writer = CSVWriter()
    writer.record(["index", "label", "predicted", "obalex", "object_area"])
    for row in rows {
      writer.record([
        "\(row.index)", "\(row.label)", "\(row.predicted)", row.score.map { "\($0)" } ?? "",
        "\(row.area)",
      ])
    }
    return writer.bytes
  }

  package var text: String {
    var table = TextTable([
      .words("class"), .numbers("right images"), .numbers("ObAlEx"), .numbers("95 % interval"),
      .numbers("uniform map"), .numbers("ratio"),
    ])
    func row(_ name: String, _ summary: AlignmentSummary) {
      let number = { (value: Double?) in value.map { NumberText.fixed($0, decimals: 4) } ?? "-" }
      let interval = summary.score.flatMap { score in
        score.low.flatMap { low in
          score.high.map { number(low) + " to " + number($0) }
        }
      }
      table.row([
        name, "\(summary.images)", number(summary.score?.mean), interval ?? "-",
        number(summary.uniform?.mean),
        summary.ratio.map { NumberText.fixed($0, decimals: 2) } ?? "-",
      ])
    }
    for one in classes { row(one.name, one.summary) }
    table.rule()
    row("all", all)
    let without = all.withoutMap == 0 ? "" : ", \(all.withoutMap) of them without a map"
    return
      "\(method), \(all.images) of \(NumberText.counted(images, "image")) classified "
      + "right\(without)\n\n"
      + table.description
  }
}
