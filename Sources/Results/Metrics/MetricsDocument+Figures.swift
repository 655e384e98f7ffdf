package import Figures
import Misclassification

extension MetricsDocument {
  /// How far the model's confidence can be believed; nil without scores.
  package func reliability(title: String) -> SVG? {
    calibration.map { calibration in
      var scaling: ReliabilityFigure.Scaled?
      if let temperature = scaled?.temperature.value, let calibration = scaled?.calibration {
        scaling = ReliabilityFigure.Scaled(temperature: temperature, calibration: calibration)
      }
      return ReliabilityFigure.draw(calibration, scaled: scaling, title: title)
    }
  }

  /// The reliability diagrams of the models that have scores; nil where none has.
  package static func reliability(_ documents: [MetricsDocument]) -> SVG? {
    let title = "How far confidence can be believed"
    let figures = documents.compactMap { document in
      document.reliability(title: documents.count == 1 ? title : document.model)
    }
    if figures.isEmpty { return nil }
    return figures.count == 1 ? figures[0] : SVG.grid(figures, title: title, widest: 1760)
  }
}
