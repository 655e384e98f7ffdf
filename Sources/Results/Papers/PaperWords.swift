import Figures
import Misclassification
import Statistics
import Text

/// Numbers and verdicts as pages about papers word them.
enum PaperWords {
  static let level = 0.05

  static func number(_ value: Double?, decimals: Int = 2) -> String {
    value.map { $0.isFinite ? NumberText.fixed($0, decimals: decimals) : "infinite" } ?? "–"
  }

  static func interval(_ range: ClosedRange<Double>?, decimals: Int = 2) -> String {
    range.map {
      number($0.lowerBound, decimals: decimals) + " to " + number($0.upperBound, decimals: decimals)
    } ?? "–"
  }

  static func percent(_ share: Double?, decimals: Int = 1) -> String {
    share.map { NumberText.percent($0, decimals: decimals) } ?? "–"
  }

  static func pValue(_ value: Double?) -> String { value.map(NumberText.pValue) ?? "–" }

  /// Such as `p = 0.0123`.
  static func p(_ value: Double) -> String {
    let text = NumberText.pValue(value)
    return text.hasPrefix("<") ? "p " + text : "p = " + text
  }

  static func listed(_ words: [String], most: Int = 12) -> String {
    words.isEmpty
      ? "none" : words.prefix(most).joined(separator: ", ") + (words.count > most ? ", …" : "")
  }

  /// What a claim comes to that was looked for several times, such as once in each network.
  ///
  /// - Parameter shown: whether it was shown, or the opposite; nil for neither.
  static func verdict(_ shown: [Bool?]) -> PaperReport.Verdict {
    if shown.contains(false) { return .doesNotHold }
    return !shown.isEmpty && shown.allSatisfy { $0 == true } ? .holds : .cannotBeTold
  }

  /// The same of effects with p-values, adjusted by Holm's method over those that are defined.
  ///
  /// - Parameter tests: whether the effect points the way that is claimed, and its p-value; nil for
  ///   a test that is not defined.
  static func verdict(_ tests: [(points: Bool, p: Double)?]) -> PaperReport.Verdict {
    var adjusted = MultipleTests.holm(tests.compactMap { $0?.p }).makeIterator()
    return verdict(
      tests.map { test in
        guard let test, let p = adjusted.next(), p < level else { return nil }
        return test.points
      })
  }
}
