import Compute
import Datasets
import Explanations
import Images
import Interchange
import Misclassification
import Models
import Results
import Terminal

/// The cards of mistakes, with what the options ask to put on them.
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
    _ mistakes: [CardEvidence.Mistake], _ options: Arguments<MistakeCardOptions>, model: String,
    into directory: String
  ) throws -> (files: [String], document: CardsDocument)? {
    guard let drawn = options.cards else { return nil }
    let workers = scorer.compute.workers
    let console = Console(options.common)
    let evidence = try self.evidence(options, console)
    let training = try options.train.map { try trainingSet($0, options, workers) }
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
  func evidence(
    _ options: Arguments<MistakeCardOptions>, _ console: Console
  ) throws -> CardEvidence {
    let reading = Predictions.ReadingOptions(classNames: whole.classNames) {
      console.message($0.text)
    }
    let others = try options.predictions.map {
      try Predictions.read(path: $0, options: reading)
    }
    let labels = GivenLabels(
      ofData: source.description, values: whole.labels, identifiers: whole.names.map(Array.init))
    let joint = try JointPredictions(
      [predictions] + others, labels: labels, classNames: whole.classNames)
    return try CardEvidence(
      set: whole, joint: joint,
      votes: options.humans.map { try HumanVotes.read(path: $0, for: joint) },
      superclasses: options.superclasses.map {
        try Superclasses.read(path: $0, classNames: whole.classNames)
      },
      workers: scorer.compute.workers)
  }

  private func trainingSet(
    _ path: String, _ options: Arguments<MistakeCardOptions>, _ workers: Workers
  ) throws -> ImageSet {
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
