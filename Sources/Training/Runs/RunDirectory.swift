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
  package var subsets: String { path + "/subsets.json" }

  /// The names of all files that a run may write.
  package var files: [String] {
    ([configuration] + results).map { String($0.dropFirst(path.count + 1)) }
  }

  package var hasCheckpoint: Bool { FileManager.default.fileExists(atPath: checkpoint) }

  /// Whether a training run is in it.
  ///
  /// - Throws: `InterchangeError` where the system does not let it be told.
  package func holdsRun() throws -> Bool {
    guard FileManager.default.fileExists(atPath: configuration) else { return false }
    do {
      _ = try JSON.read(RunConfiguration.self, from: configuration)
      return true
    } catch let error as InterchangeError where error.kind == .malformed {
      return false
    }
  }

  /// Refuses to replace files of these names that no training run wrote.
  ///
  /// - Throws: `TrainingError.foreignFile`, and as ``holdsRun()``.
  package func checkReplaceable() throws {
    if try holdsRun() || FileManager.default.fileExists(atPath: clearingMark) { return }
    for file in [configuration] + results where FileManager.default.fileExists(atPath: file) {
      throw TrainingError.foreignFile(path: file)
    }
  }

  /// Removes files that a process that was killed left half written.
  package func removeLeftovers() {
    let entries = (try? DirectoryEntry.all(in: path)) ?? []
    for name in entries.compactMap(\.name) where AtomicFile.isTemporary(name) {
      unlink(path + "/" + name)
    }
  }

  /// Removes what an earlier run left here, lest this one be resumed from it.
  ///
  /// The settings go first: what is killed amid this can be resumed neither with the old settings
  /// nor with the new ones. A mark says meanwhile whose the other files are.
  package func removeResults() throws {
    let files = ([configuration] + results).filter { FileManager.default.fileExists(atPath: $0) }
    if !files.isEmpty { try AtomicFile.write("", to: clearingMark) }
    for file in files { try FileManager.default.removeItem(atPath: file) }
    removeLeftovers()
  }

  private var results: [String] {
    [checkpoint, metrics, model, predictions, curves, subsets]
  }

  private var clearingMark: String { path + "/.misclass-clearing.tmp" }

  package func writeConfiguration(_ settings: TrainingSettings) throws {
    try JSON.write(RunConfiguration(settings: settings), to: configuration)
  }

  /// - Throws: `InterchangeError` for what is no configuration, or holds values out of range.
  package func readConfiguration() throws -> TrainingSettings {
    let settings = try JSON.read(RunConfiguration.self, from: configuration).settings
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
}
