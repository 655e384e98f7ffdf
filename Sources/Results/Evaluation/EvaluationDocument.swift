package import Explanations
import Interchange
import Text

/// How good the maps of some methods are, for `summary.json` and for a person.
package struct EvaluationDocument: Encodable, CustomStringConvertible {
  /// A method and what was found for each image.
  package struct Method {
    package let name: String
    package let rows: [ExplanationEvaluation.Row]

    package init(name: String, rows: [ExplanationEvaluation.Row]) {
      self.name = name
      self.rows = rows
    }
  }

  package struct Summary: Encodable {
    package let method: String
    package let mistakes: EvaluationSummary
    package let right: EvaluationSummary
  }

  package let methods: [Summary]

  package init(_ methods: [Method]) {
    self.methods = methods.map { method in
      Summary(
        method: method.name,
        mistakes: EvaluationSummary(of: method.rows.filter { $0.label != $0.predicted }),
        right: EvaluationSummary(of: method.rows.filter { $0.label == $0.predicted }))
    }
  }

  package var description: String {
    var table = TextTable([
      .words("method"), .words("images"), .numbers("deletion"), .numbers("- random"),
      .numbers("insertion"), .numbers("- random"), .numbers("pointing"), .numbers("mass"),
      .numbers("rank"), .numbers("randomised"), .numbers("incomplete"),
    ])
    func text(_ mean: EvaluationSummary.Mean?) -> String {
      guard let mean else { return "-" }
      let reach = mean.upper.map { " ±" + NumberText.fixed($0 - mean.mean, decimals: 3) } ?? ""
      return NumberText.fixed(mean.mean, decimals: 3) + reach
    }
    for method in methods {
      for (name, group) in [("mistakes", method.mistakes), ("right", method.right)]
      where group.images > 0 {
        table.row([
          method.method, "\(group.images) \(name)", text(group.deletion),
          text(group.deletionAgainstRandom), text(group.insertion),
          text(group.insertionAgainstRandom), text(group.pointingGame), text(group.mass),
          text(group.rank), text(group.randomizedCorrelation), text(group.incompleteness),
        ])
      }
    }
    return table.description
  }

  package static func csv(_ methods: [Method]) -> [UInt8] {
    var writer = CSVWriter()
    writer.record([
      "method", "index", "label", "predicted", "map_fault", "deletion", "insertion",
      "random_deletion", "random_insertion", "points_at_object", "mass", "rank",
      "randomized_correlation", "incompleteness",
    ])
    func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    for method in methods {
      for row in method.rows {
        writer.record([
          method.name, "\(row.index)", "\(row.label)", "\(row.predicted)",
          row.fault?.rawValue ?? "", "\(row.curves.deletion)", "\(row.curves.insertion)",
          "\(row.randomCurves.deletion)", "\(row.randomCurves.insertion)",
          row.localization.map { $0.pointsAtObject ? "1" : "0" } ?? "",
          text(row.localization?.mass), text(row.localization?.rank),
          text(row.randomizedCorrelation), text(row.incompleteness),
        ])
      }
    }
    return writer.bytes
  }
}
