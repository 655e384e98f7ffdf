import Compute
import Datasets
import Explanations
import Images
import Interchange
import Misclassification
import Models
import Results
import Statistics
import Terminal
import Training

/// `misclass causes`: what made each mistake.
enum CausesCommand {
  struct Options: ResultOptions {
    let model = ModelOptions()
    let images = ChosenImageOptions()
    let masks = Option.masks
    let out = Option(required: "out", "DIR", .outputDirectory, help: "Where the results go.")
    let draws = Option(
      "draws", "N", .int(in: 1...100),
      help: "Other images whose pixels take the place of the object or the rest.", default: 3
    ).advanced
    let bases = Option(
      "bases", "N", .int(in: 10...10_000),
      help: "Right answers that mistakes of known cause are made from.", default: 400
    ).advanced
    let sheetImages = Option.sheetImages
    let shards = ShardOptions()
    let json = Option.json
  }

  static let command = Command(
    "causes", summary: "Tell what made each mistake: interference, or a look-alike",
    discussion: """
      Measures each mistake: the margin (logit of the predicted class less that of the true one) \
      with the object and the rest of the image kept or replaced, their Shapley shares in it, how \
      the difference map lies, and how far the margin falls under a window of a quarter of the \
      side. Without --masks objects are estimated by colour.

      Then mistakes of known cause are made from the model's own right answers: by pieces, frames \
      and scenes of other classes' images, and by objects blended with another class's until the \
      answer turns. A logistic regression that tells these apart gives the probability that \
      interference made a mistake, as if both causes were as frequent. Between 0.35 and 0.65 the \
      verdict is undecided.

      Writes causes.csv (a line per mistake), summary.json and sheet.png. With planted data the \
      area under the ROC curve against the known causes is told.
      """,
    examples: [
      "misclass causes --model run --data planted --out causes",
      "misclass causes --model run --data planted --masks data --pairs 'disc>ellipse' --out causes",
    ],
    options: Options(), run: { try run($0, gathered: nil) })

  /// Most right answers that are looked at as bases and as donors.
  private static let mostRight = 2000

  static func run(_ arguments: Arguments<Options>, gathered: GatheredShards?) throws {
    let directory = arguments.out
    try OutputDirectory.check(directory, force: arguments.common.force)
    let console = Console(arguments.common)
    let work = try PieceWork.begin(arguments.shards, output: directory, gathered: gathered)
    guard let work else { return }
    let compute = try arguments.common.compute()
    let subject = try Subject(arguments, work, compute, console)
    var options = CauseOptions(seed: arguments.common.seed)
    (options.draws, options.bases) = (arguments.draws, arguments.bases)
    let measurement = try CauseMeasurement(
      classifier: subject.scorer, donors: subject.right.images, options: options,
      workers: compute.workers)
    let held = try work.take(directory, force: arguments.common.force)
    defer { held?.release() }
    let (learned, causes) = try subject.learn(from: measurement, compute.workers)
    let features = try subject.features(measurement)
    if try work.endsShard(of: arguments.common) { return }
    let judge = try subject.judge(learned, causes)
    let told = subject.told(features, judge)
    let document = CausesDocument(
      settings: .init(
        model: arguments.model.text, data: try arguments.images.data.source().description,
        split: arguments.images.data.split, masks: subject.masks.text,
        masksAreEstimated: subject.masks.isEstimate, options: options,
        window: measurement.window),
      told: told, made: .init(causes, judge: judge))
    let listing = CausesListing(
      told: told, classNames: subject.whole.classNames, document: document)
    let files = ["causes.csv", "summary.json", "sheet.png"].map { directory + "/" + $0 }
    try AtomicFile.write(listing.csv, to: files[0])
    try JSON.write(document, to: files[1])
    let shown = subject.whole.selecting(Array(subject.mistakes.prefix(arguments.sheetImages)))
    let maps = try ExplanationMaps(
      of: ImagesToExplain(images: shown.images, labels: shown.labels), by: subject.scorer,
      method: measurement.differenceMap, workers: compute.workers)
    try AtomicFile.write(listing.sheet(shown.images, maps: maps), to: files[2])
    try arguments.finish(
      document, CausesText(document), wrote: files,
      next: "misclass saliency \(arguments.model.typed) --data "
        + "\(ShellWord.quoted(arguments.images.data.data)) --wrong --target predicted-true "
        + "--out maps.npy --png maps.png")
  }

  /// What is asked about: the mistakes, and the right answers beside them.
  private struct Subject {
    let whole: ImageSet
    let scorer: Scorer
    /// Places in the split.
    let mistakes: [Int]
    let right: ImagesToExplain
    let masks: NamedMasks
    let masksOfMistakes: ObjectMasks
    let masksOfRight: ObjectMasks
    /// What was planted in each image of the split; nil where the data do not know.
    let planted: [String]?
    let work: PieceWork

    /// Places in the split: the mistakes to tell the causes of, and right answers.
    private struct Places: Codable {
      var mistakes: [Int]
      var right: [Int]
    }

