import Compute
import Datasets
import Explanations
import Images
import Pieces
import Results
import Terminal

/// The masks that "Interpreting Undesirable Pixels" learns, network by network.
package struct UndesirableSearch {
  let work: PaperWork
  let plan: UndesirablePlan
  let options: [MaskObjective.Kind: LearnedMaskOptions]

  /// "Interpreting Undesirable Pixels", done over.
  ///
  /// - Parameter named: where objects are; nil for what the data know, or else a guess.
  package static func doOver(
    _ request: PaperRequest, masks named: NamedMasks?
  ) throws -> DonePaper {
    let plan = UndesirablePlan(request)
    let test = request.whole.limited(to: plan.testLimit)
    let masks = try PaperMasks(named, request, test)
    let models = try request.models(for: test)
    let work = try PaperWork(request, plan: plan, test: test, models: models)
    let search = UndesirableSearch(work, plan)
    let networks = try work.networks(plan.trainings, models).map { try search.searched($0) }
    let findings = UndesirableFindings(
      data: request.source.description, test: test, networks: networks, options: search.options,
      objects: masks.masks, objectsAreGuessed: masks.areGuessed, seed: request.seed,
      loop: work.loop)
    return try work.finish(findings.report())
  }

  private init(_ work: PaperWork, _ plan: UndesirablePlan) {
    self.work = work
    self.plan = plan
    let side = max(work.test.images.height, work.test.images.width)
    options = Dictionary(
      uniqueKeysWithValues: MaskObjective.Kind.allCases.map { kind in
        var options = LearnedMaskOptions.published(kind, side: side)
        options.seed = work.seed
        return (kind, options)
      })
  }

  private func searched(_ network: PaperNetwork) throws -> SearchedNetwork {
    let predicted = try work.predicted(network)
    let places = Array(work.test.labels.indices.prefix(plan.images))
    let wrong = work.test.labels.indices.filter { predicted[$0] != work.test.labels[$0] }
    var searches: [(MaskObjective.Kind, SearchedNetwork.Masks)] = []
    for kind in SearchedNetwork.objectives {
      let trials = try (0..<plan.trials).map { trial in
        try masks(
          network, kind, trial, trial == 0 ? places : Array(places.prefix(plan.repeated)),
          .predicted)
      }
      let ofMistakes = try masks(
        network, kind, 0, Array(wrong.prefix(plan.mistakes)), .trueClass)
      searches.append((kind, .init(trials: trials, ofMistakes: ofMistakes)))
    }
    let crucial = try masks(
      network, .deletion, 0, Array(places.prefix(plan.repeated)), .predicted)
    searches.append((.deletion, .init(trials: [crucial], ofMistakes: [])))
    defer { network.close() }
    return SearchedNetwork(
      name: network.name, tested: work.test.count, errors: wrong.count,
      masks: Dictionary(uniqueKeysWithValues: searches))
  }

  private func masks(
    _ network: PaperNetwork, _ kind: MaskObjective.Kind, _ trial: Int, _ places: [Int],
    _ target: ScoreTarget
  ) throws -> [LearnedMask] {
    guard var options = options[kind], !places.isEmpty else { return [] }
    options.seed &+= UInt64(trial)
    let name = "\(network.name): \(kind.rawValue), \(target), trial \(trial + 1)"
    let meter = work.console.progress(
      name, total: places.count * options.iterations, unit: "steps")
    defer { meter.finish() }
    let size = 32
    return try stride(from: 0, to: places.count, by: size).flatMap { first in
      let part = Array(places[first..<min(first + size, places.count)])
      let set = work.test.selecting(part)
      let images = try ImagesToExplain(images: set.images, labels: set.labels, indices: part)
      let checks = PieceChecks(images: images, classCount: work.test.classNames.count)
      return try work.step(
        "\(name), from \(first)",
        problem: { (masks: [LearnedMask]) in
          checks.problem(of: masks, in: 0..<part.count, cells: options.rows * options.columns)
        }
      ) {
        let search = try LearnedMaskSearch(
          classifier: network.scorer(), images: images, target: target, options: options,
          workers: work.compute.workers)
        var done = first * options.iterations
        return try search.pieces.flatMap { range in
          defer { done += range.count * options.iterations }
          return try search.masks(in: range) { iteration in
            try Interruption.check()
            meter.advance(to: done + iteration * range.count)
          }
        }
      }
    }
  }
}
