package import Misclassification
import Statistics
import Text

/// The figures of a confusion table as a person reads them.
package struct ConfusionText: CustomStringConvertible {
  private let counts: ConfusionCounts
  private let classNames: [String]
  private let largest: Int
  private let withIntervals: Bool
  /// Of more classes than this, only so many are listed: those with the most errors.
  package static let mostClasses = 40

  /// - Parameters:
  ///   - largest: how many of the largest confusions are listed.
  ///   - withIntervals: adds the intervals of v.
  package init(
    _ counts: ConfusionCounts, classNames: [String], largest: Int, withIntervals: Bool = false
  ) {
    self.counts = counts
    self.classNames = classNames
    self.largest = largest
    self.withIntervals = withIntervals
  }

  package var description: String {
    let accuracy = counts.accuracy.map { " (accuracy \(NumberText.percent($0)))" } ?? ""
    let head =
      NumberText.counted(counts.totalErrors, "error") + " in "
      + NumberText.counted(counts.totalImages, "image") + accuracy + "\n"
    let left = classNames.count - listed.count
    let rest =
      left == 0
      ? ""
      : "left out: \(NumberText.counted(left, "class", "classes")) with at most as many errors; "
        + "the table of rates has all\n"
    return [head, classes.description + rest, confusions]
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// The classes that are shown.
  private var listed: [Int] { Self.listed(counts.errors) }

  /// All classes, or those with the most errors.
  package static func listed(_ errors: [Int]) -> [Int] {
    if errors.count <= mostClasses { return Array(errors.indices) }
    return Array(
      errors.indices.sorted { (errors[$1], $0) < (errors[$0], $1) }.prefix(mostClasses))
  }

  private var classes: TextTable {
    var table = TextTable([
      .words("class"), .numbers("images"), .numbers("errors"), .numbers("u"),
      .numbers("95 % interval"),
    ])
    let (images, errors, rates) = (counts.images, counts.errors, counts.misclassificationRates)
    for label in listed {
      table.row(
        [classNames[label], "\(images[label])", "\(errors[label])"]
          + shares(rates[label], errors[label], images[label]))
    }
    table.rule()
    table.row(
      ["all", "\(counts.totalImages)", "\(counts.totalErrors)"]
        + shares(counts.errorRate, counts.totalErrors, counts.totalImages))
    return table
  }

  package static func interval(_ part: Int, of whole: Int) -> String {
    guard let interval = WilsonInterval.of(part, in: whole) else { return "-" }
    return [interval.lowerBound, interval.upperBound].map {
      NumberText.fixed($0 * 100, decimals: 1)
    }.joined(separator: " to ")
  }

  private func shares(_ rate: Double?, _ errors: Int, _ images: Int) -> [String] {
    [rate.map { NumberText.percent($0) } ?? "-", Self.interval(errors, of: images)]
  }

  private var confusions: String {
    let listed = counts.largestConfusions.prefix(largest)
    guard !listed.isEmpty else { return "" }
    let interval: [TextTable.Column] = withIntervals ? [.numbers("95 % interval")] : []
    var table = TextTable(
      [
        .words("largest confusions"), .words("taken for"), .numbers("images"), .numbers("v"),
      ] + interval + [.numbers("the other way")])
    let errors = counts.errors
    for (label, predicted, count) in listed {
      let share = Double(count) / Double(errors[label])
      table.row(
        [classNames[label], classNames[predicted], "\(count)", NumberText.percent(share)]
          + (withIntervals ? [Self.interval(count, of: errors[label])] : [])
          + ["\(counts[predicted, label])"])
    }
    return table.description
  }
}
