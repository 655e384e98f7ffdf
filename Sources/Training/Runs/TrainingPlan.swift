package import Compute
package import Datasets
import Foundation
import Models
import NeuralNetwork

/// What a training run would take.
package struct TrainingPlan: Sendable, Encodable {
  package var network: String
  package var parameters: Int
  /// Those that training moves.
  package var trainedParameters: Int
  /// Multiplications with weights, one image forward.
  package var multiplicationsPerImage: Int
  package var trainingImages: Int
  package var validationImages: Int
  package var testImages: Int
  package var batchSize: Int
  package var epochs: Int
  package var stepsPerEpoch: Int
  package var steps: Int
  /// Weights, running statistics included.
  package var weightBytes: Int
  /// Weights, gradients, momentum, average, activations.
  package var trainingBytes: Int
  /// Activations of the network that evaluates after each epoch.
  package var evaluationBytes: Int
  package var imageBytes: Int
  package var secondsPerStep: Double
  /// Evaluation included.
  package var secondsPerEpoch: Double
  package var seconds: Double

  /// Looks at the run and times two steps and two batches of evaluation; the weights are then
  /// spoilt.
  ///
  /// - Throws: `TrainingError` where the first loss is not finite already.
  package init(_ prepared: PreparedTraining, test: ImageSet?, compute: Compute) throws {
    let trainer = prepared.trainer
    let graph = trainer.model.graph
    let validation = prepared.validation
    network = graph.name
    parameters = graph.parameterCount
    trainedParameters = trainer.settings.trained.movingCount(in: graph)
    multiplicationsPerImage = graph.multiplications
    trainingImages = trainer.imageCount
    validationImages = validation?.count ?? 0
    testImages = test?.count ?? 0
    batchSize = trainer.batchSize
    epochs = trainer.settings.epochs
    stepsPerEpoch = trainer.stepsPerEpoch
    steps = trainer.totalSteps
    let float = MemoryLayout<Float>.size
    weightBytes = trainer.model.parameters.values.count * float
    trainingBytes = trainer.memoryCount * float
    imageBytes =
      (trainingImages + validationImages + testImages) * graph.inputShape.count
    // The quicker of two, because the first also waits for the system's memory.
    secondsPerStep = try Self.quicker { try trainer.step() }
    let scorer = Scorer(trainer.result, compute: compute)
    let sample = (validation ?? test)?.prefix(scorer.batch)
    let evaluation = try sample.map { sample in
      try Self.quicker { _ = try scorer.evaluate(sample) } / Double(max(sample.count, 1))
    }
    evaluationBytes = scorer.memoryCount * float
    secondsPerEpoch =
      secondsPerStep * Double(stepsPerEpoch)
      + (evaluation ?? 0) * Double(validationImages + testImages)
    seconds = secondsPerEpoch * Double(epochs)
  }

  private static func quicker(_ body: () throws -> Void) rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<2 {
      let begin = ProcessInfo.processInfo.systemUptime
      try body()
      best = min(best, ProcessInfo.processInfo.systemUptime - begin)
    }
    return best
  }
}
