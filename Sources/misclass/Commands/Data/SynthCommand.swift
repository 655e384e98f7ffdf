import Compute
import Datasets
import Images
import Interchange
import Terminal
import Text

/// `misclass synth`: the planted-cause set as files.
enum SynthCommand {
  static let command = Command(
    "synth", summary: "Draw a data set whose causes of error are known",
    discussion: """
      Ten classes of shapes on background scenes, drawn from the seed alone, in CIFAR-10's binary \
      format. Two causes of error are planted. Morphology: the shape is part of the way to its \
      look-alike's. Interference: the image stands on the background of another class.

      Beside the records stand train_causes.csv and test_causes.csv (cause, background, look-alike, \
      place of the object), train_masks.npy and test_masks.npy (images x 32 x 32 bytes, 1 on the \
      object) and planted.json (the options). '--data planted:SEED' is the set that this command \
      writes with no option but --seed.
      """,
    examples: [
      "misclass synth --out planted-7 --seed 7",
      "misclass synth --out hard --seed 7 --test-morphology 0.5 --test-interference 0.4",
    ],
    options: [
      Option("out", "DIR", help: "Where the files go.", required: true),
      Option(
        "train-images", "N", help: "Training images.", default: "\(defaults.trainCount)"),
      Option("test-images", "N", help: "Test images.", default: "\(defaults.testCount)"),
    ] + Split.allCases.flatMap(rateOptions) + [
      Option(
        "least-morph-strength", "S",
        help: "How far a morphed shape is on its way to the look-alike's, at least; 0 is its own "
          + "shape, 0.5 halfway.",
        default: "\(defaults.leastMorphStrength)"),
      Option(
        "most-morph-strength", "S", help: "The same, at most; below 0.5.",
        default: "\(defaults.mostMorphStrength)"),
      .json,
    ],
    run: run)

  private static let defaults = PlantedOptions()

  private static func rateOptions(_ split: Split) -> [Option] {
    let rates = defaults.rates(of: split)
    let images = split == .train ? "training images" : "test images"
    return [
      Option(
        "\(split.rawValue)-background", "SHARE",
        help: "Share of the \(images) without interference that stand on their class's background, "
          + "not on the plain one.",
        default: "\(rates.background)"),
      Option(
        "\(split.rawValue)-interference", "SHARE",
        help: "Share of the \(images) that stand on another class's background.",
        default: "\(rates.interference)"),
      Option(
        "\(split.rawValue)-morphology", "SHARE",
        help: "Share of the \(images) whose shape is morphed.", default: "\(rates.morphology)"),
    ]
  }

  private static func run(_ arguments: Arguments) throws {
    let directory = try arguments.value("out", .string)
    let set = try PlantedSet(options(arguments))
    let workers = try arguments.compute().workers
    let console = Console(arguments)
    try OutputDirectory.prepare(directory, force: arguments.isForced)
    console.message(
      "drawing \(set.options.trainCount) training and \(set.options.testCount) test images")
    let drawn = try set.write(to: directory, replacing: arguments.isForced, workers: workers)
    for split in Split.allCases {
      try Interruption.check()
      guard let images = drawn[split] else { continue }
      let shape = [images.set.count, images.set.images.height, images.set.images.width]
      try NumpyArray(shape: shape, bytes: images.masks)
        .write(to: directory + "/" + PlantedSet.masksFile(of: split))
    }
    try show(drawn, arguments)
  }

  private static func options(_ arguments: Arguments) throws -> PlantedOptions {
    var options = PlantedOptions(seed: try arguments.seed())
    let counts = ValueKind.int(in: 1...PlantedOptions.mostImages)
    options.trainCount = try arguments.value("train-images", counts, default: options.trainCount)
    options.testCount = try arguments.value("test-images", counts, default: options.testCount)
    options.train = try rates(arguments, .train, options.train)
    options.test = try rates(arguments, .test, options.test)
    let strengths = ValueKind.double(in: 0...0.5)
    options.leastMorphStrength = try arguments.value(
      "least-morph-strength", strengths, default: options.leastMorphStrength)
    options.mostMorphStrength = try arguments.value(
      "most-morph-strength", strengths, default: options.mostMorphStrength)
    return options
  }

  private static func rates(
    _ arguments: Arguments, _ split: Split, _ usual: PlantedOptions.Rates
  ) throws -> PlantedOptions.Rates {
    let share = ValueKind.double(in: 0...1)
    return PlantedOptions.Rates(
      background: try arguments.value(
        "\(split.rawValue)-background", share, default: usual.background),
      interference: try arguments.value(
        "\(split.rawValue)-interference", share, default: usual.interference),
      morphology: try arguments.value(
        "\(split.rawValue)-morphology", share, default: usual.morphology))
  }

  private static func show(_ drawn: [Split: PlantedImages], _ arguments: Arguments) throws {
    if arguments.wantsJSON {
      let counts = drawn.map { ($0.key.rawValue, $0.value.countPerCause) }
      return try Work.printJSON(Dictionary(uniqueKeysWithValues: counts))
    }
    var table = TextTable(
      [.words("planted cause")] + Split.allCases.map { .numbers($0.rawValue) })
    for cause in PlantedCause.allCases {
      table.row(
        [cause.rawValue] + Split.allCases.map { "\(drawn[$0]?.countPerCause[cause.rawValue] ?? 0)" }
      )
    }
    table.row(["all"] + Split.allCases.map { "\(drawn[$0]?.set.count ?? 0)" })
    print(table, terminator: "")
  }
}
