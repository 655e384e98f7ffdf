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

/// The networks of "Causal Explanations of Image Misclassifications", each trained or taken and
/// then studied in a directory of its own.
struct CausalNetworks {
  /// What is kept of a network that is done; the rest stands in its directory.
  private struct Done: Codable {
    var toldCauses: Bool
    var factorialAnswers: [Int]?
  }

  let work: PaperWork
  let plan: CausalPlan
  let known: KnownCauses?
  /// Models that are taken in place of trained ones; empty for trained ones.
  let models: [Scorer]

  private var test: ImageSet { work.test }
  private var console: Console { work.console }

  /// Trains, takes and studies all networks.
  ///
  /// - Parameter factorial: images that are classified besides; nil for none.
  func studied(besides factorial: ImageSet?) throws -> [StudiedNetwork] {
    try names.enumerated().map { number, name in
      let done = try work.step(
        name,
        problem: { (done: Done) in
          done.factorialAnswers == nil || done.factorialAnswers?.count == factorial?.count
            ? nil : "expected \(factorial?.count ?? 0) answers"
        }
      ) { try study(number, name, factorial) }
      let run = models.isEmpty ? work.run(name) : RunDirectory(work.request.settings.runs[number])
      let isRun = FileManager.default.fileExists(atPath: run.metrics)
      return try StudiedNetwork(
        name: name, studiedIn: path(name), toldCauses: done.toldCauses,
        metrics: isRun ? EpochMetrics.read(run.metrics) : [],
        factorialAnswers: done.factorialAnswers, classCount: test.classNames.count)
    }
  }

  /// The predictions of all networks, in their order.
  var predictions: [String] { names.map { path($0) + "/predictions.csv" } }

  private var names: [String] {
    models.isEmpty ? plan.trainings.map(\.architecture) : work.request.modelNames
  }

  private func path(_ name: String) -> String { work.directory + "/" + name }

  private func study(_ number: Int, _ name: String, _ factorial: ImageSet?) throws -> Done {
    console.message("\(name):")
    try work.willWrite(Study.files.map { name + "/" + $0 })
    let held = try ResultDirectory.take(path(name), force: true)
    defer { held.release() }
    let (scorer, metrics, settings, model) = try network(number, name)
    let graph = scorer.model.graph
    let study = Study(
      directory: path(name),
      findings: StudyFindings(
        data: work.source.description, test: test,
        causes: known?.records.map(\.cause.rawValue),
        network: (graph.name, graph.parameterCount), metrics: metrics, settings: settings,
        model: model),
      scorer: scorer, compute: work.compute, console: console, known: known,
      mostTold: plan.mostTold, bases: plan.bases)
    let outcome = try study.run(
      ErasureExperiment.Options(
        selection: AnchorSelection(fraction: 0.05), box: .usual(for: test.images),
        method: GradientSaliency(target: .predicted, reduction: .max), seed: work.seed,
        controlDraws: 3))
    return Done(
      toldCauses: outcome.toldCauses,
      factorialAnswers: try factorial.map {
        try Work.predict($0, scorer, source: "factorial", console: console).predicted
      })
  }

  private func network(
    _ number: Int, _ name: String
  ) throws -> (
    scorer: Scorer, metrics: [EpochMetrics], settings: TrainingSettings?, model: String
  ) {
    guard models.isEmpty else {
      return (models[number], [], nil, work.request.settings.runs[number])
    }
    let settings = plan.trainings[number]
    let trained = try work.train(name, settings)
    return (trained.scorer, trained.metrics, settings, work.run(name).path)
  }
}
