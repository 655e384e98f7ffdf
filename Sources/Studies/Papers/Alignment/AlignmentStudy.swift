import Architectures
import Compute
import Datasets
import Explanations
import Foundation
import Images
import Models
import NeuralNetwork
import Results
import Terminal
import Training

/// The trainings of "Right for the Right Reasons", and what is measured of their explanations.
package struct AlignmentStudy {
  let work: PaperWork
  let plan: AlignmentPlan
  let masks: PaperMasks

  private var compute: Compute { work.compute }

  /// "Right for the Right Reasons", done over.
  ///
  /// - Parameter named: where objects are; nil for what the data know, or else a guess.
  /// - Throws: `StudyError` for a network whose blocks are not known.
  package static func doOver(
    _ request: PaperRequest, masks named: NamedMasks?
  ) throws -> DonePaper {
    let plan = AlignmentPlan(request)
    let test = request.whole.limited(to: plan.testLimit)
    let masks = try PaperMasks(named, request, test)
    let models = try request.models(for: test)
    try check(models, plan, request)
    let work = try PaperWork(request, plan: plan, test: test, models: models)
    let study = AlignmentStudy(work: work, plan: plan, masks: masks)
    let networks =
      models.isEmpty
      ? try plan.trainings.map { settings in
        try study.studied(
          settings.architecture, architecture: settings.architecture, settings: settings,
          model: nil)
      }
      : try zip(zip(request.modelNames, request.settings.runs), models).map { named, model in
        try study.studied(
          named.0, architecture: model.model.architecture?.name ?? model.model.graph.name,
          settings: nil, model: named.1)
      }
    let findings = AlignmentFindings(
      data: request.source.description, test: test, networks: networks, probed: plan.probed,
      masksAreGuessed: masks.areGuessed, seed: request.seed, loop: work.loop)
    return try work.finish(findings.report())
  }

  private static func check(
    _ models: [Scorer], _ plan: AlignmentPlan, _ request: PaperRequest
  ) throws {
    let taken = zip(request.settings.runs, models).map { path, model in
      (model: Optional(path), name: model.model.architecture?.name ?? model.model.graph.name)
    }
    for network in taken + plan.trainings.map({ (nil, $0.architecture) })
    where NetworkPart.lastTwoBlocks.prefixes(of: network.name) == nil {
      throw StudyError.unknownBlocks(network: network.name, model: network.model)
    }
  }

  /// Trains and measures one network.
  ///
  /// - Parameters:
  ///   - settings: of its own training; nil for a model that is taken.
  ///   - model: the path of that.
  private func studied(
    _ name: String, architecture: String, settings: TrainingSettings?, model: String?
  ) throws -> AlignedNetwork {
    let base = work.run(name).path
    let head = work.run("\(name)-head")
    var stages: [AlignedNetwork.Stage] = []
    for kind in AlignedNetwork.Kind.allCases {
      if kind == .masked, masks.forTraining == nil { continue }
      let own = "\(name)-\(kind.rawValue)"
      let network = PaperNetwork(own) {
        if kind == .head, let settings { _ = try work.train(name, settings) }
        if kind != .head, !FileManager.default.fileExists(atPath: head.model) {
          throw StudyError.stageMissing(run: head.path)
        }
        return try work.train(
          own,
          training(
            kind, architecture: architecture, from: kind == .head ? model ?? base : head.path),
          probes: [probe(kind.isFollowed ? methods() : methods().filter(\.name.isGradient))]
        ).scorer
      }
      stages.append(try measured(network, kind))
    }
    return AlignedNetwork(name: name, stages: stages)
  }

  private func training(
    _ kind: AlignedNetwork.Kind, architecture: String, from weights: String
  ) throws -> TrainingSettings {
    var settings = TrainingSettings.brief(
      architecture, work.source, epochs: kind == .head ? plan.headEpochs : plan.epochs,
      limit: plan.trainingLimit, seed: work.seed)
    settings.learningRate = 0.01
    settings.initialWeights = weights
    settings.keepsNormalization = true
    settings.trained = TrainedParameters(only: kind.part.prefixes(of: architecture) ?? [])
    if kind == .masked { settings.backgroundMasks = masks.forTraining }
    return settings
  }

  // MARK: Explanations

  private typealias Method = (name: MethodName, method: any ExplanationMethod)

  private func methods() throws -> [Method] {
    try AlignedNetwork.methods.compactMap { MethodName(rawValue: $0) }.map { name in
      var settings = MethodSettings(seed: work.seed)
      try settings.set("samples", to: "\(plan.samples)")
      return (name, try name.method(settings))
    }
  }

  private func images(_ count: Int) throws -> (images: ImagesToExplain, masks: ObjectMasks) {
    let set = work.test.prefix(count)
    return (
      try ImagesToExplain(images: set.images, labels: set.labels), masks.masks.prefix(set.count)
    )
  }

  /// The score after each epoch, of the first images.
  private func probe(_ methods: [Method]) throws -> TrainingProbe {
    let (images, masks) = try images(plan.probed)
    let (seed, workers) = (work.seed, compute.workers)
    return TrainingProbe(
      columns: methods.map { AlignedNetwork.column($0.name.rawValue) },
      digest: SHA256.hexadecimal(of: masks.pixels.map { $0 ? 1 : 0 })
    ) { scorer, shouldStop in
      struct Stopped: Error {}
      do {
        return try methods.map { method in
          let rows = try AlignmentMeasurement(
            classifier: scorer, images: images, masks: masks, method: method.method,
            workers: workers
          ).run { _ in if shouldStop() { throw Stopped() } }
          return .init(
            name: AlignedNetwork.column(method.name.rawValue),
            value: AlignmentSummary(of: rows, seed: seed).score?.mean)
        }
      } catch is Stopped {
        return nil
      }
    }
  }

  private func measured(
    _ network: PaperNetwork, _ kind: AlignedNetwork.Kind
  ) throws -> AlignedNetwork.Stage {
    defer { network.close() }
    let predicted = try work.predicted(network)
    var rows: [String: [AlignedImage]] = [:]
    for method in try methods() where kind.isFollowed || method.name.isGradient {
      rows[method.name.rawValue] = try alignment(
        "\(network.name): \(method.name.rawValue)", method, network.scorer)
    }
    var random: [String: [AlignedImage]] = [:]
    if kind == .lastTwoBlocks {
      for method in try methods() where method.name.isGradient {
        random[method.name.rawValue] = try alignment(
          "\(network.name), random weights: \(method.name.rawValue)", method
        ) { try network.scorer().withRandomWeights(seed: work.seed) }
      }
    }
    return AlignedNetwork.Stage(
      kind: kind, metrics: try EpochMetrics.read(work.run(network.name).metrics),
      isRight: zip(predicted, work.test.labels).map { $0 == $1 }, rows: rows, random: random,
      maps: try maps(network))
  }

  /// The score of each of the first images, classified right or wrong.
  private func alignment(
    _ name: String, _ method: Method, _ scorer: () throws -> Scorer
  ) throws -> [AlignedImage] {
    let (images, masks) = try images(plan.count(method.name))
    return try work.step(
      name,
      problem: { (rows: [AlignedImage]) in
        rows.count == images.count ? nil : "expected \(images.count) images, found \(rows.count)"
      }
    ) {
      let meter = work.console.progress(name, total: images.count, unit: "images")
      defer { meter.finish() }
      return try AlignmentMeasurement(
        classifier: scorer(), images: images, masks: masks, method: method.method,
        workers: compute.workers
      ).run(onlyRight: false) {
        try Interruption.check()
        meter.advance(to: $0)
      }
    }
  }

  /// Grad-CAM's maps of the first images, for a picture.
  private func maps(_ network: PaperNetwork) throws -> [[Float]] {
    let (images, _) = try images(AlignedNetwork.shown)
    let area = images.images.height * images.images.width
    return try work.step(
      "\(network.name): maps",
      problem: { (maps: [[Float]]) in
        maps.count == images.count && maps.allSatisfy { $0.count == area }
          ? nil : "expected \(images.count) maps of \(area) pixels"
      }
    ) {
      let maps = try ExplanationMaps(
        of: images, by: network.scorer(), method: MethodName.gradCAM.method(),
        workers: compute.workers)
      return (0..<images.count).map { Array(maps.values[$0 * area..<($0 + 1) * area]) }
    }
  }
}

extension MethodName {
  fileprivate var isGradient: Bool { AlignedNetwork.gradientMethods.contains(rawValue) }
}
