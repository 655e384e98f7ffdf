import Compute
import Datasets
package import Explanations
import Images
import Interchange
import Models
package import Pieces
package import Results
import Terminal

/// Which pixels stand in a class's way: masks that are learned, image by image.
package struct LearnedMaskStudy {
  private let images: ChosenImageRequest
  private let model: ModelRequest
  /// How masks are learned of images whose longer side has so many pixels.
  private let options: (_ side: Int) throws -> LearnedMaskOptions
  private let target: (_ classNames: [String]) throws -> ScoreTarget
  private let directory: String
  package var force = false
  /// Goes on with what lies in the directory.
  package var resumes = false
  /// Where objects are, where that is known.
  package var objects: NamedMasks?
  /// How often each mask is learned, from different starting points.
  package var trials = 1
  /// Above it a pixel counts as undesirable.
  package var threshold = 0.6
  package var polarity = LearnedMask.Polarity.removed
  package var sheetImages = 0

  package init(
    _ images: ChosenImageRequest, _ model: ModelRequest,
    _ options: @escaping (_ side: Int) throws -> LearnedMaskOptions,
    target: @escaping (_ classNames: [String]) throws -> ScoreTarget, into directory: String
  ) {
    self.images = images
    self.model = model
    self.options = options
    self.target = target
    self.directory = directory
  }

  /// One search for each trial.
  private struct Searches {
    let chosen: ChosenImages
    let images: ImagesToExplain
    let options: LearnedMaskOptions
    let target: ScoreTarget
    let trials: Int
    let checks: PieceChecks

    var cells: Int { options.rows * options.columns }

    func search(_ trial: Int, _ range: Range<Int>, _ compute: Compute) throws -> LearnedMaskSearch {
      var options = options
      options.seed = options.seed &+ UInt64(trial)
      return try LearnedMaskSearch(
        classifier: chosen.model.classifier, images: images.piece(range), target: target,
        options: options, workers: compute.workers)
    }
  }

  /// - Returns: nil for a shard.
  package func run(_ work: PieceWork) throws -> MaskDocument? {
    let chosen = try ChosenImages(self.images, model, work)
    let data = self.images.data
    let objects = try self.objects.map {
      try SplitMasks($0, of: chosen.whole, data, for: model).of(chosen.indices)
    }
    let images = try chosen.imagesToExplain()
    let options = try self.options(max(images.images.height, images.images.width))
    let target = try self.target(chosen.whole.classNames)
    let settings = MaskDocument.Settings(
      model: model.text, data: try data.source().description, split: data.split,
      options: options, target: target, trials: trials, indices: chosen.indices)
    let searches = Searches(
      chosen: chosen, images: images, options: options, target: target, trials: trials,
      checks: PieceChecks(images: images, classCount: chosen.model.classCount))
    let results: PiecewiseResults<[LearnedMask]>? = try work.results(
      in: directory, settings: settings, fingerprint: WorkFingerprint(images, chosen.model),
      resumes: resumes, force: force)
    let held = results == nil ? try work.take(directory, force: force) : nil
    defer { held?.release() }
    let masks =
      try results.map { try learn(searches, $0, work.console) } ?? learn(searches, work)
    if work.isShard { return nil }
    let document = MaskDocument(
      settings: settings,
      summary: LearnedMaskSummary(
        of: masks[0], threshold: threshold, polarity: polarity, objects: objects,
        seed: options.seed),
      consistency: trials > 1 ? MaskConsistency(of: masks, seed: options.seed) : nil)
    try MaskListing(
      masks: masks[0], images: images, names: chosen.names, classNames: chosen.whole.classNames,
      options: options, threshold: threshold, polarity: polarity,
      normalization: chosen.model.normalization
    ).write(to: directory, document: document, sheetImages: sheetImages)
    try results?.finish()
    return document
  }

  /// The masks of each trial, of this shard or of all.
  private func learn(_ searches: Searches, _ work: PieceWork) throws -> [[LearnedMask]] {
    try (0..<trials).map { trial in
      try work.rows(
        "trial-\(trial)", of: searches.images.count, size: 16, .init(label: "undesirable"),
        problem: {
          searches.checks.problem(of: [$1], in: $0..<$0 + 1, cells: searches.cells)
        }
      ) { range, progress in
        let search = try searches.search(trial, range, model.compute)
        return try search.pieces.flatMap { piece in
          defer { try? progress(piece.upperBound) }
          return try search.masks(in: piece) { _ in try Interruption.check() }
        }
      }.rows
    }
  }

  /// The masks of each trial, which are kept as they are learned.
  private func learn(
    _ searches: Searches, _ results: PiecewiseResults<[LearnedMask]>, _ console: Console
  ) throws -> [[LearnedMask]] {
    let (images, iterations) = (searches.images.count, searches.options.iterations)
    let all = try (0..<trials).map { try searches.search($0, 0..<images, model.compute) }
    let meter = console.progress(
      "undesirable", total: trials * images * iterations, unit: "steps")
    var done = 0
    let masks = try all.enumerated().map { trial, search in
      try search.pieces.enumerated().flatMap { number, range in
        let masks = try results.piece(
          trial * search.pieces.count + number,
          problem: { searches.checks.problem(of: $0, in: range, cells: searches.cells) }
        ) {
          try search.masks(in: range) { iteration in
            try Interruption.check()
            meter.advance(to: done + iteration * range.count)
          }
        }
        done += range.count * iterations
        meter.advance(to: done)
        return masks
      }
    }
    meter.finish()
    return masks
  }
}
