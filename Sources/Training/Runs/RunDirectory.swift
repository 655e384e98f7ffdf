import Architectures
import Compute
import Foundation
import Interchange
import Models
import NeuralNetwork

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
  package var curves: String { path + "/curves.svg" }

  package var hasCheckpoint: Bool { FileManager.default.fileExists(atPath: checkpoint) }

  /// Holds the directory for this process.
  ///
  /// - Throws: `TrainingError.inUse`.
  package func lock() throws(TrainingError) -> RunLock { try RunLock(directory: path) }

  /// Removes files that a process that was killed left half written.
  package func removeLeftovers() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for name in names where AtomicFile.isTemporary(name) {
      try? FileManager.default.removeItem(atPath: path + "/" + name)
    }
  }

  /// Removes what an earlier run left here, lest this one be resumed from it.
  package func removeResults() throws {
    for file in [checkpoint, metrics, model, predictions, curves]
    where FileManager.default.fileExists(atPath: file) {
      try FileManager.default.removeItem(atPath: file)
    }
    removeLeftovers()
  }

  /// Removes the directory of a run that never began.
  package func removeIfEmpty() {
    // The system's own call, as it refuses a directory that holds anything.
    _ = rmdir(path)
  }

  package func writeConfiguration(_ settings: TrainingSettings) throws {
    try JSON.write(settings, to: configuration)
  }

  /// - Throws: `InterchangeError` for what is no configuration, or holds values out of range.
  package func readConfiguration() throws -> TrainingSettings {
    let settings = try JSON.read(TrainingSettings.self, from: configuration)
    if let problem = settings.problem {
      throw InterchangeError(
        file: configuration, place: problem.place, expected: problem.expected,
        found: problem.found)
    }
    return settings
  }

  package func writeMetrics(_ rows: [EpochMetrics]) throws {
    try AtomicFile.write(EpochMetrics.csv(rows), to: metrics)
  }

  /// Parameters, momentum, average and progress: all that a run needs to go on.
  package func writeCheckpoint(_ trainer: Trainer) throws {
    let parameters = trainer.model.parameters
    var tensors: [NamedTensor] = []
    for (index, description) in parameters.descriptions.enumerated() {
      func add(_ prefix: String, _ block: FloatBuffer) {
        tensors.append(
          NamedTensor(
            name: prefix + description.name, shape: description.shape,
            values: parameters.tensor(index, in: block)))
      }
      add("", parameters.values)
      if description.isLearned { add(Self.momentumPrefix, trainer.optimizer.velocity) }
      if let average = trainer.average { add(Self.averagePrefix, average.parameters.values) }
    }
    let progress = try JSONEncoder().encode(trainer.progress)
    try SafetensorsFile(
      tensors: tensors,
      metadata: [
        Self.progressKey: String(decoding: progress, as: UTF8.self),
        Self.imagesKey: "\(trainer.imageCount)",
        Self.instructionSetKey: trainer.instructionSet,
      ]
    ).write(to: checkpoint)
  }

  /// Puts a trainer where the checkpoint left off.
  ///
  /// - Returns: the instruction set that the checkpoint was made with.
  /// - Throws: `InterchangeError`, `TrainingError` for what is no checkpoint of these settings and
  ///   data, `NetworkError` for other tensors.
  @discardableResult
  package func readCheckpoint(into trainer: Trainer) throws -> String? {
    let file = try SafetensorsFile(path: checkpoint)
    guard let text = file.metadata[Self.progressKey],
      let progress = try? JSONDecoder().decode(TrainingProgress.self, from: Data(text.utf8)),
      (0...trainer.totalSteps).contains(progress.steps)
    else {
      throw TrainingError.unreadableCheckpoint(path: checkpoint, problem: "no progress in it")
    }
    guard let images = file.metadata[Self.imagesKey], images == "\(trainer.imageCount)" else {
      throw TrainingError.settingsDiffer(
        path: checkpoint,
        problem: "it was made on \(file.metadata[Self.imagesKey] ?? "an unknown number of") "
          + "training images, now there are \(trainer.imageCount)")
    }
    let prefixes = [Self.momentumPrefix, Self.averagePrefix]
    let network = trainer.model.architecture.name
    let weights = file.tensors.filter { tensor in !prefixes.contains { tensor.name.hasPrefix($0) } }
    try trainer.model.parameters.fill(
      from: weights.map { ($0.name, $0.shape, $0.values) }, source: checkpoint, network: network)
    try fill(trainer.optimizer.velocity, of: trainer.model, from: file, Self.momentumPrefix) {
      $0.isLearned
    }
    if let average = trainer.average {
      try fill(average.parameters.values, of: trainer.model, from: file, Self.averagePrefix) { _ in
        true
      }
    }
    trainer.resume(progress)
    return file.metadata[Self.instructionSetKey]
  }

  /// Sets a block that is laid out as the parameters from the file's tensors with a prefix.
  private func fill(
    _ block: FloatBuffer, of model: Model, from file: SafetensorsFile, _ prefix: String,
    _ isExpected: (ParameterDescription) -> Bool
  ) throws {
    let tensors = Dictionary(file.tensors.map { ($0.name, $0) }) { first, _ in first }
    let parameters = model.parameters
    for (index, description) in parameters.descriptions.enumerated() where isExpected(description) {
      guard let tensor = tensors[prefix + description.name], tensor.shape == description.shape
      else {
        throw TrainingError.unreadableCheckpoint(
          path: checkpoint, problem: "no \(prefix)\(description.name) \(description.shape)")
      }
      description.storeTorchLayout(tensor.values, into: block.pointer + parameters.offsets[index])
    }
  }

  private static let momentumPrefix = "momentum."
  private static let averagePrefix = "average."
  private static let imagesKey = "images"
  private static let instructionSetKey = "instruction_set"
  private static let progressKey = "progress"
}
