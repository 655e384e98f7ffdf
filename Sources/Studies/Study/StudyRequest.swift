package import Architectures
package import Compute
import Datasets
package import Explanations
import Images
package import Models
import NeuralNetwork
import Pieces
import Results
package import Terminal
import Training

/// The whole study that is asked for, from data to report.
package struct StudyRequest {
  private let directory: String
  private let architecture: Architecture
  package var data = "planted"
  package var resume = false
  package var requeue = false
  package var force = false
  /// A model that is studied in place of one that is trained.
  package var model: (path: String, hints: Model.Hints)?
  /// Of the training; nil for what data call for.
  package var epochs: Int?
  package var batch = 64
  package var learningRate = 0.05
  /// What a step of the training keeps of the average of the weights; nil for what data call for.
  package var averageDecay: Double?
  /// Images, at most.
  package var limit: Int?
  /// Share of pixels that get a box.
  package var top = 0.05
  /// Nil for what is usual for images of their size.
  package var box: BoxShape?
  package var controlDraws = 3
  package var seed: UInt64 = 0
  /// The command that goes on with a study that was stopped.
  package var resumption = ""

  package init(_ architecture: Architecture, into directory: String) {
    self.architecture = architecture
    self.directory = directory
  }

  /// - Returns: what was found, and what the data are called.
  package func run(
    _ compute: Compute, _ console: Console
  ) throws -> (outcome: Study.Outcome, data: String) {
    let goesOn = UnfinishedWork.goesOn(in: directory, resume: resume, requeue: requeue)
    if !goesOn { try OutputDirectory.check(directory, force: force) }
    let source = try DataSource(parsing: data)
    let selection = try AnchorSelection(fraction: top)
    let settings = trainingSettings(source)
    let planted = try source.loadPlanted(.test, workers: compute.workers)
    let test = try (planted?.set ?? source.load(.test, workers: compute.workers))
      .limited(to: limit)
    // What would end the study after the training is asked before it.
    let box = self.box ?? .usual(for: test.images)
    try box.check(height: test.images.height, width: test.images.width)

    let given = try model.map {
      try Scorer.reading([$0.path], hints: $0.hints, batch: batch, for: test, compute, console)
    }
    let work = try StudyWork(
      in: directory,
      settings: .init(
        data: source.description, model: model?.path, training: given == nil ? settings : nil,
        limit: limit, top: top, box: box.description, controlDraws: controlDraws, seed: seed),
      test: test, scorer: given, resumes: goesOn, force: force, console: console)
    let trained =
      if let given, let model {
        (
          scorer: given, metrics: [EpochMetrics](), settings: TrainingSettings?.none,
          model: model.path
        )
      } else {
        try work.train(
          source.load(.train, workers: compute.workers).limited(to: limit), test, compute,
          resumption: resumption)
      }
    let graph = trained.scorer.model.graph
    let findings = StudyFindings(
      data: source.description, test: test,
      causes: planted?.records.prefix(test.count).map(\.cause.rawValue),
      network: (graph.name, graph.parameterCount), metrics: trained.metrics,
      settings: trained.settings, model: trained.model)
    let study = try Study(
      directory: directory, findings: findings, scorer: trained.scorer, compute: compute,
      console: console,
      known: source.loadKnownCauses(.test, workers: compute.workers)?.prefix(test.count))
    let outcome = try study.run(
      ErasureExperiment.Options(
        selection: selection, box: box, fill: .zero, sparing: nil,
        method: GradientSaliency(target: .predicted, reduction: .max), seed: seed,
        controlDraws: controlDraws))
    try work.finish()
    return (outcome, source.description)
  }

  private func trainingSettings(_ source: DataSource) -> TrainingSettings {
    var settings = TrainingSettings.brief(
      architecture.name, source, epochs: epochs, limit: limit, seed: seed)
    settings.batchSize = batch
    settings.learningRate = learningRate
    settings.averageDecay = averageDecay ?? settings.averageDecay
    return settings
  }
}
