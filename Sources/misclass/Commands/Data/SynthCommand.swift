import Compute
import Datasets
import Images
import Interchange
import Pieces
import Terminal
import Text

/// `misclass synth`: the planted-cause set as files.
enum SynthCommand {
  struct Options: ResultOptions {
    let out = Option(
      required: "out", "DIR", .outputDirectory, help: "Where the files go.")
    let trainCount = Option(
      "train-images", "N", .int(in: 1...PlantedOptions.mostImages), help: "Training images.",
      default: usual.trainCount)
    let testCount = Option(
      "test-images", "N", .int(in: 1...PlantedOptions.mostImages), help: "Test images.",
      default: usual.testCount)
    let kinds = Option(
      "kind", "KINDS", .markKinds,
      help: "How what goes with a class is put into the images: \(MarkKind.listUsage).",
      otherwise: "scene")
    let photos = Option(
      "photos", "DIR", .inputPath,
      help: "Plant marks of the kinds into these images instead of drawing some: "
        + DataSource.usage + ".")
    let pictures = PictureOptions()
    let factorial = Option(
      flag: "factorial",
      help: "Draw test images in fours: without a cause, with interference, with morphology, with "
        + "both.")
    let lookAlikeShare = Option(
      "look-alike-share", "SHARE", .double(in: 0...1),
      help: "Share of the interference that is the look-alike's.",
      otherwise: "0 without --kind, else \(PlantedOptions.balancedLookAlikeShare)"
    ).advanced
    let train = RateOptions(.train)
    let test = RateOptions(.test)
    let leastStrength = Option(
      "least-morph-strength", "S", .double(in: 0...0.5),
      help: "How far a morphed shape is on its way to the look-alike's, at least; 0 is its own "
        + "shape, 0.5 halfway.", default: usual.leastMorphStrength
    ).advanced
    let mostStrength = Option(
      "most-morph-strength", "S", .double(in: 0...0.5),
      help: "The same, at most; below 0.5.", default: usual.mostMorphStrength
    ).advanced
    let json = Option.json

    var rules: [OptionRule] {
      [
        .option(photos, needs: kinds),
        .option(
          photos, excludes: [factorial, lookAlikeShare, leastStrength, mostStrength],
          because: "photographs have no morphed shapes"),
      ]
    }

    private static let usual = PlantedOptions()
  }

  /// What happens to the images of a split.
  struct RateOptions: OptionGroup {
    let background: Option<Double>
    let interference: Option<Double>
    let morphology: Option<Double>

    init(_ split: Split) {
      let rates = PlantedOptions().rates(of: split)
      let images = split == .train ? "training images" : "test images"
      func share(_ name: String, _ usual: Double, _ help: String) -> Option<Double> {
        Option(
          "\(split.rawValue)-\(name)", "SHARE", .double(in: 0...1),
          help: "Share of the \(images) \(help).", default: usual
        ).advanced
      }
      background = share(
        "background", rates.background,
        "without interference that stand on their class's background, not on the plain one")
      interference = share(
        "interference", rates.interference, "that stand on another class's background")
      morphology = share("morphology", rates.morphology, "whose shape is morphed")
    }
  }

