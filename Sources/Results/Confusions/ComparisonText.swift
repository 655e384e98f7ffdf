package import Misclassification
import Text

/// A comparison of models as a person reads it.
package struct ComparisonText: CustomStringConvertible {
  private let comparison: ModelComparison
  private let classNames: [String]
  /// Of more pairs than this, the most and the least alike are listed.
  private static let mostPairs = 28
  private static let mostEdges = 40

  package init(_ comparison: ModelComparison, classNames: [String]) {
    self.comparison = comparison
    self.classNames = classNames
  }

  package var description: String {
    [summary, models.description, overlap, changes.description, edges].filter { !$0.isEmpty }
      .joined(separator: "\n")
  }

  private var summary: String {
    let wrong = comparison.imagesByModelsWrong
    return """
      \(comparison.images) images, \(comparison.models.count) models
      right in all models  \(share(comparison.rightInAll))
      wrong in all models  \(share(comparison.wrongInAll)), taken for the same class by all: \
      \(comparison.sameMistakeInAll.images)
      wrong in one alone   \(wrong[1])

      """
  }

  private var models: TextTable {
    var table = TextTable([
      .words("model"), .numbers("errors"), .numbers("share"), .numbers("95 % interval"),
      .numbers("wrong alone"), .numbers("right alone"),
    ])
    for model in comparison.models {
      table.row([
        model.name, "\(model.errors.images)", percent(model.errors), interval(model.errors),
        "\(model.wrongAlone.images)", "\(model.rightAlone.images)",
      ])
    }
    return table
  }

  /// Pairs that are listed: all of few, of many the ten most and the ten least alike.
  private var listed: [ModelComparison.Pair] {
    let pairs = comparison.pairs
    if pairs.count <= Self.mostPairs { return pairs }
    let byAgreement = pairs.sorted {
      ($1.agreeing.images, $0.first, $0.second) < ($0.agreeing.images, $1.first, $1.second)
    }
    return byAgreement.prefix(10) + byAgreement.suffix(10)
  }

  private var overlap: String {
    var table = TextTable([
      .words("pair"), .words(""), .numbers("agree"), .numbers("95 % interval"), .numbers("kappa"),
      .numbers("both wrong"), .numbers("by chance"), .numbers("same mistake"),
      .numbers("overlap of errors"),
    ])
    for pair in listed {
      table.row([
        name(pair.first), name(pair.second), percent(pair.agreeing), interval(pair.agreeing),
        pair.cohensKappa.map { NumberText.fixed($0, decimals: 3) } ?? "-",
        "\(pair.bothWrong.images)", NumberText.fixed(pair.bothWrongByChance, decimals: 1),
        percent(pair.sameMistake), percent(pair.errorOverlap),
      ])
    }
    let all = comparison.pairs.count
    let note =
      listed.count < all
      ? "the 10 most and the 10 least alike of \(all) pairs; the JSON form has all\n" : ""
    return table.description + note
  }

  private var changes: TextTable {
    var table = TextTable([
      .words("from"), .words("to"), .numbers("fixed"), .numbers("broken"), .numbers("net"),
      .numbers("wrong otherwise"), .numbers("churn"), .numbers("95 % interval"),
    ])
    for pair in listed {
      table.row([
        name(pair.first), name(pair.second), "\(pair.fixed.images)", "\(pair.broken.images)",
        NumberText.signed(pair.fixed.images - pair.broken.images), "\(pair.changed.images)",
        percent(pair.churn), interval(pair.churn),
      ])
    }
    return table
  }

  private var edges: String {
    let threshold = "v >= \(comparison.threshold)"
    if comparison.edges.isEmpty { return "no edge with \(threshold) appears or vanishes\n" }
    let shown = comparison.edges.filter { edge in
      listed.contains { $0.first == edge.first && $0.second == edge.second }
    }
    var table = TextTable([
      .words("edge"), .words(""), .words("from"), .words("to"), .numbers("v before"),
      .numbers("95 % interval"), .numbers("v after"), .numbers("95 % interval"),
    ])
    for edge in shown.prefix(Self.mostEdges) {
      table.row([
        classNames[edge.label] + ">" + classNames[edge.predicted],
        edge.appears ? "appears" : "vanishes", name(edge.first), name(edge.second),
        percent(edge.before), interval(edge.before), percent(edge.after), interval(edge.after),
      ])
    }
    let left = comparison.edges.count - min(shown.count, Self.mostEdges)
    return "edges with \(threshold)\n" + table.description
      + (left > 0
        ? "left out: \(NumberText.counted(left, "change")) of edges; the JSON form has all\n" : "")
  }

  private func name(_ model: Int) -> String { comparison.models[model].name }

  private func share(_ share: ModelComparison.Share) -> String {
    "\(share.images) (\(percent(share)), \(interval(share)))"
  }

  private func percent(_ share: ModelComparison.Share) -> String {
    share.share.map { NumberText.percent($0) } ?? "-"
  }

  private func interval(_ share: ModelComparison.Share) -> String {
    guard let interval = share.interval else { return "-" }
    return [interval.lowerBound, interval.upperBound]
      .map { NumberText.fixed($0 * 100, decimals: 2) }.joined(separator: " to ")
  }
}
