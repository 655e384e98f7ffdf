package import Misclassification
import Statistics
import Text

/// A comparison of scores as a person reads it.
package struct ScoresText: CustomStringConvertible {
  private let comparison: ScoreComparison

  package init(_ comparison: ScoreComparison) {
    self.comparison = comparison
  }

  package var description: String {
    let head = comparison.settings.statistic.words + "\n"
    let parts = comparison.models.map { model in
      let kind = "the scores are \(model.scores.rawValue)\n"
      let title = comparison.models.count > 1 ? "\(model.name): \(kind)" : kind
      return ([title + groups(model).description] + model.pairs.map(pair)).joined(separator: "\n")
    }
    return ([head] + parts + [caution]).joined(separator: "\n")
  }

  private func groups(_ model: ScoreComparison.Model) -> TextTable {
    var table = TextTable([
      .words("group"), .words("mistakes"), .numbers("images"), .numbers("mean"),
      .numbers("deviation"), .numbers("without a value"),
    ])
    for group in model.groups {
      table.row([
        group.name, group.mistakes.joined(separator: " "), "\(group.count)",
        number(group.mean), number(group.standardDeviation), "\(group.withoutValue)",
      ])
    }
    return table
  }

  private func pair(_ pair: ScoreComparison.Pair) -> String {
    var table = TextTable([
      .words("\(pair.first) against \(pair.second)"), .numbers("statistic"), .numbers("dof"),
      .numbers("p"), .words(""),
    ])
    func row<Value>(
      _ name: String, _ stated: Stated<Value>, _ cells: (Value) -> [String]
    ) {
      table.row([name] + (stated.value.map(cells) ?? ["", "", "", why(stated.reason)]))
    }
    func t(_ name: String, _ test: Stated<TTest>, _ note: String = "") {
      row(name, test) {
        [
          number($0.statistic), NumberText.fixed($0.degreesOfFreedom, decimals: 1), p($0.pValue),
          note,
        ]
      }
    }
    t("Welch's t", pair.welch, pair.difference.map { "difference " + interval($0) } ?? "")
    t("Student's t", pair.pooled)
    if let published = pair.asPublished {
      t("t as published", published, "divides by n1 + n2 - 1: |t| comes out too large")
    }
    row("Mann-Whitney U", pair.mannWhitney) {
      [
        NumberText.fixed($0.statistic, decimals: 1), "", p($0.pValue),
        "\($0.method.rawValue); larger in \(NumberText.percent($0.commonLanguageEffect)) of pairs",
      ]
    }
    row("permutation", pair.permutation) {
      [
        number($0.difference), "", p($0.pValue),
        $0.isExact ? "exact, all \($0.divisions) divisions" : "\($0.divisions) random divisions",
      ]
    }
    row("Hedges' g", pair.hedgesG) { [number($0.value), "", "", interval($0.interval)] }
    row("equivalence", pair.equivalence) {
      ["", "", p($0.pValue), "that the means are \(number($0.margin)) or more apart"]
    }
    return table.description
  }

  private var caution: String {
    """
    Intervals are 95 %. If the groups were chosen after looking at these same mistakes, the p-values
    are too small: choose on some images and test on others.

    """
  }

  private func why(_ reason: String?) -> String { "not defined: " + (reason ?? "") }

  private func p(_ value: Double) -> String { NumberText.pValue(value) }

  private func number(_ value: Double?) -> String {
    value.map { NumberText.fixed($0, decimals: 4) } ?? "-"
  }

  private func interval(_ range: ClosedRange<Double>) -> String {
    "\(number(range.lowerBound)) to \(number(range.upperBound))"
  }
}