    init(
      _ arguments: Arguments<Options>, _ work: PieceWork, _ compute: Compute, _ console: Console
    ) throws {
      self.work = work
      let chosen = arguments.images
      let whole = try chosen.data.wholeSplit(compute.workers, for: arguments.model)
      self.whole = whole
      let named = arguments.masks ?? NamedMasks(source: .segment, text: "segment")
      masks = named
      let splitMasks = try SplitMasks(
        named, of: whole, chosen.data, for: arguments.model, compute.workers)
      scorer = try arguments.model.scorer(for: whole, compute)
      let choice = try chosen.choice(classNames: whole.classNames)
      let listed = try chosen.indices?.indices(below: whole.count, option: "indices")
      let scorer = scorer
      let places = try work.fact("places") {
        let predictions = try Work.predict(
          whole, scorer, source: "predictions", console: console)
        return try Self.places(
          in: predictions, whole, among: listed ?? choice.rows(of: predictions),
          limit: chosen.limit, data: chosen.data.data)
      }
      mistakes = try whole.checked(places.mistakes)
      let rightPlaces = try whole.checked(places.right)
      let rightSet = whole.selecting(rightPlaces)
      right = try ImagesToExplain(
        images: rightSet.images, labels: rightSet.labels, indices: rightPlaces)
      masksOfMistakes = try splitMasks.of(mistakes)
      masksOfRight = try splitMasks.of(rightPlaces)
      planted = try chosen.data.source(for: arguments.model)
        .loadPlanted(chosen.data.split, workers: compute.workers)?.records.map(\.cause.rawValue)
    }

    private static func places(
      in predictions: Predictions, _ whole: ImageSet, among candidates: [Int], limit: Int?,
      data: String
    ) throws -> Places {
      let isWrong = whole.labels.indices.map { predictions.predicted[$0] != whole.labels[$0] }
      let mistakes = Array(candidates.filter { isWrong[$0] }.prefix(limit ?? .max))
      let allRight = whole.labels.indices.filter { !isWrong[$0] }
      guard !mistakes.isEmpty else {
        throw DatasetError.unusable(
          reason: "\(data): the model makes no mistake in the "
            + "\(candidates.count) chosen images, so there is no cause to tell")
      }
      let classes = Set(allRight.map { whole.labels[$0] }).count
      guard classes > 1 else {
        throw DatasetError.unusable(
          reason: "\(data): expected images of at least two classes that the model "
            + "classifies right, to make mistakes of known cause from; found \(classes)")
      }
      // Spread over the whole split, whose images may be sorted by class.
      let step = (allRight.count + mostRight - 1) / mostRight
      return Places(
        mistakes: mistakes,
        right: stride(from: 0, to: allRight.count, by: step).map { allRight[$0] })
    }

    /// Makes mistakes, and measures those of this shard.
    func learn(
      from measurement: CauseMeasurement, _ workers: Workers
    ) throws -> ([CauseFeatures], [MadeCause]) {
      try work.check(fingerprint)
      var known: MadeMistakes?
      func made() throws -> MadeMistakes {
        if let known { return known }
        let meter = work.console.progress(
          "make mistakes", total: min(right.count, measurement.options.bases), unit: "images")
        let made = try measurement.madeMistakes(from: right, masks: masksOfRight) {
          try Interruption.check()
          meter.advance(to: $0)
        }
        meter.finish()
        known = made
        return made
      }
      let causes: [MadeCause] = try work.fact("made-mistakes") { try made().causes }
      let features = try work.rows(
        "learn", of: causes.count, .init(label: "learn"),
        problem: { (item: Int, row: CauseFeatures) in
          row.index == item ? nil : "expected the mistake \(item), found \(row.index)"
        }
      ) { range, progress in
        let made = try made()
        let images = try ImagesToExplain(images: made.images, labels: made.labels).piece(range)
        return try measurement.features(
          of: images, masks: objects(of: made, range, images.images, workers), progress: progress)
      }
      return (features.rows, causes)
    }

    private var fingerprint: WorkFingerprint {
      WorkFingerprint(whole.images, labels: whole.labels, scorer, masks: masksOfMistakes)
    }

    private func objects(
      of made: MadeMistakes, _ range: Range<Int>, _ images: ByteImages, _ workers: Workers
    ) -> ObjectMasks {
      guard masks.source == .segment else { return made.masks.piece(range) }
      // As those of real mistakes are: estimated from the image as it is.
      let plain = Normalization(mean: [0, 0, 0], deviation: [1, 1, 1])
      return ObjectMasks(segmenting: images, normalization: plain, workers: workers)
    }

    func judge(_ features: [CauseFeatures], _ causes: [MadeCause]) throws -> CauseJudge {
      do {
        return try CauseJudge(features, causes: causes)
      } catch {
        throw DatasetError.unusable(
          reason: "mistakes of both kinds, interference and look-alikes, could not be made from "
            + "\(right.count) right answers: \(error)")
      }
    }

    /// Measures the mistakes, those of this shard.
    func features(_ measurement: CauseMeasurement) throws -> [CauseFeatures] {
      let set = whole.selecting(mistakes)
      let images = try ImagesToExplain(
        images: set.images, labels: set.labels, indices: mistakes)
      return try work.rows(
        "causes", of: images.count, .init(label: "causes"),
        problem: {
          images.problem(
            $0, index: $1.index, label: $1.label, classes: [$1.predicted], of: scorer.classCount)
        }
      ) { range, progress in
        try measurement.features(
          of: images.piece(range), masks: masksOfMistakes.piece(range), progress: progress)
      }.rows
    }

    func told(_ features: [CauseFeatures], _ judge: CauseJudge) -> [ToldCause] {
      features.enumerated().map { row, features in
        ToldCause(
          features: features, file: whole.names?[mistakes[row]],
          probability: judge.probability(features),
          planted: planted.map { $0[mistakes[row]] })
      }
    }
  }
}

extension NamedMasks {
  /// Whether objects are guessed.
  fileprivate var isEstimate: Bool {
    switch source {
    case .segment, .centre, .box: true
    case .data, .file: false
    }
  }
}
