package import Misclassification
import Text

/// The figures of several models' confusion tables as a person reads them.
package struct ConfusionsText: CustomStringConvertible {
  private let counts: [ConfusionCounts]
  private let modelNames: [String]
  private let classNames: [String]
  private let largest: Int
  private let mean: MeanRates

  /// - Parameter largest: how many of the largest confusions are listed.
  package init(
    _ counts: [ConfusionCounts], modelNames: [String], classNames: [String], largest: Int
  ) {
    self.counts = counts
    self.modelNames = modelNames
    self.classNames = classNames
    self.largest = largest
    mean = MeanRates(counts)
  }

  package var description: String {
    [models.description, classes, confusions].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var models: TextTable {
    var table = TextTable([
      .words("model"), .numbers("images"), .numbers("errors"), .numbers("error rate"),
      .numbers("95 % interval"),
    ])
    for (name, counts) in zip(modelNames, counts) {
      table.row([
        name, "\(counts.totalImages)", "\(counts.totalErrors)",
        counts.errorRate.map { NumberText.percent($0) } ?? "-",
        ConfusionText.interval(counts.totalErrors, of: counts.totalImages),
      ])
    }
    return table
  }

  private var classes: String {
    var table = TextTable([
      .words("class"), .numbers("mean u"), .numbers("deviation"), .numbers("smallest"),
      .numbers("largest"),
    ])
    let errors = classNames.indices.map { label in counts.reduce(0) { $0 + $1.errors[label] } }
    let listed = ConfusionText.listed(errors)
    for label in listed { table.row([classNames[label]] + Self.cells(mean.u(label))) }
    let left = classNames.count - listed.count
    return table.description
      + (left == 0
        ? ""
        : "left out: \(NumberText.counted(left, "class", "classes")) with at most as many errors\n")
  }

  /// Mean, deviation, smallest, largest.
  private static func cells(_ spread: Spread?) -> [String] {
    guard let spread else { return ["-", "-", "-", "-"] }
    return [spread.mean, spread.deviation, spread.smallest, spread.largest].map {
      NumberText.percent($0)
    }
  }

  private var confusions: String {
    let total = ConfusionCounts.sum(of: counts)
    let listed = total.largestConfusions.prefix(largest)
    if listed.isEmpty { return "" }
    var table = TextTable([
      .words("largest confusions"), .words("taken for"), .numbers("images, mean"),
      .numbers("mean v"), .numbers("deviation"), .numbers("smallest"), .numbers("largest"),
      .numbers("the other way"),
    ])
    func perModel(_ count: Int) -> String {
      NumberText.fixed(Double(count) / Double(counts.count), decimals: 1)
    }
    for (label, predicted, count) in listed {
      table.row(
        [classNames[label], classNames[predicted], perModel(count)]
          + Self.cells(mean.v(label, predicted)) + [perModel(total[predicted, label])])
    }
    return table.description
  }
}