  static let command = Command(
    "synth", summary: "Draw a data set whose causes of error are known",
    discussion: """
      Ten classes of shapes on background scenes, drawn from the seed alone, in CIFAR-10's binary \
      format. Two causes of error are planted. Morphology: the shape is part of the way to its \
      look-alike's. Interference: the image stands on the background of another class. With --kind \
      what goes with a class is something else: a frame, a patch anywhere, a tint, a texture laid \
      over, or an occluder. With --photos such marks are planted into images of yours, and the set \
      is written as NumPy arrays.

      train_marks.csv and test_marks.csv say what every image has, and train_twins.npy and \
      test_twins.npy hold the same images without it; 'misclass causes' reads them. Of drawn sets \
      also stand beside the records train_causes.csv and test_causes.csv (cause, background, \
      look-alike, place of the object), train_masks.npy and test_masks.npy (images x 32 x 32 \
      bytes, 1 on the object) and planted.json (the options). '--data planted:SEED' is the set \
      that this command writes with no option but --seed.
      """,
    examples: [
      "misclass synth --out planted-7 --seed 7",
      "misclass synth --out hard --seed 7 --test-morphology 0.5 --test-interference 0.4",
      "misclass synth --photos cifar-10-batches-bin --kind frame,patch --out marked",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    if let photos = arguments.photos { return try mark(photos, arguments) }
    let directory = arguments.out
    let set = try PlantedSet(options(arguments))
    let workers = try arguments.common.compute().workers
    let isForced = arguments.common.force
    let held = try ResultDirectory.take(directory, force: isForced)
    defer { held.release() }
    Console(arguments.common).message(
      "drawing \(set.options.trainCount) training and \(set.options.testCount) test images")
    let drawn = try set.write(
      to: directory, replacing: isForced && PlantedSet.isIn(directory), workers: workers)
    for split in Split.allCases {
      try Interruption.check()
      guard let images = drawn[split] else { continue }
      let shape = [images.set.count, images.set.images.height, images.set.images.width]
      try NumpyArray(shape: shape, bytes: images.masks)
        .write(to: directory + "/" + PlantedSet.masksFile(of: split))
    }
    let counts = drawn.map { ($0.key.rawValue, $0.value.countPerCause) }
    try arguments.finish(
      Dictionary(uniqueKeysWithValues: counts), table(drawn), wrote: [directory],
      next: "misclass train --data \(ShellWord.quoted(directory)) --out run")
  }

  /// Plants marks into images that are there.
  private static func mark(_ photos: String, _ arguments: Arguments<Options>) throws {
    let directory = arguments.out
    let source = try DataSource(parsing: photos, reading: arguments.pictures.reading())
    let rates = [Split.train: self.rates(arguments.train), .test: self.rates(arguments.test)]
    let marking = try MarkedPhotos(
      seed: arguments.common.seed, kinds: arguments.kinds ?? [], rates: rates)
    let workers = try arguments.common.compute().workers
    let held = try ResultDirectory.take(directory, force: arguments.common.force)
    defer { held.release() }
    var counts: [String: [String: Int]] = [:]
    var table = TextTable(
      [.words("split"), .numbers("images"), .numbers("own mark"), .numbers("another's")])
    for split in try source.presentSplits() {
      try Interruption.check()
      let limit =
        split == .train
        ? arguments.isGiven(\.trainCount) ? arguments.trainCount : nil
        : arguments.isGiven(\.testCount) ? arguments.testCount : nil
      let set = try source.load(split, workers: workers).limited(to: limit)
      let marked = try marking.mark(set, split, workers: workers)
      try MarkedPhotos.write(marked.set, marked.known, split, to: directory)
      let foreign = marked.known.records.count { $0.cause == .interference }
      let own = marked.known.records.count { $0.cause == .none && $0.mark != nil }
      counts[split.rawValue] = ["images": set.count, "own": own, "interference": foreign]
      table.row([split.rawValue, "\(set.count)", "\(own)", "\(foreign)"])
    }
    try JSON.write(
      MarkedPhotos.Document(marking, source: source.description),
      to: directory + "/" + MarkedPhotos.optionsFile)
    try arguments.finish(
      counts, table, wrote: [directory],
      next: "misclass train --data \(ShellWord.quoted(directory)) --out run")
  }

  private static func options(_ arguments: Arguments<Options>) -> PlantedOptions {
    var options = PlantedOptions(seed: arguments.common.seed)
    options.trainCount = arguments.trainCount
    options.testCount = arguments.testCount
    options.train = rates(arguments.train)
    options.test = rates(arguments.test)
    options.leastMorphStrength = arguments.leastStrength
    options.mostMorphStrength = arguments.mostStrength
    if let kinds = arguments.kinds {
      options.kinds = kinds
      options.lookAlikeShare = PlantedOptions.balancedLookAlikeShare
    }
    options.lookAlikeShare = arguments.lookAlikeShare ?? options.lookAlikeShare
    options.isFactorial = arguments.factorial
    return options
  }

  private static func rates(_ arguments: Arguments<RateOptions>) -> PlantedOptions.Rates {
    PlantedOptions.Rates(
      background: arguments.background, interference: arguments.interference,
      morphology: arguments.morphology)
  }

  private static func table(_ drawn: [Split: PlantedImages]) -> TextTable {
    var table = TextTable(
      [.words("planted cause")] + Split.allCases.map { .numbers($0.rawValue) })
    for cause in PlantedCause.allCases
    where drawn.values.contains(where: { $0.countPerCause[cause.rawValue] != nil }) {
      table.row(
        [cause.rawValue] + Split.allCases.map { "\(drawn[$0]?.countPerCause[cause.rawValue] ?? 0)" }
      )
    }
    table.row(["all"] + Split.allCases.map { "\(drawn[$0]?.set.count ?? 0)" })
    return table
  }
}

extension ValueKind where Value == [MarkKind] {
  static var markKinds: Self {
    Self(expected: MarkKind.listUsage, describe: { $0.map(\.rawValue).joined(separator: ",") }) {
      MarkKind.list($0)
    }
  }
}
