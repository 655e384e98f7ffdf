package import Figures
package import Training

/// How loss and accuracy went, epoch by epoch, as a drawing.
package enum TrainingCurves {
  package static func draw(_ metrics: [EpochMetrics]) -> SVG {
    SVG.row(drawings(metrics), title: "Loss and accuracy by epoch")
  }

  /// Loss, and accuracy; and the alignment of explanations where it was measured.
  package static func drawings(_ metrics: [EpochMetrics]) -> [SVG] {
    func series(_ name: String, _ value: (EpochMetrics) -> Double?) -> CurveFigure.Series? {
      let points = metrics.compactMap { row in value(row).map { (x: Double(row.epoch), y: $0) } }
      return points.isEmpty ? nil : CurveFigure.Series(name: name, points: points)
    }
    let loss = CurveFigure(
      title: "Loss", horizontal: "epoch", scale: .number,
      series: [
        series("training") { $0.trainingLoss }, series("validation") { $0.validationLoss },
        series("test") { $0.testLoss },
      ].compactMap { $0 })
    let accuracy = CurveFigure(
      title: "Accuracy", horizontal: "epoch", scale: .percent,
      series: [
        series("training") { $0.trainingAccuracy },
        series("validation") { $0.validationAccuracy }, series("test") { $0.testAccuracy },
      ].compactMap { $0 })
    let alignment = CurveFigure(
      title: "Explanation on the object (AvgObAlEx)", horizontal: "epoch", scale: .percent,
      series: AlignmentColumn.curves.compactMap { column, name in
        series(name) { row in row.probed.first { $0.name == column }?.value }
      })
    return [loss.draw(), accuracy.draw()] + (alignment.series.isEmpty ? [] : [alignment.draw()])
  }
}
