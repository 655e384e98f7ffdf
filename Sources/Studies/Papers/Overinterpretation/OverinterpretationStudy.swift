import Architectures
import Compute
import Datasets
import Explanations
import Images
import Interchange
import Misclassification
import Models
import NeuralNetwork
import Pieces
import Results
import Terminal
import Training

/// The searches and trainings of "Overinterpretation".
package struct OverinterpretationStudy {
  let work: PaperWork
  let plan: OverinterpretationPlan
  let models: [Scorer]

  private var compute: Compute { work.compute }
  private var test: ImageSet { work.test }

  /// "Overinterpretation", done over.
  ///
  /// - Throws: `StudyError` for a model that cannot be trained again.
  package static func doOver(_ request: PaperRequest) throws -> DonePaper {
    let plan = OverinterpretationPlan(request)
    let test = request.whole.limited(to: plan.testLimit)
    let models = try request.models(for: test)
    for (path, model) in zip(request.settings.runs, models) where model.model.architecture == nil {
      throw StudyError.cannotBeTrained(network: model.model.graph.name, model: path)
    }
    let work = try PaperWork(request, plan: plan, test: test, models: models)
    let networks = try OverinterpretationStudy(work: work, plan: plan, models: models).studied()
    let training = try request.source.load(.train, workers: request.compute.workers)
      .limited(to: plan.trainingLimit)
    let findings = OverinterpretationFindings(
      data: request.source.description, test: test, networks: networks,
      threshold: plan.threshold, trainingImages: training.count, seed: request.seed,
      loop: work.loop)
    return try work.finish(findings.report())
  }

  private func studied() throws -> [OverinterpretedNetwork] {
    if models.isEmpty {
      return try plan.trainings.map { settings in
        let name = settings.architecture
        let whole = trained(name, settings)
        var second = settings
        second.seed &+= 1
        let other = trained("\(name)-second", second)
        var dropout = settings
        dropout.inputDropout = plan.dropout
        return try studied(
          name, architecture: name, whole, reference: whole,
          ensemble: PaperNetwork("\(name)-ensemble") {
            Scorer(
              try whole.scorer().model, with: [try other.scorer().model], batch: 64,
              compute: compute)
          }, dropout: trained("\(name)-dropout", dropout))
      }
    }
    let names = work.request.modelNames
    return try models.enumerated().map { number, model in
      let architecture = model.model.architecture?.name ?? ""
      let others = models.enumerated().filter { $0.offset != number }.map(\.element.model)
      return try studied(
        names[number], architecture: architecture, PaperNetwork(names[number]) { model },
        reference: trained("\(names[number])-whole", plan.training(architecture, work.request)),
        ensemble: others.isEmpty
          ? nil
          : PaperNetwork("\(names[number])-ensemble") {
            Scorer(model.model, with: others, batch: 64, compute: compute)
          }, dropout: nil)
    }
  }

  private func trained(_ name: String, _ settings: TrainingSettings) -> PaperNetwork {
    PaperNetwork(name) { try work.train(name, settings).scorer }
  }

  /// - Parameters:
  ///   - whole: the network that chooses pixels.
  ///   - reference: the one on whole images that networks on few pixels are compared with.
  private func studied(
    _ name: String, architecture: String, _ whole: PaperNetwork, reference: PaperNetwork,
    ensemble: PaperNetwork?, dropout: PaperNetwork?
  ) throws -> OverinterpretedNetwork {
    let pixels = test.images.height * test.images.width
    let kept = try SubsetSize.pixels(plan.kept, of: pixels)
    let found = SubsetFindings(try findings(whole))
    let reduced = try classified(whole, found, kept: kept)
    let sizes = try [whole, ensemble, dropout].compactMap { $0 }.map { network in
      (network.name, try measures(network, kept: kept))
    }
    let files = try writeKept(name, whole, found, kept: kept)
    let base = plan.training(architecture, work.request)
    var right = [(OverinterpretedNetwork.Shown.whole, try isRight(reference, test))]
    for shown in OverinterpretedNetwork.Shown.reduced {
      var settings = base
      settings.subset = SubsetSettings(
        training: shown == .random ? SubsetSettings.random : files.training,
        test: shown == .random ? SubsetSettings.random : files.test, share: plan.kept)
      settings.subset?.showsShapeOnly = shown == .shape
      settings.testLimit = test.count
      let network = trained("\(name)-\(shown.rawValue)", settings)
      right.append((shown, try isRight(network, hidden(settings))))
    }
    for network in [whole, reference, ensemble, dropout] { network?.close() }
    return OverinterpretedNetwork(
      name: name, pixels: pixels, kept: kept, right: right, reduced: reduced,
      sizes: sizes, examples: try found.prefix(OverinterpretedNetwork.shown))
  }

  private func hidden(_ settings: TrainingSettings) throws -> ImageSet {
    try TrainingData(settings, from: work.source, workers: compute.workers).test ?? test
  }

  private func isRight(_ network: PaperNetwork, _ set: ImageSet) throws -> [Bool] {
    let count = set.count
    let predicted = try work.step(
      "\(network.name): predictions of its own images",
      problem: { (classes: [Int]) in
        classes.count == count ? nil : "expected \(count) classes, found \(classes.count)"
      }
    ) {
      try Work.predict(set, network.scorer(), source: network.name, console: work.console).predicted
    }
    return zip(predicted, set.labels).map { $0 == $1 }
  }

  // MARK: Searches

  /// Searches images a few at a time and keeps what `make` makes of each.
  private func search<Value: Codable>(
    _ name: String, _ network: PaperNetwork, _ set: ImageSet, perRound: Int,
    problem: @escaping (_ value: Value, _ place: Int) -> String?,
    make: (SubsetFinding) -> Value
  ) throws -> [Value] {
    let options = try SubsetSearch.Options(
      selection: .gradient(GradientSelection(perRound: perRound, seed: work.seed)),
      threshold: plan.threshold)
    let meter = work.console.progress(name, total: set.count, unit: "images")
    defer { meter.finish() }
    let size = 128
    return try stride(from: 0, to: set.count, by: size).flatMap { first in
      let places = Array(first..<min(first + size, set.count))
      let values = try work.step(
        "\(name), from \(first)",
        problem: { (values: [Value]) in
          values.count == places.count
            ? zip(values, places).lazy.compactMap(problem).first
            : "expected \(places.count) images, found \(values.count)"
        }
      ) {
        let part = set.selecting(places)
        let search = try SubsetSearch(
          classifier: network.scorer(),
          images: ImagesToExplain(images: part.images, labels: part.labels, indices: places),
          options: options, workers: compute.workers)
        return try search.pieces.flatMap { piece in
          try search.findings(in: piece) { try Interruption.check() }.map(make)
        }
      }
      meter.advance(to: first + places.count)
      return values
    }
  }

  /// The order in which the pixels of the test images are masked.
  private func findings(_ network: PaperNetwork) throws -> [SubsetFinding] {
    let checks = PieceChecks(
      images: try ImagesToExplain(images: test.images, labels: test.labels),
      classCount: test.classNames.count)
    return try search(
      "\(network.name): pixels of test images", network, test, perRound: plan.perRound,
      problem: { checks.problem(of: [$0], in: $1..<$1 + 1, limit: 1) }, make: { $0 })
  }

  private func measures(_ network: PaperNetwork, kept: Int) throws -> [SubsetMeasure] {
    let set = test.prefix(plan.sized)
    return try search(
      "\(network.name): smallest subsets", network, set, perRound: plan.perSizedRound,
      problem: { (measure: SubsetMeasure, place: Int) in measure.problem },
      make: { SubsetMeasure($0, kept: kept) })
  }

  /// The kept pixels shown in several ways, one list for each.
  private func classified(
    _ network: PaperNetwork, _ found: SubsetFindings, kept: Int
  ) throws -> [OverinterpretedNetwork.Reduced] {
    let images = try ImagesToExplain(images: test.images, labels: test.labels)
    let reductions: [Reduction] = [
      .pixels(on: .mean), .dilated, .random(seed: work.seed), .pixels(on: .black), .shape,
    ]
    return try reductions.map { reduction in
      let images = try work.step(
        "\(network.name): \(reduction.name)",
        problem: { (found: [ReducedImage]) in
          found.count == images.count ? nil : "expected \(images.count) images"
        }
      ) {
        try ReducedImage.classify(
          images, found, keeping: kept, as: reduction, ground: .mean, by: network.scorer()
        ) { _ in try Interruption.check() }
      }
      return .init(name: reduction.name, images: images)
    }
  }

  // MARK: Files

  /// Writes which pixels are kept of the training and test images.
  private func writeKept(
    _ name: String, _ network: PaperNetwork, _ found: SubsetFindings, kept: Int
  ) throws -> (training: String, test: String) {
    let training = try work.source.load(.train, workers: compute.workers)
      .limited(to: plan.trainingLimit)
    let pixels = training.images.height * training.images.width
    let chosen = try search(
      "\(network.name): pixels of training images", network, training, perRound: plan.perRound,
      problem: { (units: [Int], place: Int) in
        units.count == kept && Set(units).count == kept
          && units.allSatisfy((0..<pixels).contains)
          ? nil : "image \(place): expected \(kept) pixels below \(pixels)"
      }
    ) { $0.path.order.suffix(kept).sorted() }
    let names = ["\(name)-kept/train.npy", "\(name)-kept/test.npy"]
    try work.willWrite(names)
    let held = try ResultDirectory.take("\(work.directory)/\(name)-kept", force: true)
    defer { held.release() }
    let paths = names.map { work.directory + "/" + $0 }
    let (height, width) = (training.images.height, training.images.width)
    try NumpyWriter.write(
      to: paths[0], shape: [training.count, height, width], of: .bytes
    ) { writer in
      for units in chosen {
        var mask = [UInt8](repeating: 0, count: pixels)
        for unit in units { mask[unit] = 1 }
        try writer.append(mask)
      }
    }
    try NumpyWriter.write(
      to: paths[1], shape: [test.count, height, width], of: .bytes
    ) { writer in
      try found.forEach { try writer.append($1.lastPixels(kept).map { $0 ? UInt8(1) : 0 }) }
    }
    return (paths[0], paths[1])
  }
}
