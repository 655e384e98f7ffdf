package import Misclassification
import Text

/// Symmetric and one-way confusions as a person reads them.
package struct PatternsText: CustomStringConvertible {
  private let patterns: ConfusionPatterns
  /// Of more pairs than this, those with the fewest images are left out.
  private static let mostPairs = 45

  package init(_ patterns: ConfusionPatterns) {
    self.patterns = patterns
  }

  package var description: String {
    if patterns.pairs.isEmpty { return "no two classes are confused\n" }
    let body = patterns.observers.count == 1 ? one.description : many.description
    return [body + rest, common, humans, notes].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var rest: String {
    let left = patterns.pairs.count - Self.mostPairs
    return left > 0
      ? "left out: \(NumberText.counted(left, "pair")) with fewer images; the JSON form has all\n"
      : ""
  }

  private func names(_ pair: ConfusionPatterns.Pair) -> [String] {
    [patterns.classes[pair.first], patterns.classes[pair.second]]
  }

  private var one: TextTable {
    var table = TextTable([
      .words("classes"), .words(""), .numbers("forth"), .numbers("back"), .numbers("index"),
      .numbers("90 % interval"), .numbers("p"), .numbers("Holm p"), .words(""),
    ])
    for pair in patterns.pairs.prefix(Self.mostPairs) {
      let finding = pair.findings[0]
      table.row(
        names(pair) + [
          "\(finding.forth)", "\(finding.back)", index(finding.symmetryIndex),
          finding.interval.map {
            [$0.lowerBound, $0.upperBound].map { index($0) }.joined(separator: " to ")
          } ?? "-", p(finding.pValue), p(finding.holmP), finding.verdict.rawValue,
        ])
    }
    return table
  }

  /// Of several observers: the images of all models, and how many say what.
  private var many: TextTable {
    let hasPeople = patterns.humans != nil
    var table = TextTable(
      [
        .words("classes"), .words(""), .numbers("forth, mean"), .numbers("back, mean"),
        .numbers("one-way in"), .numbers("back in"), .numbers("both ways in"),
        .numbers("undecided in"),
      ] + (hasPeople ? [.numbers("people: index"), .words("people")] : []) + [.words("all say")])
    for pair in patterns.pairs.prefix(Self.mostPairs) {
      let models = pair.findings[..<patterns.modelCount]
      func mean(_ count: (ConfusionPatterns.Finding) -> Int) -> String {
        NumberText.fixed(
          Double(models.reduce(0) { $0 + count($1) }) / Double(models.count), decimals: 1)
      }
      let verdicts = ConfusionPatterns.Verdict.allCases.map { verdict in
        "\(models.count { $0.verdict == verdict })"
      }
      let people = hasPeople ? pair.findings.last : nil
      table.row(
        names(pair) + [mean(\.forth), mean(\.back)] + verdicts
          + (people.map { [index($0.symmetryIndex), $0.verdict.rawValue] } ?? [])
          + [pair.verdictOfAll?.rawValue ?? ""])
    }
    return table
  }

  private var common: String {
    guard patterns.observers.count > 1 else { return "" }
    let lines = [
      (ConfusionPatterns.Verdict.bothWays, "both ways in all"), (.oneWay, "one-way in all"),
      (.oneWayBack, "one-way in all"),
    ].flatMap { verdict, words in
      patterns.pairs(in: verdict).map { pair in
        let ends = verdict == .oneWayBack ? Array(names(pair).reversed()) : names(pair)
        return "\(ends[0]) \(verdict == .bothWays ? "and" : "to") \(ends[1]): \(words)\n"
      }
    }
    return lines.isEmpty ? "no pattern holds in all \(patterns.observers.count)\n" : lines.joined()
  }

  private var humans: String {
    guard let humans = patterns.humans else { return "" }
    var table = TextTable([
      .words("model"), .numbers("errors"), .numbers("people who see the same"),
      .numbers("errors nobody shares"), .numbers("errors most share"),
    ])
    for model in humans.models {
      table.row([
        model.name, "\(model.errors)", model.meanShare.map { NumberText.percent($0) } ?? "-",
        "\(model.sharedByNobody)", "\(model.sharedByMost)",
      ])
    }
    return table.description
      + "people: \(NumberText.counted(humans.peopleErrors, "image")) most take for another class; "
      + "\(NumberText.percent(humans.meanDissent)) of all votes differ from the label\n"
  }

  private var notes: String {
    guard patterns.classSizesDiffer else { return "" }
    return """
      The classes have different numbers of images: a larger class has more to confuse, so that \
      equal
      rates give unequal counts here.

      """
  }

  private func p(_ value: Double?) -> String { value.map(NumberText.pValue) ?? "-" }

  private func index(_ value: Double?) -> String {
    value.map { NumberText.signed($0, decimals: 2) } ?? "-"
  }
}
