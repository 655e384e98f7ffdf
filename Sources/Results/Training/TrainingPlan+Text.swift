import Foundation
import Text
package import Training

extension TrainingPlan {
  package var text: String {
    var table = TextTable([.words(""), .words("")])
    let trained =
      trainedParameters == parameters ? "" : ", \(trainedParameters) of them trained"
    table.row(["network", network])
    table.row(["parameters", "\(parameters)\(trained)"])
    table.row([
      "MACs per image",
      NumberText.fixed(Double(multiplicationsPerImage) / 1e6, decimals: 1) + " M",
    ])
    table.row(["training images", "\(trainingImages)"])
    table.row(["validation images", "\(validationImages)"])
    table.row(["test images", "\(testImages)"])
    table.row(["steps", "\(epochs) x \(stepsPerEpoch) = \(steps), of \(batchSize) images"])
    table.row([
      "memory",
      "\(Self.mebibytes(trainingBytes)) for training (\(Self.mebibytes(weightBytes)) of it "
        + "weights), \(Self.mebibytes(evaluationBytes)) for evaluation, "
        + "\(Self.mebibytes(imageBytes)) of images",
    ])
    table.row(["time per step", NumberText.fixed(secondsPerStep, decimals: 3) + " s"])
    table.row(["time per epoch", Self.duration(secondsPerEpoch) + ", evaluation included"])
    table.row(["time in all", Self.duration(seconds)])
    return table.description
  }

  private static func mebibytes(_ bytes: Int) -> String {
    NumberText.fixed(Double(bytes) / 1_048_576, decimals: 1) + " MiB"
  }

  private static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<120: "about " + NumberText.fixed(seconds, decimals: 1) + " s"
    case ..<7200: "about " + NumberText.fixed(seconds / 60, decimals: 1) + " min"
    default: "about " + NumberText.fixed(seconds / 3600, decimals: 1) + " h"
    }
  }
}
