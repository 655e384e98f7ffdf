package import Misclassification
import Statistics
import Text

/// The tests of homogeneity as a person reads them.
package struct HomogeneityText: CustomStringConvertible {
  private let result: Homogeneity
  /// Of more pairs than this, only those that cannot be told apart are listed.
  private static let mostPairs = 28
  private static let level = 0.05

  package init(_ result: Homogeneity) {
    self.result = result
  }

  package var description: String {
    let head =
      NumberText.counted(result.models.count, "model") + ", "
      + NumberText.counted(result.classes.count, "class", "classes") + "\n"
    return [head, often, whereTable, pairs, published, verdict].filter { !$0.isEmpty }
      .joined(separator: "\n")
  }

  // MARK: How often

  private var often: String {
    let hasPairs = result.sameImages != nil
    guard result.overall != nil || hasPairs else { return "" }
    var table = TextTable(
      [.words("do they err equally often?")]
        + (hasPairs ? [.numbers("Cochran's Q"), .numbers("p"), .numbers("Holm p")] : [])
        + [.numbers("chi-squared"), .numbers("dof"), .numbers("p"), .numbers("Holm p")])
    table.row(
      ["all classes"] + (hasPairs ? cochran(result.sameImages?.cochran) + [""] : [])
        + cells(result.overall) + [""])
    for (place, name) in result.classes.enumerated() {
      let paired = result.sameImages?.perClass[place]
      let test = result.perClass?[place]
      table.row(
        [name] + (hasPairs ? cochran(paired?.cochran) + [p(paired?.holmP)] : [])
          + cells(test?.test) + [p(test?.holmP)])
    }
    if let sum = result.perClassSum {
      table.rule()
      table.row(
        ["sum over classes"] + (hasPairs ? ["", "", ""] : []) + [
          number(sum.chiSquared), "\(sum.degreesOfFreedom)", p(sum.pValue), "",
        ])
    }
    return table.description
  }

  private func cochran(_ test: Stated<CochranTest>?) -> [String] {
    guard let test = test?.value else { return ["-", "-"] }
    return [number(test.statistic), p(test.pValue)]
  }

  private func cells(_ test: Stated<HomogeneityTest>?) -> [String] {
    guard let test = test?.value else { return ["-", "-", "-"] }
    return [number(test.chiSquared), "\(test.degreesOfFreedom)", p(test.chiSquaredP)]
  }

  // MARK: Where

  private var whereTable: String {
    var table = TextTable([
      .words("do their errors fall on the same classes?"), .numbers("statistic"),
      .numbers("dof"), .numbers("p"),
    ])
    guard let mix = result.mix.value else {
      return "do their errors fall on the same classes? not defined: \(result.mix.reason ?? "")\n"
    }
    if let bootstrap = result.sameImages?.bootstrap {
      table.row([
        "image bootstrap, \(bootstrap.resamples) resamples", number(mix.chiSquared), "",
        p(bootstrap.mixP.value),
      ])
    }
    let freedom = "\(mix.degreesOfFreedom)"
    table.row(["chi-squared", number(mix.chiSquared), freedom, p(mix.chiSquaredP)])
    table.row(["G", number(mix.likelihoodRatio), freedom, p(mix.likelihoodRatioP)])
    var notes =
      "Cramér's V \(NumberText.fixed(mix.cramersV, decimals: 3)); smallest expected count "
      + "\(NumberText.fixed(mix.minimumExpected, decimals: 1))\n"
    if let mean = result.sameImages?.bootstrap?.meanMixStatistic {
      notes +=
        "If they did, X² would be \(NumberText.fixed(mean, decimals: 1)) on average over images "
        + "like these, not \(mix.degreesOfFreedom) as chi-squared supposes.\n"
    }
    if mix.minimumExpected < 5 {
      notes += "Expected counts below 5 make the p-values of chi-squared and G rough.\n"
    }
    let empty =
      mix.emptyRows.map { result.classes[$0] } + mix.emptyColumns.map { result.models[$0] }
    if !empty.isEmpty { notes += "Left out, as without errors: \(empty.joined(separator: ", "))\n" }
    return table.description + notes
  }

  // MARK: Pairs

  private var pairs: String {
    guard let paired = result.sameImages, !paired.pairs.isEmpty else { return "" }
    let alike = paired.pairs.filter { $0.holmP >= Self.level }
    let listed = paired.pairs.count > Self.mostPairs ? alike : paired.pairs
    let head =
      "\(paired.pairs.count - alike.count) of \(NumberText.counted(paired.pairs.count, "pair")) of "
      + "models differ in how often they err (McNemar exact, Holm p < \(Self.level))"
    if listed.isEmpty { return head + "\n" }
    var table = TextTable([
      .words(listed.count < paired.pairs.count ? "not told apart" : "pair"), .words(""),
      .numbers("only first wrong"), .numbers("only second"), .numbers("difference"),
      .numbers("95 % interval"), .numbers("exact p"), .numbers("asymptotic"), .numbers("Holm p"),
    ])
    for pair in listed {
      let ends = [pair.interval.lowerBound, pair.interval.upperBound].map {
        NumberText.fixed($0 * 100, decimals: 2)
      }
      table.row([
        result.models[pair.first], result.models[pair.second], "\(pair.test.onlyFirst)",
        "\(pair.test.onlySecond)", NumberText.percent(pair.difference),
        ends.joined(separator: " to "), p(pair.test.exactP), p(pair.test.asymptoticP),
        p(pair.holmP),
      ])
    }
    return head + "\n" + table.description
  }

  // MARK: Words

  private var published: String {
    guard let stated = result.asPublished else { return "" }
    guard let test = stated.value else {
      return "as published, on rates: not defined: \(stated.reason ?? "")\n"
    }
    return """
      as published: chi-squared of the rates \(NumberText.fixed(test.chiSquared, decimals: 6)), \
      dof \(test.degreesOfFreedom), p \(p(test.chiSquaredP))
      Chi-squared goes with the scale of its table. Dividing counts by the number of images \
      divides it
      by that number too, so p is close to 1 whatever the models do: it says nothing of homogeneity.

      """
  }

  private var verdict: String {
    guard let paired = result.sameImages else {
      return """
        Chi-squared and G suppose that each model saw other images. If all saw the same ones, do not
        believe these p-values: tests of the same images need the predictions.

        """
    }
    let bootstrap =
      paired.bootstrap == nil
      ? "the image bootstrap (not done here) for where" : "the image bootstrap for where"
    var lines = """
      Believe Cochran's Q for how often the models err, McNemar for pairs, and \(bootstrap).
      The models saw the same images: chi-squared and G suppose that each saw others, and stand here
      for comparison only.

      """
    if let p = paired.cochran.value?.pValue {
      lines += "So the models \(p < Self.level ? "do not err" : "may err") equally often"
      if let mix = paired.bootstrap?.mixP.value {
        lines +=
          ", and their errors \(mix < Self.level ? "do not fall" : "may fall") on the same classes"
      }
      lines += " (level \(Self.level)).\n"
    } else if let reason = paired.cochran.reason {
      lines += "Cochran's Q is not defined: \(reason).\n"
    }
    return lines
  }

  private func p(_ value: Double?) -> String { value.map(NumberText.pValue) ?? "-" }

  private func number(_ value: Double) -> String { NumberText.fixed(value, decimals: 2) }
}
