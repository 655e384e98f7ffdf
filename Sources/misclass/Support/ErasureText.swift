import Explanations
import Terminal

/// The totals of an erasure as a person reads them.
struct ErasureText: CustomStringConvertible {
  private let document: ErasureDocument

  init(_ document: ErasureDocument) {
    self.document = document
  }

  var description: String {
    let settings = document.settings
    var lines = [
      "\(document.totals.treatment.images) images of \(settings.data) (\(settings.split)), "
        + "\(settings.box) boxes around the top \(settings.top) "
        + "by \(settings.method), fill \(settings.fill)\n"
    ]
    if let spare = settings.spare {
      lines.append(
        "spared: \(spare), rule \(settings.spareRule ?? "")"
          + (settings.refill ? ", refilled" : "")
          + (settings.spareIsOracle ? " (an oracle: known because the set is drawn)" : "") + "\n")
    }
    var parts = [lines.joined(), totals.description]
    if let groups = document.byPlantedCause { parts.append(byCause(groups).description) }
    return parts.joined(separator: "\n")
  }

  private var totals: TextTable {
    let (treatment, control) = (document.totals.treatment, document.totals.controlMean)
    var table = TextTable(
      [.words(""), .numbers("salient boxes"), .numbers("")]
        + (control == nil ? [] : [.numbers(controlTitle)]))
    func row(_ name: String, _ value: String, share: Double? = nil, control other: String?) {
      let share = share.map { NumberText.percent($0, decimals: 1) } ?? ""
      table.row([name, value, share] + (control == nil ? [] : [other ?? "-"]))
    }
    func mean(_ value: Double?) -> String? { value.map { NumberText.fixed($0, decimals: 1) } }
    let (wrong, right) = ("\(treatment.errorsBefore)", "\(treatment.rightBefore)")
    row("errors before", wrong, control: wrong)
    row(
      "  fixed", "\(treatment.fixed)", share: treatment.fixedFraction,
      control: mean(control?.fixed))
    row(
      "  still wrong, same class", "\(treatment.stillWrongSameClass)",
      control: mean(control?.stillWrongSameClass))
    row(
      "  moved to another wrong class", "\(treatment.changedToAnotherWrongClass)",
      control: mean(control?.changedToAnotherWrongClass))
    row("right before", right, control: right)
    row(
      "  newly broken", "\(treatment.newlyBroken)", share: treatment.newlyBrokenFraction,
      control: mean(control?.newlyBroken))
    row("errors after", "\(treatment.errorsAfter)", control: mean(control?.errorsAfter))
    row(
      "net change in right images", NumberText.signed(treatment.netChange),
      control: control.map { NumberText.signed($0.netChange, decimals: 1) })
    row(
      "mean erased area", area(treatment.meanErasedFraction),
      control: area(control?.meanErasedFraction))
    return table
  }

  private var controlTitle: String {
    let draws = document.totals.controls.count
    return draws == 1 ? "random boxes" : "random boxes, mean of \(draws)"
  }

  private func area(_ share: Double?) -> String {
    share.map { NumberText.percent($0, decimals: 1) } ?? "-"
  }

  private func byCause(_ groups: [ErasureGroup]) -> TextTable {
    var table = TextTable([
      .words("planted cause"), .numbers("images"), .numbers("errors"), .numbers("fixed"),
      .numbers("broken"), .numbers("net"), .numbers("random: fixed"), .numbers("broken"),
      .numbers("net"),
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
          + [net])
    }
    return table
  }
}
