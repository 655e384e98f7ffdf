import Compute
import Datasets
package import Explanations
import Images
import Interchange
import Misclassification
package import Pieces
package import Results

/// What made each mistake, told and written down.
package struct CauseStudy {
  private let images: ChosenImageRequest
  private let model: ModelRequest
  private let directory: String
  package var force = false
  /// Where objects are; estimated by colour unless that is known.
  package var masks = NamedMasks(source: .segment, text: "segment")
  package var options: CauseOptions
  package var cards = CardRequest()
  package var sheetImages = 0

  package init(
    _ images: ChosenImageRequest, _ model: ModelRequest, options: CauseOptions,
    into directory: String
  ) {
    self.images = images
    self.model = model
    self.options = options
    self.directory = directory
  }

  /// What was told, and the files that it was written to.
  package struct Told {
    package let document: CausesDocument
    package let cards: CardsDocument?
    package let files: [String]
  }

  /// - Returns: nil for a shard.
  package func run(_ work: PieceWork) throws -> Told? {
    let (causes, cards) = try work.preparing {
      let causes = try self.causes(work)
      let cards = MistakeCards(
        scorer: causes.scorer, whole: causes.whole, predictions: causes.predictions,
        source: try images.data.source())
      // A wrong file is told before the long work begins.
      if self.cards.drawn != nil { _ = try cards.evidence(self.cards, work.console) }
      return (causes, cards)
    }
    let held = try work.take(directory, force: force)
    defer { held?.release() }
    guard let outcome = try work.tellingWhereItGoesOn({ try causes.run(work) }) else { return nil }
    let document = CausesDocument(
      settings: .init(
        model: model.text, data: try images.data.source().description, split: images.data.split,
        masks: masks.text, masksAreEstimated: masks.source.isEstimate,
        options: causes.measurement.options, window: causes.measurement.window),
      told: outcome.told, groups: outcome.groups,
      made: .init(outcome.madeCauses, judge: outcome.judge))
    let files = try write(document, outcome, causes)
    let written = try cards.write(
      outcome.told.map { CardEvidence.Mistake($0, window: causes.measurement.window) },
      self.cards, model: model.text, into: directory, work.console)
    try work.endKept()
    return Told(
      document: document, cards: written?.document, files: files + (written?.files ?? []))
  }

  private func write(
    _ document: CausesDocument, _ outcome: CauseWork.Outcome, _ causes: CauseWork
  ) throws -> [String] {
    let listing = CausesListing(
      told: outcome.told, classNames: causes.whole.classNames, document: document)
    let files = ["causes.csv", "features.csv", "summary.json", "sheet.png"].map {
      directory + "/" + $0
    }
    try AtomicFile.write(listing.csv, to: files[0])
    try AtomicFile.write(
      CausesListing.features(made: outcome.made, outcome.madeCauses, told: outcome.told),
      to: files[1])
    try JSON.write(document, to: files[2])
    let shown = causes.whole.selecting(Array(causes.mistakes.prefix(sheetImages)))
    let maps = try ExplanationMaps(
      of: ImagesToExplain(images: shown.images, labels: shown.labels), by: causes.scorer,
      method: causes.measurement.differenceMap, workers: model.compute.workers)
    try AtomicFile.write(listing.sheet(shown.images.loaded(), maps: maps), to: files[3])
    return files
  }

  private func causes(_ work: PieceWork) throws -> CauseWork {
    let data = images.data
    let workers = model.compute.workers
    let whole = try data.wholeSplit(workers, for: model)
    let splitMasks = try SplitMasks(masks, of: whole, data, for: model)
    let scorer = try model.scorer(for: whole)
    let predictions = try Work.predict(whole, scorer, source: "predictions", work)
    let choice = try images.choice.choice(whole.classNames)
    let listed = try images.listed?(whole.count)
    return try CauseWork(
      whole, named: data.data, predictions, scorer,
      candidates: listed ?? choice.rows(of: predictions), limit: images.limit,
      masks: splitMasks.of, segments: masks.source == .segment,
      known: data.source(for: model).loadKnownCauses(data.split, workers: workers),
      options: options, model.compute, work.console)
  }
}
