import Compute
import Datasets
import Explanations
import Images
import Interchange
import Misclassification
import Models
import Results
import Terminal

/// What is put on the cards of mistakes.
package struct CardRequest: Sendable {
  /// How many cards are drawn; nil for no cards at all.
  package var drawn: Int?
  /// The images that the model was trained on.
  package var training: String?
  /// What other models predicted for the same images.
  package var predictions: [String] = []
  package var humans: String?
  package var superclasses: String?

  package init() {}
}

/// The cards of mistakes.
struct MistakeCards {
  let scorer: Scorer
  /// The whole split.
  let whole: ImageSet
  /// The model's own, of the whole split.
  let predictions: Predictions
  let source: DataSource

  /// Writes the cards into a directory.
  ///
  /// - Returns: the files, and the cards; nil where none were asked for.
  func write(
    _ mistakes: [CardEvidence.Mistake], _ request: CardRequest, model: String,
    into directory: String, _ console: Console
  ) throws -> (files: [String], document: CardsDocument)? {
    guard let drawn = request.drawn else { return nil }
    let workers = scorer.compute.workers
    let evidence = try self.evidence(request, console)
    let training = try request.training.map { try trainingSet($0, workers) }
    let neighbours = try training.map {
      try self.neighbours(of: mistakes, in: $0, workers, console)
    }
    let cards = mistakes.enumerated().map { place, mistake in
      evidence.card(mistake, neighbours: neighbours?[place])
    }
    let document = CardsDocument(
      model: model, data: source.description, classNames: whole.classNames, cards: cards)
    let sheet = try CardSheet(
      Array(cards.prefix(drawn)),
      of: whole.images.load(mistakes.prefix(drawn).map(\.index)),
      training: training?.images, classNames: whole.classNames)
    let files = ["cards.json", "cards.svg", "cards.png"].map { directory + "/" + $0 }
    try JSON.write(document, to: files[0])
    try AtomicFile.write(sheet.svg, to: files[1])
    try AtomicFile.write(sheet.png, to: files[2])
    return (files, document)
  }

  /// What is known of all images; read before the long work begins, so that a wrong file is told at
  /// once.
  func evidence(_ request: CardRequest, _ console: Console) throws -> CardEvidence {
    let reading = Predictions.ReadingOptions(classNames: whole.classNames) {
      console.message($0.text)
    }
    let others = try request.predictions.map {
      try Predictions.read(path: $0, options: reading)
    }
    let labels = GivenLabels(
      ofData: source.description, values: whole.labels, identifiers: whole.names.map(Array.init))
    let joint = try JointPredictions(
      [predictions] + others, labels: labels, classNames: whole.classNames)
    return try CardEvidence(
      set: whole, joint: joint,
      votes: request.humans.map { try HumanVotes.read(path: $0, for: joint) },
      superclasses: request.superclasses.map {
        try Superclasses.read(path: $0, classNames: whole.classNames)
      },
      workers: scorer.compute.workers)
  }

  private func trainingSet(_ path: String, _ workers: Workers) throws -> ImageSet {
    let reading = PictureReading(preparation: source.preparation)
    let set = try DataSource(parsing: path, reading: reading).load(.train, workers: workers)
      .numbered(
        as: whole.classNames, expected: "\(path): expected training images of the classes")
    guard (set.images.height, set.images.width) == (whole.images.height, whole.images.width) else {
      throw DatasetError.unusable(
        reason: "\(path): expected training images of \(whole.images.height) x "
          + "\(whole.images.width) pixels, as \(source) has; found \(set.images.height) x "
          + "\(set.images.width)")
    }
    return set
  }

  private func neighbours(
    of mistakes: [CardEvidence.Mistake], in training: ImageSet, _ workers: Workers,
    _ console: Console
  ) throws -> [NearestImages] {
    let meter = console.progress("neighbours", total: training.count, unit: "images")
    let features = try ImageFeatures(
      of: ImagesToExplain(images: training.images, labels: training.labels), by: scorer,
      workers: workers
    ) {
      try Interruption.check()
      meter.advance(to: $0)
    }
    meter.finish()
    let set = whole.selecting(mistakes.map(\.index))
    let subjects = try ImagesToExplain(
      images: set.images, labels: set.labels, indices: mistakes.map(\.index))
    let own = try ImageFeatures(of: subjects, by: scorer, workers: workers)
    return try NeighbourSearch(features: features, images: training.images, labels: training.labels)
      .neighbours(
        of: own, subjects, predicted: mistakes.map(\.predicted), workers: workers)
  }
}
