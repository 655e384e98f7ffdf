import Architectures
import Foundation
import Interchange
import NeuralNetwork
import Tensors

/// The files of a training run.
package struct RunDirectory: Sendable {
  package let path: String

  package init(_ path: String) {
    self.path = path
  }

  package var configuration: String { path + "/config.json" }
  package var metrics: String { path + "/metrics.csv" }
  package var model: String { path + "/model.safetensors" }
  package var checkpoint: String { path + "/checkpoint.safetensors" }
  package var predictions: String { path + "/predictions.csv" }

  package func writeConfiguration(_ settings: TrainingSettings) throws {
    try JSON.write(settings, to: configuration)
  }

  package func readConfiguration() throws -> TrainingSettings {
    try JSON.read(TrainingSettings.self, from: configuration)
  }

  package func writeMetrics(_ rows: [EpochMetrics]) throws {
    try AtomicFile.write(EpochMetrics.csv(rows), to: metrics)
  }

  /// Parameters, momentum and progress: all that a run needs to go on.
  package func writeCheckpoint(_ trainer: Trainer) throws {
    let parameters = trainer.model.parameters
    var tensors: [NamedTensor] = []
    for (index, description) in parameters.descriptions.enumerated() {
      tensors.append(
        NamedTensor(
          name: description.name, shape: description.shape, values: parameters.tensor(index)))
      if description.isLearned {
        tensors.append(
          NamedTensor(
            name: Self.momentumPrefix + description.name, shape: description.shape,
            values: parameters.tensor(index, in: trainer.optimizer.velocity)))
      }
    }
    let progress = try JSONEncoder().encode(trainer.progress)
    try SafetensorsFile(
      tensors: tensors, metadata: [Self.progressKey: String(decoding: progress, as: UTF8.self)]
    ).write(to: checkpoint)
  }

  /// Puts a trainer where the checkpoint left off.
  ///
  /// - Throws: `InterchangeError`, `TrainingError.unreadableCheckpoint`, `NetworkError` for other tensors.
  package func readCheckpoint(into trainer: Trainer) throws {
    let file = try SafetensorsFile(path: checkpoint)
    guard let text = file.metadata[Self.progressKey],
      let progress = try? JSONDecoder().decode(TrainingProgress.self, from: Data(text.utf8)),
      progress.steps >= 0
    else {
      throw TrainingError.unreadableCheckpoint(path: checkpoint, problem: "no progress in it")
    }
    let parameters = trainer.model.parameters
    let network = trainer.model.architecture.name
    let weights = file.tensors.filter { !$0.name.hasPrefix(Self.momentumPrefix) }
    try parameters.fill(
      from: weights.map { ($0.name, $0.shape, $0.values) }, source: checkpoint, network: network)
    for (index, description) in parameters.descriptions.enumerated() where description.isLearned {
      guard let tensor = file[Self.momentumPrefix + description.name],
        tensor.shape == description.shape
      else {
        throw TrainingError.unreadableCheckpoint(
          path: checkpoint, problem: "no momentum of \(description.name) \(description.shape)")
      }
      description.storeTorchLayout(
        tensor.values, into: trainer.optimizer.velocity.pointer + parameters.offsets[index])
    }
    trainer.resume(progress)
  }

  private static let momentumPrefix = "momentum."
  private static let progressKey = "progress"
}
