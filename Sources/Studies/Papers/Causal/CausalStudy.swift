package import Compute
import Datasets
import Figures
import Images
import Interchange
package import Misclassification
import Pieces
import Results

/// "Causal Explanations of Image Misclassifications", done over.
package struct CausalStudy {
  /// Directories of told causes of the same images' mistakes.
  private let causes: [String]
  /// A file of how many people chose each class for each test image.
  private let humans: String?

  package init(causes: [String], humans: String?) {
    self.causes = causes
    self.humans = humans
  }

  /// With networks that are trained or taken.
  package func doOver(_ request: PaperRequest) throws -> DonePaper {
    let (source, compute) = (request.source, request.compute)
    let plan = CausalPlan(request)
    let test = request.whole.limited(to: plan.testLimit)
    let known = try source.loadKnownCauses(.test, workers: compute.workers)?.prefix(test.count)
    // What would end the work after the training is read before it. People voted on all images,
    // of which the first may be studied.
    let whole = request.whole
    let truth = try JointPredictions(
      [Predictions(source: source.description, labels: whole.labels, predicted: whole.labels)],
      classNames: whole.classNames)
    let votes = try humans.map { try HumanVotes.read(path: $0, for: truth) }
    let told = try told(classCount: test.classNames.count)
    let models = try request.models(for: test)
    let work = try PaperWork(request, plan: plan, test: test, models: models)
    let networks = CausalNetworks(work: work, plan: plan, known: known, models: models)
    let drawn = try source.drawFactorial(test.count, workers: compute.workers)
    let studied = try networks.studied(besides: drawn?.set)
    let labels = GivenLabels(
      ofData: source.description, values: test.labels, identifiers: test.names.map(Array.init))
    let joint = try JointPredictions.read(
      paths: networks.predictions, labels: labels, options: .init(classNames: test.classNames))
    let findings = try CausalFindings(
      data: source.description, joint: joint, networks: studied,
      causes: studied.compactMap(\.causes) + told, votes: votes,
      factorial: drawn.flatMap {
        FactorialImages(labels: $0.set.labels, causes: $0.records.map(\.cause))
      }, lookAlikes: known?.lookAlikes(classCount: test.classNames.count),
      seed: request.seed, loop: work.loop)
    return try work.finish(findings.report(), inputs: networks.predictions + inputs)
  }

  /// With predictions of networks from elsewhere: nothing is trained.
  ///
  /// - Parameters:
  ///   - joint: of all networks.
  ///   - files: where these were read.
  ///   - data: what the images are called.
  package func doOver(
    _ joint: JointPredictions, from files: [String], data: String?, _ settings: PaperSettings,
    _ compute: Compute
  ) throws -> DonePaper {
    let votes = try humans.map { try HumanVotes.read(path: $0, for: joint) }
    let findings = try CausalFindings(
      data: data ?? "predictions", joint: joint, networks: [],
      causes: told(classCount: joint.classCount), votes: votes, factorial: nil, lookAlikes: nil,
      seed: settings.seed, loop: Workers(threads: compute.workers.threads).pieceLoop)
    let report = try findings.report()
    let held = try ResultDirectory.take(settings.directory, force: settings.force)
    defer { held.release() }
    let made = try MadeFiles(in: settings.directory, command: "paper causal", resumes: false)
    return try DonePaper(report, inputs: files + inputs, made, settings)
  }

  private func told(classCount: Int) throws -> [ToldCauses] {
    try causes.map { try ToldCauses.read(directory: $0, classCount: classCount) }
  }

  /// The files that were read besides predictions.
  private var inputs: [String] {
    causes.map { $0 + "/causes.csv" } + [humans].compactMap { $0 }
  }
}
