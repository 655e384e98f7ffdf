import Compute
import Datasets
import Figures
import Foundation
import Images
import Interchange
import Models
import Pieces
import Results
import Statistics
import Terminal
import Training

/// A paper that is being done over in a directory: every step is kept, and not done again.
final class PaperWork {
  /// All that the results hang on.
  struct Settings<Plan: Encodable>: Encodable {
    var data: String
    var models: [String]
    var plan: Plan
    var seed: UInt64
  }

  /// What is kept of a step.
  private struct Kept<Value: Codable>: Codable {
    var step: String
    var value: Value
  }

  static let layout = {
    var layout = UnfinishedWork.Layout()
    (layout.subdirectory, layout.settingsFile) = ("work", "work/settings.json")
    return layout
  }()

  let request: PaperRequest
  /// The test images that are studied.
  let test: ImageSet
  private let unfinished: UnfinishedWork
  private let made: MadeFiles
  private var steps = 0

  var directory: String { request.directory }
  var console: Console { request.console }
  var compute: Compute { request.compute }
  var source: DataSource { request.source }
  var seed: UInt64 { request.seed }
  var loop: PieceLoop<Interrupted> { Workers(threads: compute.workers.threads).pieceLoop }

  /// Takes the directory, or goes on in it.
  ///
  /// - Parameters:
  ///   - plan: what is done.
  ///   - models: those that are taken in place of trained ones.
  init(
    _ request: PaperRequest, plan: some Encodable, test: ImageSet, models: [Scorer]
  ) throws {
    self.request = request
    self.test = test
    unfinished = try UnfinishedWork(
      in: request.directory, Self.layout,
      settings: Settings(
        data: request.source.description, models: request.settings.runs, plan: plan,
        seed: request.seed),
      fingerprint: WorkFingerprint(
        test.images, labels: test.labels,
        model: models.isEmpty ? nil : models.map(\.digest).joined(separator: " ")),
      resume: request.resumes, force: request.settings.force, console: request.console)
    made = try MadeFiles(
      in: request.directory, command: "paper \(request.paper.name)", resumes: request.resumes)
    try made.add(["work/settings.json", "work/fingerprint.json"])
  }

  /// What a step found: now, or when it was done.
  ///
  /// Steps are numbered as they are asked for, which is the same each time with the same settings.
  /// - Parameters:
  ///   - name: tells one step from another.
  ///   - problem: what nothing that the step finds can have; nil for what is sound.
  func step<Value: Codable>(
    _ name: String, problem: (Value) -> String? = { _ in nil }, _ make: () throws -> Value
  ) throws -> Value {
    try Interruption.check()
    let file = "work/\(steps).json"
    steps += 1
    let path = directory + "/" + file
    if FileManager.default.fileExists(atPath: path) {
      let kept = try JSON.read(Kept<Value>.self, from: path)
      guard kept.step == name else {
        throw InterchangeError(
          file: path, expected: "what was found of \(name)", found: "what was of \(kept.step)")
      }
      if let problem = problem(kept.value) {
        throw InterchangeError(kind: .malformed, file: path, problem: problem)
      }
      return kept.value
    }
    let value = try make()
    try made.add([file])
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try AtomicFile.write([UInt8](encoder.encode(Kept(step: name, value: value))), to: path)
    return value
  }

  /// Lists files of a step that are about to be written, relative to the directory.
  func willWrite(_ files: [String]) throws { try made.add(files) }

  // MARK: Networks

  /// The directory of a network's training.
  func run(_ name: String) -> RunDirectory { RunDirectory("\(directory)/\(name)/run") }

  /// Trains a network, or goes on with its training, or reads it where it is done.
  func train(
    _ name: String, _ settings: TrainingSettings, probes: [TrainingProbe] = []
  ) throws -> (scorer: Scorer, metrics: [EpochMetrics]) {
    var settings = settings
    settings.testLimit = test.count
    let directory = run(name)
    try willWrite(directory.files.map { "\(name)/run/\($0)" })
    console.message("\(name): training")
    let data = try TrainingData(settings, from: source, workers: compute.workers)
    settings.normalization = settings.normalization ?? data.normalization
    let run = try StudyTraining(
      settings: settings, directory: directory, resumes: request.resumes, force: true
    ).begin(data.training, data.test ?? test, compute, probes: probes)
    return (
      try StudyTraining.finish(run, console, resumption: request.settings.resumption), run.metrics
    )
  }

  // MARK: The end

  /// Writes the page with all its figures and tables.
  func finish(_ report: PaperReport, inputs: [String] = []) throws -> DonePaper {
    defer { unfinished.release() }
    return try DonePaper(report, inputs: inputs, made, request.settings)
  }
}

/// A paper that is done: its claims for a terminal, and the files that were written.
package struct DonePaper {
  package let text: String
  package let files: [String]

  /// Writes the page with all its figures and tables into a directory that this process holds.
  ///
  /// - Parameter inputs: files that were read.
  init(
    _ report: PaperReport, inputs: [String], _ made: MadeFiles, _ settings: PaperSettings
  ) throws {
    var report = report
    report.provenance = .init(
      facts: settings.facts(), inputs: try PageInputs.digests(of: inputs))
    let directory = settings.directory
    let files = PaperFiles(report)
    try made.add(files.names)
    try files.write(to: directory)
    try made.keep(only: files.names)
    text = PaperFiles.text(report) + "\(directory)/\(PaperFiles.page)\n"
    self.files = files.names.map { directory + "/" + $0 }
  }
}
