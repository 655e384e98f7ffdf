import Architectures
import Compute
import Foundation
import Interchange
import Models
import NeuralNetwork

extension RunDirectory {
  /// Parameters, momentum, average and progress: all that a run needs to go on.
  ///
  /// - Parameter fingerprint: what the checkpoint will be held against.
  package func writeCheckpoint(_ trainer: Trainer, fingerprint: RunFingerprint? = nil) throws {
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
      if let lookahead = trainer.lookahead { add(Self.lookaheadPrefix, lookahead.slow) }
    }
    var metadata = [
      Self.progressKey: try Self.text(trainer.progress),
      Self.imagesKey: "\(trainer.imageCount)",
      Self.instructionSetKey: trainer.instructionSet,
    ]
    metadata[Self.fingerprintKey] = try fingerprint.map(Self.text)
    try SafetensorsFile(tensors: tensors, metadata: metadata).write(to: checkpoint)
  }

  private static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// What a checkpoint tells of its origin.
  package struct Origin: Sendable, Equatable {
    package var instructionSet: String?
    /// Whether data and settings could be held against those it was made with.
    package var isChecked: Bool
  }

  /// Puts a trainer where the checkpoint left off.
  ///
  /// - Parameter fingerprint: of the run that is to go on; nil to compare the number of images
  ///   only.
  /// - Throws: `InterchangeError`, `TrainingError` for what is no checkpoint of these settings and
  ///   data, `NetworkError` for other tensors.
  @discardableResult
  package func readCheckpoint(
    into trainer: Trainer, fingerprint: RunFingerprint? = nil
  ) throws -> Origin {
    let file = try SafetensorsFile(path: checkpoint)
    let isChecked = try check(file, against: fingerprint)
    try checkImageCount(file, of: trainer)
    let progress = try progress(in: file, of: trainer)
    let prefixes = [Self.momentumPrefix, Self.averagePrefix, Self.lookaheadPrefix]
    let network = trainer.model.graph.name
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
    if let lookahead = trainer.lookahead {
      try fill(lookahead.slow, of: trainer.model, from: file, Self.lookaheadPrefix) { _ in true }
    }
    trainer.resume(progress)
    return Origin(instructionSet: file.metadata[Self.instructionSetKey], isChecked: isChecked)
  }

  /// - Returns: whether both fingerprints are there to be compared.
  private func check(
    _ file: SafetensorsFile, against fingerprint: RunFingerprint?
  ) throws(TrainingError) -> Bool {
    guard let text = file.metadata[Self.fingerprintKey], let fingerprint else { return false }
    guard let former = try? JSONDecoder().decode(RunFingerprint.self, from: Data(text.utf8)) else {
      throw .unreadableCheckpoint(path: checkpoint, problem: "its fingerprint is damaged")
    }
    if let problem = fingerprint.difference(from: former) {
      throw .settingsDiffer(path: checkpoint, problem: problem)
    }
    return true
  }

  private func checkImageCount(
    _ file: SafetensorsFile, of trainer: Trainer
  ) throws(TrainingError) {
    let images = file.metadata[Self.imagesKey]
    guard images == "\(trainer.imageCount)" else {
      throw .settingsDiffer(
        path: checkpoint,
        problem:
          "it was made on \(images ?? "an unknown number of") training images, now there are "
          + "\(trainer.imageCount)")
    }
  }

  private func progress(
    in file: SafetensorsFile, of trainer: Trainer
  ) throws(TrainingError) -> TrainingProgress {
    guard let text = file.metadata[Self.progressKey],
      let progress = try? JSONDecoder().decode(TrainingProgress.self, from: Data(text.utf8))
    else {
      throw .unreadableCheckpoint(path: checkpoint, problem: "no progress in it")
    }
    if let problem = trainer.problem(of: progress) {
      throw .unreadableCheckpoint(path: checkpoint, problem: problem)
    }
    return progress
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
      // One such number spoils the run with its next step.
      if let bad = tensor.values.firstIndex(where: { !$0.isFinite }) {
        throw TrainingError.unreadableCheckpoint(
          path: checkpoint,
          problem: "\(prefix)\(description.name): expected finite numbers, found "
            + "\(tensor.values[bad]) at element \(bad)")
      }
      description.storeTorchLayout(tensor.values, into: block.pointer + parameters.offsets[index])
    }
  }

  private static let momentumPrefix = "momentum."
  private static let averagePrefix = "average."
  private static let lookaheadPrefix = "lookahead."
  private static let imagesKey = "images"
  private static let instructionSetKey = "instruction_set"
  private static let progressKey = "progress"
  private static let fingerprintKey = "fingerprint"
}
