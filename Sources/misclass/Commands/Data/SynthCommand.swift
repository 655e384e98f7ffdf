import Compute
import Datasets
import Images
import Interchange
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
      look-alike's. Interference: the image stands on the background of another class.

      Beside the records stand train_causes.csv and test_causes.csv (cause, background, \
      look-alike, place of the object), train_masks.npy and test_masks.npy (images x 32 x 32 \
      bytes, 1 on the object) and planted.json (the options). '--data planted:SEED' is the set \
      that this command writes with no option but --seed.
      """,
    examples: [
      "misclass synth --out planted-7 --seed 7",
      "misclass synth --out hard --seed 7 --test-morphology 0.5 --test-interference 0.4",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
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

  private static func options(_ arguments: Arguments<Options>) -> PlantedOptions {
    var options = PlantedOptions(seed: arguments.common.seed)
    options.trainCount = arguments.trainCount
    options.testCount = arguments.testCount
    options.train = rates(arguments.train)
    options.test = rates(arguments.test)
    options.leastMorphStrength = arguments.leastStrength
    options.mostMorphStrength = arguments.mostStrength
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
    for cause in PlantedCause.allCases {
      table.row(
        [cause.rawValue] + Split.allCases.map { "\(drawn[$0]?.countPerCause[cause.rawValue] ?? 0)" }
      )
    }
    table.row(["all"] + Split.allCases.map { "\(drawn[$0]?.set.count ?? 0)" })
    return table
  }
}
