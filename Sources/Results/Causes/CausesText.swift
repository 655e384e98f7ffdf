import Explanations
import Text

/// What `causes` told, for a person to read.
package struct CausesText: CustomStringConvertible {
  package let description: String
  /// In a line.
  package let summary: String

  package init(_ document: CausesDocument) {
    var lines = [
      NumberText.counted(document.mistakes, "mistake") + "; objects: "
        + document.settings.masks
        + (document.settings.masksAreEstimated ? " (an estimate)" : "")
    ]
    var table = TextTable([.words("made by"), .numbers("mistakes"), .numbers("share")])
    for verdict in CauseVerdict.allCases {
      let count = document.verdicts[verdict.rawValue] ?? 0
      table.row([
        verdict.rawValue, "\(count)",
        NumberText.percent(Double(count) / Double(max(document.mistakes, 1)), decimals: 1),
      ])
    }
    lines += ["", table.description, Self.groups(document.groups)]
    let counts = document.made.counts
    let made = MadeCause.allCases.compactMap { cause in
      counts[cause.rawValue].map { "\($0) by \(cause.rawValue)" }
    }
    lines.append("judged after mistakes made from right answers: " + made.joined(separator: ", "))
    let areas = document.made.judge.leftOutAreas.sorted { $0.key < $1.key }
    if !areas.isEmpty {
      lines.append(
        "area under the ROC curve on a kind of these that was left out: "
          + areas.map { "\($0.key) \(Self.number($0.value))" }.joined(separator: ", "))
    }
    if let agreement = document.agreement {
      lines.append(
        "known causes (\(agreement.interference) interference, \(agreement.morphology) "
          + "not): area under the ROC curve "
          + Self.number(agreement.areas["probability"] ?? 0) + ", calibration error "
          + Self.number(agreement.calibrationError)
          + "; verdicts right \(agreement.right), wrong \(agreement.wrong), undecided "
          + "\(agreement.undecided)")
    }
    let told = CauseVerdict.allCases.map {
      "\(document.verdicts[$0.rawValue] ?? 0) \($0.rawValue)"
    }
    summary =
      "causes of \(NumberText.counted(document.mistakes, "mistake")): "
      + told.joined(separator: ", ")
      + (document.agreement.map {
        "; area under the ROC curve \(Self.number($0.areas["probability"] ?? 0))"
      } ?? "") + "\n"
    description = lines.joined(separator: "\n") + "\n"
  }

  private static func groups(_ groups: CausesDocument.Groups) -> String {
    let certainty = NumberText.fixed(groups.certainty, decimals: 2)
    guard groups.certainty > 0.5 else {
      return "the mistakes do not fall into two groups (probability of two: \(certainty)), so how "
        + "frequent interference is cannot be told; half is assumed"
    }
    func percent(_ share: Double) -> String { NumberText.percent(share, decimals: 0) }
    return "the mistakes fall into two groups (probability \(certainty)); interference made "
      + "\(percent(groups.share)) of them (95 % interval \(percent(groups.shareLower)) to "
      + "\(percent(groups.shareUpper)))"
  }

  private static func number(_ value: Double) -> String { NumberText.fixed(value, decimals: 3) }
}
