import Compute
import Datasets
import Explanations
import Foundation
import Images
import Interchange
import Misclassification
import Models
import NeuralNetwork
import Pieces
import Results
import Terminal
import Training

/// The networks of a paper, each trained or taken and then studied in a directory of its own; what
/// is done stays, and is not done again.
struct PaperNetworks {
  /// All that the results hang on.
  struct Settings: Encodable {
    var data: String
    var trainings: [TrainingSettings]
    var models: [String]
    var testLimit: Int?
    var mostTold: Int?
    var seed: UInt64
  }

  /// What is kept of a network that is done; the rest stands in its directory.
  private struct Done: Codable {
    var name: String
    var toldCauses: Bool
    var factorialAnswers: [Int]?
  }

  static let layout = {
    var layout = UnfinishedWork.Layout()
    (layout.subdirectory, layout.settingsFile) = ("work", "work/settings.json")
    return layout
  }()

  let directory: String
  let source: DataSource
  let test: ImageSet
  let known: KnownCauses?
  let plan: CausalPlan
  /// Models that are taken in place of trained ones; empty for trained ones.
  let models: [String]
  let seed: UInt64
  let resumes: Bool
  let force: Bool
  let compute: Compute
  let console: Console

  /// Reads the models that are taken, so that one that is none is told before the work.
  func checkModels() throws {
    for path in models { _ = try scorer(path) }
  }

  /// Trains, takes and studies all networks.
  ///
  /// - Parameter factorial: images that are classified besides; nil for none.
  func studied(besides factorial: ImageSet?) throws -> [StudiedNetwork] {
    let settings = Settings(
      data: source.description, trainings: models.isEmpty ? plan.trainings : [], models: models,
      testLimit: plan.testLimit, mostTold: plan.mostTold, seed: seed)
    let work = try UnfinishedWork(
      in: directory, Self.layout, settings: settings,
      fingerprint: WorkFingerprint(test.images, labels: test.labels, model: nil),
      resume: resumes, force: force, console: console)
    defer { work.release() }
    let names = models.isEmpty ? plan.trainings.map(\.architecture) : Self.names(of: models)
    return try names.enumerated().map { number, name in
      try Interruption.check()
      let done = try done(number, name, factorial, in: work.path(of: "\(number).json"))
      let run = RunDirectory(models.isEmpty ? path(name) + "/run" : models[number])
      let isRun = FileManager.default.fileExists(atPath: run.metrics)
      return try StudiedNetwork(
        name: name, studiedIn: path(name), toldCauses: done.toldCauses,
        metrics: isRun ? EpochMetrics.read(run.metrics) : [],
        factorialAnswers: done.factorialAnswers, classCount: test.classNames.count)
    }
  }

  /// The predictions of all networks, in their order.
  func predictions(of networks: [StudiedNetwork]) -> [String] {
    networks.map { path($0.name) + "/predictions.csv" }
  }

  private func path(_ name: String) -> String { directory + "/" + name }

  private func done(
    _ number: Int, _ name: String, _ factorial: ImageSet?, in file: String
  ) throws -> Done {
    if FileManager.default.fileExists(atPath: file) {
      let done = try JSON.read(Done.self, from: file)
      let answers = done.factorialAnswers?.count
      guard done.name == name, answers == nil || answers == factorial?.count else {
        throw InterchangeError(
          file: file, expected: "what was found of \(name)", found: "what was of \(done.name)")
      }
      console.message("\(name): done before")
      return done
    }
    console.message("\(name):")
    let done = try study(number, name, factorial)
    try JSON.write(done, to: file)
    return done
  }

  private func study(_ number: Int, _ name: String, _ factorial: ImageSet?) throws -> Done {
    let held = try ResultDirectory.take(path(name), force: true)
    defer { held.release() }
    let (scorer, metrics, settings, model) = try network(number, name)
    let graph = scorer.model.graph
    let study = Study(
      directory: path(name),
      findings: StudyFindings(
        data: source.description, test: test,
        causes: known?.records.map(\.cause.rawValue),
        network: (graph.name, graph.parameterCount), metrics: metrics, settings: settings,
        model: model),
      scorer: scorer, compute: compute, console: console, known: known, mostTold: plan.mostTold)
    let outcome = try study.run(
      ErasureExperiment.Options(
        selection: AnchorSelection(fraction: 0.05), box: .usual,
        method: GradientSaliency(target: .predicted, reduction: .max), seed: seed,
        controlDraws: 3))
    return Done(
      name: name, toldCauses: outcome.toldCauses,
      factorialAnswers: try factorial.map {
        try Work.predict($0, scorer, source: "factorial", console: console).predicted
      })
  }

  private func network(
    _ number: Int, _ name: String
  ) throws -> (
    scorer: Scorer, metrics: [EpochMetrics], settings: TrainingSettings?, model: String
  ) {
    guard models.isEmpty else { return (try scorer(models[number]), [], nil, models[number]) }
    let settings = plan.trainings[number]
    let run = try StudyTraining(
      settings: settings, directory: RunDirectory(path(name) + "/run"), resumes: resumes,
      force: true
    ).begin(
      source.load(.train, workers: compute.workers).limited(to: settings.limit), test, compute)
    return (try StudyTraining.finish(run, console), run.metrics, settings, run.directory.path)
  }

  private func scorer(_ path: String) throws -> Scorer {
    try Scorer.reading(
      [path], hints: Model.Hints(), batch: 64, for: test, compute, console)
  }

  /// The last part of each path, with a number where another has the same.
  private static func names(of paths: [String]) -> [String] {
    var taken: Set<String> = []
    return paths.map { path in
      let own = path.split(separator: "/").last { $0 != "." }.map(String.init) ?? path
      let stem = own.hasSuffix(".safetensors") ? String(own.dropLast(12)) : own
      var (name, number) = (stem, 1)
      while !taken.insert(name).inserted {
        number += 1
        name = "\(stem)-\(number)"
      }
      return name
    }
  }
}
