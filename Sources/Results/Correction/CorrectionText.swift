import Explanations
import Statistics
import Text

/// What a correction did, for a person to read.
package struct CorrectionText: CustomStringConvertible {
  private let document: CorrectionDocument

  package init(_ document: CorrectionDocument) {
    self.document = document
  }

  package var description: String {
    let settings = document.settings
    var lines = [
      "fitted to \(NumberText.counted(settings.fittedImages, "image")), \(settings.fittedOn): "
        + "\(NumberText.counted(document.views.count, "view")) of each"
        + (document.imagesPerSecond.map {
          ", \(NumberText.fixed($0, decimals: 0)) images a second"
        } ?? "")
        + "; penalty \(NumberText.fixed(document.penalty, decimals: 0))"
    ]
    if let threshold = document.threshold, let share = settings.brokenShare {
      lines.append(
        "an answer changes where the sum gains more than "
          + NumberText.fixed(threshold, decimals: 3) + ", for at most "
          + "\(NumberText.percent(share)) of right answers newly broken")
    }
    if let tested = settings.testedOn, let first = document.arms.first {
      lines.append(
        "tested on \(NumberText.counted(first.outcome.images, "image")), \(tested), with "
          + "\(NumberText.counted(first.outcome.errors, "error"))")
      lines += ["", table.description]
    }
    if let question = document.causeDirected {
      lines.append(
        "cause-directed views: \(question.onlyWithRight) right only with them, "
          + "\(question.onlyWithoutRight) only without, exact p "
          + NumberText.pValue(question.exactP))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var table: TextTable {
    var table = TextTable([
      .words(""), .numbers("views"), .numbers("fixed"), .numbers("broken"), .numbers("net"),
      .numbers("of errors"), .numbers("exact p"),
    ])
    for arm in document.arms {
      let outcome = arm.outcome
      table.row([
        arm.name, "\(arm.views)", "\(outcome.fixed)", "\(outcome.broken)",
        NumberText.signed(outcome.net),
        outcome.netShare.map { NumberText.percent($0, decimals: 1) } ?? "-",
        NumberText.pValue(outcome.test.exactP),
      ])
    }
    return table
  }
}
