import Misclassification
import Text

/// The usual figures of one or several classifiers as a person reads them.
package struct MetricsText: CustomStringConvertible {
  private let documents: [MetricsDocument]

  package init(_ documents: [MetricsDocument]) {
    self.documents = documents
  }

  package var description: String {
    documents.count == 1
      ? [overall, classes(documents[0]), calibration(documents[0])].filter { !$0.isEmpty }
        .joined(separator: "\n")
      : overall
  }

  /// A column for each model.
  private var overall: String {
    var table = TextTable([.words("")] + documents.map { .numbers($0.model) })
    func row(_ name: String, _ text: (MetricsDocument) -> String) {
      table.row([name] + documents.map(text))
    }
    func share(_ name: String, _ value: @escaping (OverallMetrics) -> Double) {
      row(name) { NumberText.percent(value($0.overall)) }
    }
    row("images") { "\($0.overall.images)" }
    row("errors") { "\($0.overall.errors)" }
    share("accuracy") { $0.accuracy }
    row("  95 % interval") {
      $0.overall.accuracyInterval.map { NumberText.percent($0) }.joined(separator: " to ")
    }
    for place in (documents.first?.top ?? []).indices {
      row("top \(documents[0].top?[place].k ?? 0)") { document in
        document.top.map { NumberText.percent($0[place].accuracy) } ?? "-"
      }
    }
    share("balanced accuracy") { $0.balancedAccuracy }
    share("precision, mean of classes") { $0.macroPrecision }
    share("recall, mean of classes") { $0.macroRecall }
    share("F1, mean of classes") { $0.macroF1 }
    share("F1, mean of images") { $0.weightedF1 }
    row("Cohen's kappa") { Self.number($0.overall.kappa.value) }
    row("Matthews' coefficient") { Self.number($0.overall.matthews.value) }
    row("calibration error (ECE)") { Self.percent($0.calibration?.expectedError) }
    row("  after temperature scaling") { Self.percent($0.scaled?.calibration?.expectedError) }
    row("temperature") { Self.number($0.scaled?.temperature.value) }
    return table.description
  }

  private func classes(_ document: MetricsDocument) -> String {
    let listed = ConfusionText.listed(document.classes.map(\.images))
    var table = TextTable([
      .words("class"), .numbers("images"), .numbers("taken for it"), .numbers("precision"),
      .numbers("recall"), .numbers("F1"),
    ])
    for label in listed {
      let metrics = document.classes[label]
      table.row([
        metrics.name, "\(metrics.images)", "\(metrics.takenFor)", Self.percent(metrics.precision),
        Self.percent(metrics.recall), Self.percent(metrics.f1),
      ])
    }
    let left = document.classes.count - listed.count
    return table.description
      + (left == 0
        ? "" : "left out: \(NumberText.counted(left, "class", "classes")) of fewer images\n")
  }

  private func calibration(_ document: MetricsDocument) -> String {
    guard let calibration = document.calibration else { return "" }
    var table = TextTable([
      .words("confidence"), .numbers("images"), .numbers("mean confidence"), .numbers("accuracy"),
    ])
    for bin in calibration.bins where bin.images > 0 {
      let ends = [bin.from, bin.to].map { NumberText.fixed($0 * 100, decimals: 1) }
      table.row([
        "\(ends[0]) to \(ends[1]) %", "\(bin.images)", Self.percent(bin.confidence),
        Self.percent(bin.accuracy),
      ])
    }
    let interval = calibration.expectedErrorInterval.map { NumberText.percent($0) }
      .joined(separator: " to ")
    let likelihood = calibration.negativeLogLikelihood.map {
      NumberText.fixed($0, decimals: 4)
    }
    return table.description
      + "calibration error (ECE) \(NumberText.percent(calibration.expectedError)), "
      + "95 % of resamples \(interval)\n"
      + "negative log-likelihood \(likelihood ?? "infinite"), Brier score "
      + NumberText.fixed(calibration.brier, decimals: 4) + "\n"
  }

  private static func percent(_ share: Double?) -> String {
    share.map { NumberText.percent($0) } ?? "-"
  }

  private static func number(_ value: Double?) -> String {
    value.map { NumberText.fixed($0, decimals: 4) } ?? "-"
  }
}
