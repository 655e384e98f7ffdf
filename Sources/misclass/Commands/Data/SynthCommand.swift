import Compute
import Datasets
import Studies
import Terminal

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
    let drawn = try DrawnData(
      into: arguments.out, force: arguments.common.force,
      arguments.common.compute().workers)
    let (counts, table) =
      try arguments.photos.map { try mark($0, drawn, arguments) }
      ?? drawn.draw(options(arguments), Console(arguments.common))
    try arguments.finish(
      counts, table, wrote: [arguments.out],
      next: "misclass train --data \(ShellWord.quoted(arguments.out)) --out run")
  }

  private static func mark(
    _ photos: String, _ drawn: DrawnData, _ arguments: Arguments<Options>
  ) throws -> DrawnData.Counts {
    let source = try DataSource(
      parsing: photos, reading: arguments.pictures.request().reading())
    let marking = try MarkedPhotos(
      seed: arguments.common.seed, kinds: arguments.kinds ?? [],
      rates: [.train: rates(arguments.train), .test: rates(arguments.test)])
    var limits: [Split: Int] = [:]
    if arguments.isGiven(\.trainCount) { limits[.train] = arguments.trainCount }
    if arguments.isGiven(\.testCount) { limits[.test] = arguments.testCount }
    return try drawn.mark(source, marking, limits: limits)
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

}

extension ValueKind where Value == [MarkKind] {
  static var markKinds: Self {
    Self(expected: MarkKind.listUsage, describe: { $0.map(\.rawValue).joined(separator: ",") }) {
      MarkKind.list($0)
    }
  }
}
