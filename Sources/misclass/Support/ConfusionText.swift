import Misclassification
import Statistics
import Terminal

/// The figures of a confusion table as a person reads them.
struct ConfusionText: CustomStringConvertible {
  private let counts: ConfusionCounts
  private let classNames: [String]
  private let largest: Int

  /// - Parameter largest: how many of the largest confusions are listed.
  init(_ counts: ConfusionCounts, classNames: [String], largest: Int) {
    self.counts = counts
    self.classNames = classNames
    self.largest = largest
  }

  var description: String {
    let accuracy = counts.accuracy.map { " (accuracy \(NumberText.percent($0)))" } ?? ""
    let head = "\(counts.totalErrors) errors in \(counts.totalImages) images\(accuracy)\n"
    return [head, classes.description, confusions]
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var classes: TextTable {
    var table = TextTable([
      .words("class"), .numbers("images"), .numbers("errors"), .numbers("u"),
      .numbers("95 % interval"),
    ])
    let (images, errors, rates) = (counts.images, counts.errors, counts.misclassificationRates)
    for (label, name) in classNames.enumerated() {
      table.row(
        [name, "\(images[label])", "\(errors[label])"]
          + shares(rates[label], errors[label], images[label]))
    }
    table.rule()
    table.row(
      ["all", "\(counts.totalImages)", "\(counts.totalErrors)"]
        + shares(counts.errorRate, counts.totalErrors, counts.totalImages))
    return table
  }

  private func shares(_ rate: Double?, _ errors: Int, _ images: Int) -> [String] {
    guard let rate, let interval = WilsonInterval.of(errors, in: images) else { return ["-", "-"] }
    let ends = [interval.lowerBound, interval.upperBound].map {
      NumberText.fixed($0 * 100, decimals: 1)
    }
    return [NumberText.percent(rate), ends.joined(separator: " to ")]
  }

  private var confusions: String {
    let listed = counts.largestConfusions.prefix(largest)
    guard !listed.isEmpty else { return "" }
    var table = TextTable([
      .words("largest confusions"), .words("taken for"), .numbers("images"), .numbers("v"),
      .numbers("the other way"),
    ])
    let rates = counts.conditionalRates
    for (label, predicted, count) in listed {
      table.row([
        classNames[label], classNames[predicted], "\(count)",
        rates[label][predicted].map { NumberText.percent($0) } ?? "-",
        "\(counts[predicted, label])",
      ])
    }
    return table.description
  }
}
