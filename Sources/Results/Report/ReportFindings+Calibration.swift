import Figures
import Misclassification
import Text

extension ReportFindings {
  /// How far the probabilities of each model with scores can be believed.
  func calibration() -> [Finding] {
    let documents = models.models.indices.compactMap {
      MetricsDocument(models, model: $0, places: [1], seed: seed)
    }.filter { $0.calibration != nil }
    if documents.isEmpty { return [] }
    let rows = documents.map { document in
      [
        document.model, Self.share(document.calibration?.expectedError),
        document.calibration?.expectedErrorInterval.map { NumberText.percent($0) }
          .joined(separator: " to ") ?? "–",
        document.scaled?.temperature.value.map { Self.number($0) } ?? "–",
        Self.share(document.scaled?.calibration?.expectedError),
        Self.share(document.calibration?.meanConfidence), Self.share(document.overall.accuracy),
      ]
    }
    return [
      Finding(
        .calibration, "Are the models right as often as they are sure?",
        [
          "In fifteen ranges of confidence, the share of images that a model gets right stands "
            + "beside its mean confidence. Bars below the line are of answers that are too sure. A "
            + "temperature above 1 means the same; it changes no answer."
        ],
        table: ModelsReport.Table(
          [
            "model", "ECE", "95 % of resamples", "temperature", "ECE at it", "mean confidence",
            "right",
          ], rows,
          caption: "The expected calibration error is a mean of absolute differences, so that it "
            + "lies above 0 for perfect probabilities too. Beside the temperature stands the error "
            + "of each half of the images at the temperature of the other half."),
        drawings: documents.compactMap { $0.reliability(title: $0.model) },
        caption: "Bars: right; lines: mean confidence; dots: right, at the temperature. Below, how "
          + "many images there are of each confidence.")
    ]
  }

  private static func share(_ value: Double?) -> String {
    value.map { NumberText.percent($0) } ?? "–"
  }
}
