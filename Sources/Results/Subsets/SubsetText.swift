import Explanations
import Statistics
import Text

/// The result of `sis` for a person to read.
package struct SubsetText: CustomStringConvertible {
  package let description: String

  package init(_ document: SubsetDocument) {
    let summary = document.summary
    var sizes = TextTable([
      .words("predictions"), .numbers("images"), .numbers("reach \(document.settings.threshold)"),
      .numbers("pixels enough (median)"), .numbers("quartiles"),
      .numbers("probability on \(summary.keptPixels) pixels"),
    ])
    for (name, group) in [("all", summary.all), ("right", summary.right), ("wrong", summary.wrong)]
    {
      sizes.row([
        name, "\(group.images)", "\(group.withSubset)", Self.text(group.median),
        group.lowerQuartile.map { "\(Self.text($0)) to \(Self.text(group.upperQuartile))" } ?? "-",
        group.meanProbability.map { NumberText.percent($0) } ?? "-",
      ])
    }
    var reduced = TextTable([
      .words("shown"), .numbers("pixels"), .numbers("probability"),
      .numbers("same prediction"), .numbers("right"),
    ])
    for row in document.reduced {
      let share = { (count: Int) in
        NumberText.percent(Double(count) / Double(max(row.images, 1)), decimals: 1)
      }
      reduced.row([
        row.shown, Self.text(row.meanPixels),
        row.meanProbability.map { NumberText.percent($0) } ?? "-",
        share(row.samePrediction), share(row.right),
      ])
    }
    let test =
      summary.rightAgainstWrong.map { test in
        "\nRight predictions need more pixels than wrong ones in "
          + NumberText.percent(test.commonLanguageEffect, decimals: 1)
          + " of pairs (rank-sum test, p = " + NumberText.fixed(test.pValue, decimals: 4) + ").\n"
      } ?? ""
    description =
      sizes.description + test + "\nThe last \(summary.keptPixels) pixels classified again:\n\n"
      + reduced.description
  }

  private static func text(_ value: Double?) -> String {
    value.map { NumberText.fixed($0, decimals: $0 == $0.rounded() ? 0 : 1) } ?? "-"
  }
}
