import Text
package import Training

extension EpochMetrics {
  /// What is said while a run trains.
  ///
  /// - Parameter epochs: of the whole run.
  package func line(of epochs: Int) -> String {
    let validation =
      validationAccuracy.map { ", validation \(NumberText.percent($0))" } ?? ""
    let test = testAccuracy.map { ", test \(NumberText.percent($0))" } ?? ""
    let loss = (trainingLoss * 1000).rounded() / 1000
    return "epoch \(epoch)/\(epochs): loss \(loss), "
      + "training \(NumberText.percent(trainingAccuracy))\(validation)\(test), "
      + "\(Int(imagesPerSecond)) images/s"
  }
}
