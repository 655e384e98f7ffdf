import Explanations
import Text

/// The totals of an erasure as a person reads them.
package struct ErasureText: CustomStringConvertible {
  private let document: ErasureDocument

  package init(_ document: ErasureDocument) {
    self.document = document
  }

  package var description: String {
    let settings = document.settings
    var lines = [
      NumberText.counted(document.totals.treatment.images, "image")
        + " of \(settings.data) (\(settings.split)), "
        + "\(settings.box) boxes around the top \(settings.top) "
        + "by \(settings.method), fill \(settings.fill)\n"
    ]
    if let spare = settings.spare {
      lines.append(
        "spared: \(spare), rule \(settings.spareRule ?? "")"
          + (settings.refill ? ", refilled" : "")
          + (settings.spareIsOracle ? " (an oracle: known to the data alone)" : "") + "\n")
    }
    var parts = [lines.joined(), totals.description]
    parts.append(tests)
    if let groups = document.byPlantedCause {
      parts.append(table(of: groups, titled: "planted cause").description)
    }
    let edges = document.byEdge.prefix(10)
    if edges.count > 1 {
      parts.append(table(of: Array(edges), titled: "most frequent errors").description)
    }
    return parts.joined(separator: "\n")
  }

  /// The treatment and the controls that were tried, with titles.
  private var arms: [(title: String, totals: ErasureTotals?, mean: ErasureMeans?)] {
    let totals = document.totals
    return [("salient boxes", totals.treatment, nil)]
      + [("least salient", totals.leastSalient), ("on the object", totals.insideObject)]
      .compactMap { title, totals in totals.map { (title, $0, nil) } }
      + (totals.controlMean.map { [(controlTitle, nil, $0)] } ?? [])
  }

  private var totals: TextTable {
    let (arms, treatment) = (self.arms, document.totals.treatment)
    var table = TextTable([.words("")] + arms.map { .numbers($0.title) })
    func row(
      _ name: String, _ count: (ErasureTotals) -> String, _ mean: (ErasureMeans) -> String
    ) {
      table.row([name] + arms.map { $0.totals.map(count) ?? $0.mean.map(mean) ?? "-" })
    }
    func share(_ count: Int, _ share: Double?) -> String {
      "\(count)" + (share.map { " (" + NumberText.percent($0, decimals: 1) + ")" } ?? "")
    }
    func one(_ value: Double) -> String { NumberText.fixed(value, decimals: 1) }
    row("errors before", { "\($0.errorsBefore)" }, { _ in "\(treatment.errorsBefore)" })
    row("  fixed", { share($0.fixed, $0.fixedFraction) }, { one($0.fixed) })
    row(
      "  still wrong, same class", { "\($0.stillWrongSameClass)" },
      { one($0.stillWrongSameClass) })
    row(
      "  moved to another wrong class", { "\($0.changedToAnotherWrongClass)" },
      { one($0.changedToAnotherWrongClass) })
    row("right before", { "\($0.rightBefore)" }, { _ in "\(treatment.rightBefore)" })
    row(
      "  newly broken", { share($0.newlyBroken, $0.newlyBrokenFraction) }, { one($0.newlyBroken) })
    row("errors after", { "\($0.errorsAfter)" }, { one($0.errorsAfter) })
    row(
      "net change in right images", { NumberText.signed($0.netChange) },
      { NumberText.signed($0.netChange, decimals: 1) })
    row(
      "mean erased area", { area($0.meanErasedFraction) }, { area($0.meanErasedFraction) })
    return table
  }

  /// What McNemar's test says of the net change and of each control.
  private var tests: String {
    let (net, totals) = (document.totals.net, document.totals)
    var lines: [String] = []
    if let lower = net.lower, let upper = net.upper {
      lines.append(
        "net change: " + NumberText.percent(net.share ?? 0) + " of the images, 95 % interval "
          + "\(NumberText.percent(lower)) to \(NumberText.percent(upper)), "
          + "p \(Self.p(net.p)) (McNemar's exact test)\n")
    }
    func compare(_ name: String, _ comparison: ErasureComparison?) {
      guard let comparison else { return }
      lines.append(
        "against \(name): errors fixed only here \(comparison.fixedOnlyHere), only there "
          + "\(comparison.fixedOnlyThere), p \(Self.p(comparison.fixedP)); right answers kept only "
          + "here \(comparison.keptOnlyHere), only there \(comparison.keptOnlyThere), "
          + "p \(Self.p(comparison.keptP))\n")
    }
    compare("the least salient", totals.againstLeastSalient)
    compare("the object", totals.againstInsideObject)
    compare("random boxes (first draw)", totals.againstRandom.first)
    return lines.joined()
  }

  package static func p(_ value: Double) -> String {
    let text = NumberText.pValue(value)
    return text.hasPrefix("<") ? text : "= " + text
  }

  private var controlTitle: String {
    let draws = document.totals.controls.count
    return draws == 1 ? "random boxes" : "random boxes, mean of \(draws)"
  }

  private func area(_ share: Double?) -> String {
    share.map { NumberText.percent($0, decimals: 1) } ?? "-"
  }

  private func table(of groups: [ErasureGroup], titled title: String) -> TextTable {
    var table = TextTable([
      .words(title), .numbers("images"), .numbers("errors"), .numbers("fixed"),
      .numbers("broken"), .numbers("net"), .numbers("random: fixed"), .numbers("broken"),
      .numbers("net"), .numbers("p, fixed"),
    ])
    for group in groups {
      let (treatment, control) = (group.summary.treatment, group.summary.controlMean)
      let counts = [
        treatment.images, treatment.errorsBefore, treatment.fixed, treatment.newlyBroken,
      ]
      let means = [control?.fixed, control?.newlyBroken].map { value in
        value.map { NumberText.fixed($0, decimals: 1) } ?? "-"
      }
      let net = control.map { NumberText.signed($0.netChange, decimals: 1) } ?? "-"
      table.row(
        [group.name] + counts.map(String.init) + [NumberText.signed(treatment.netChange)] + means
          + [
            net,
            group.summary.againstRandom.first.map {
              NumberText.pValue($0.fixedP)
            } ?? "-",
          ])
    }
    return table
  }
}
