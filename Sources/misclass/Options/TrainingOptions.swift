import Architectures
import Datasets
import Explanations
import NeuralNetwork
import Terminal
import Text
import Training

/// The options that decide what a training run computes, and the settings that they stand for.
enum TrainingOptions {
  static let options: [Option] = [
    Option(
      "arch", "NAME",
      help: CommonInputs.architectureHelp,
      default: "what --init names, else resnet20"),
    Option(
      "data", "DIR",
      help: "CIFAR-10 binary files, NumPy arrays (train_images.npy …), or planted or planted:SEED."),
    Option(
      "recipe", "NAME",
      help: "Settings that go together; other options change them. "
        + Recipe.all.map { "\($0.name): \($0.summary)" }.joined(separator: " "),
      default: Recipe.standard.name),
    Option(
      "epochs", "N", help: "Times every image is shown.", default: byRecipe { "\($0.epochs)" }),
    Option("batch-size", "N", help: "Images per step.", default: byRecipe { "\($0.batchSize)" }),
    Option(
      "lr", "RATE", help: "Learning rate, the schedule's highest.",
      default: byRecipe { "\($0.learningRate)" }),
    Option(
      "momentum", "M", help: "Momentum of SGD.", default: byRecipe { "\($0.optimizer.momentum)" }),
    Option("no-nesterov", help: "Plain momentum instead of Nesterov's."),
    Option(
      "weight-decay", "D", help: "L2 penalty.",
      default: byRecipe { "\($0.optimizer.weightDecay)" }),
    Option(
      "norm-decay",
      help: "Let the penalty pull at biases and at scales and shifts of normalisations too.",
      default: byRecipe { $0.optimizer.decaysVectors ? "yes" : "no" }),
    Option("no-norm-decay", help: "Leave those out of the penalty."),
    Option(
      "clip-norm", "L", help: "Shorten gradients that are longer, over all parameters (L2).",
      default: "never"),
    Option(
      "schedule", "NAME",
      help:
        "Course of the rate: \(Schedule.Kind.allCases.map(\.rawValue).joined(separator: ", ")).",
      default: byRecipe { $0.schedule.kind.rawValue }),
    Option(
      "step-every", "EPOCHS", help: "For --schedule step.",
      default: "\(Recipe.paper.schedule.every)"),
    Option("milestones", "E,E,…", help: "Epochs at which --schedule multistep lowers the rate."),
    Option(
      "step-factor", "F", help: "What step and multistep multiply by.",
      default: "\(Recipe.paper.schedule.factor)"),
    Option("warmup", "EPOCHS", help: "Epochs of a straight rise at the beginning.", default: "0"),
    Option(
      "augment", "NAME",
      help: "Random changes of training images: \(Augmentation.names.joined(separator: ", ")).",
      default: byRecipe { $0.augmentation }),
    Option(
      "cutout", "SIDE", help: "Set a square of so many pixels to the mean colour in each image.",
      default: "none"),
    Option(
      "input-dropout", "RATE",
      help: "Set this share of pixels to the mean colour, in training only.", default: "0"),
    Option(
      "label-smoothing", "S", help: "Share of the target spread evenly.",
      default: byRecipe { "\($0.labelSmoothing)" }),
    Option(
      "average", "DECAY",
      help: "Keep a moving average of weights and running statistics, of which a step keeps DECAY; "
        + "the average is evaluated and written.",
      default: "none"),
    Option("limit", "N", help: "Use the first N training images only."),
    Option(
      "validation", "N",
      help: "Split N images off the training images, every class in its share; the epoch that "
        + "classifies them best becomes model.safetensors.",
      default: "none: the last epoch becomes it"),
    Option(
      "init", "FILE|RUN",
      help: "Begin with these weights; the last layer begins at random if the classes differ."),
    Option(
      "keep-normalization",
      help: "Normalise images as the weights of --init say, not by the training images."),
    Option(
      "freeze", "PREFIX",
      help: "Parameters that keep their values, by the beginning of their names in whole parts "
        + "between dots. Running statistics still move.",
      repeatable: true),
    Option(
      "train-only", "PREFIX|PART",
      help: "Freeze all other parameters instead. Of vgg16, resnet50 and mobilenet_v2 also parts "
        + "by name: " + NetworkPart.allCases.map(\.rawValue).joined(separator: ", ")
        + " (Nguyen et al. 2020, of five convolutional blocks and the dense ones).",
      repeatable: true),
    Option(
      "mask-background", "MASKS",
      help: "Replace what is not the object in the training images by random colours; FILE.npy or "
        + "data."),
    Option(
      "obalex", "METHOD",
      help: "After each epoch, measure how much of this method's maps lies on the object (test "
        + "images that are classified right); needs --masks.", default: "not measured"),
    Option("masks", "MASKS", help: "Where the test images' objects are: FILE.npy or data."),
    Option(
      "obalex-images", "N", help: "Test images that are looked at, the first.", default: "500"),
  ]

  /// The standard recipe's value, and those of recipes that differ.
  private static func byRecipe(_ value: (Recipe) -> String) -> String {
    let standard = value(.standard)
    let others = Recipe.all.filter { value($0) != standard }.map { "\($0.name) \(value($0))" }
    return ([standard] + others).joined(separator: ", ")
  }
}

extension Arguments {
  /// The settings of a fresh run.
  func trainingSettings() throws -> TrainingSettings {
    try checkCombinations()
    let recipe = try value("recipe", .recipe, default: .standard)
    let initial = try value(ifGiven: "init", .string)
    let architecture =
      try value(ifGiven: "arch", .architecture)
      ?? initial.flatMap { try InitialWeights(path: $0).architecture } ?? .standard
    var settings = TrainingSettings(
      architecture: architecture.name, data: try value("data", .string),
      epochs: try value("epochs", .int(in: 1...100_000), default: recipe.epochs),
      batchSize: try value("batch-size", .int(in: 1...4096), default: recipe.batchSize),
      learningRate: try value("lr", .positive, default: recipe.learningRate),
      optimizer: try optimizer(recipe.optimizer), schedule: try schedule(recipe.schedule),
      augmentation: try value("augment", .augmentation, default: recipe.augmentation),
      labelSmoothing: try value(
        "label-smoothing", .double(in: 0...0.99), default: recipe.labelSmoothing),
      limit: try value(ifGiven: "limit", .int(in: 1...Int.max)), seed: try seed())
    settings.recipe = recipe.name
    settings.cutout = try value("cutout", .int(in: 1...4096), default: 0)
    settings.inputDropout = try value("input-dropout", .double(in: 0...0.99), default: 0)
    settings.averageDecay = try value(ifGiven: "average", .double(in: 0...0.999999))
    settings.validation = try value("validation", .int(in: 1...Int.max), default: 0)
    settings.initialWeights = initial
    settings.keepsNormalization = flag("keep-normalization")
    settings.trained = TrainedParameters(
      frozen: try values("freeze", .string),
      only: try values("train-only", .string).flatMap {
        NetworkPart(rawValue: $0)?.prefixes(of: architecture.name) ?? [$0]
      })
    settings.backgroundMasks = try value(ifGiven: "mask-background", .string)
    settings.alignment = try alignment()
    return settings
  }

  private func alignment() throws -> AlignmentSettings? {
    let method: MethodName? = try value(ifGiven: "obalex", .choice())
    try require(method != nil, for: "masks", "--obalex")
    try require(method != nil, for: "obalex-images", "--obalex")
    guard let method else { return nil }
    guard isGiven("masks") else {
      throw UsageError("--obalex needs --masks", command: command)
    }
    return AlignmentSettings(
      method: method.rawValue, masks: try value("masks", .string),
      images: try value("obalex-images", .int(in: 1...Int.max), default: 500))
  }

  private func optimizer(_ recipe: SGD.Settings) throws -> SGD.Settings {
    SGD.Settings(
      momentum: try value(ifGiven: "momentum", .double(in: 0...0.9999)).map { Float($0) }
        ?? recipe.momentum,
      nesterov: recipe.nesterov && !flag("no-nesterov"),
      weightDecay: try value(ifGiven: "weight-decay", .double(in: 0...1)).map { Float($0) }
        ?? recipe.weightDecay,
      decaysVectors: flag("norm-decay") || recipe.decaysVectors && !flag("no-norm-decay"),
      clipNorm: try value(ifGiven: "clip-norm", .positive))
  }

  private func schedule(_ recipe: Schedule) throws -> Schedule {
    let kind: Schedule.Kind = try value("schedule", .choice(), default: recipe.kind)
    let schedule = Schedule(
      kind: kind,
      factor: try value("step-factor", .double(in: 0...1), default: recipe.factor),
      every: try value("step-every", .positive, default: recipe.every),
      milestones: try value("milestones", .numbers, default: []),
      warmup: try value("warmup", .double(in: 0...1e6), default: 0))
    try require(kind == .step, for: "step-every", "--schedule step")
    try require(kind == .multistep, for: "milestones", "--schedule multistep")
    try require(
      kind == .step || kind == .multistep, for: "step-factor",
      "--schedule step or --schedule multistep")
    if kind == .multistep, schedule.milestones.isEmpty {
      throw UsageError("--schedule multistep needs --milestones", command: command)
    }
    guard schedule.hasRisingMilestones else {
      throw UsageError(
        "--milestones: expected epochs above zero, each later than the one before, found "
          + "\(schedule.milestones.map { "\($0)" }.joined(separator: ","))", command: command)
    }
    return schedule
  }

  private func checkCombinations() throws(UsageError) {
    try require(isGiven("init"), for: "keep-normalization", "--init")
    for (first, second) in [("freeze", "train-only"), ("norm-decay", "no-norm-decay")]
    where isGiven(first) && isGiven(second) {
      throw UsageError("--\(first) and --\(second) exclude each other", command: command)
    }
  }

  private func require(
    _ isMet: Bool, for option: String, _ other: String
  ) throws(UsageError) {
    if isGiven(option), !isMet {
      throw UsageError("--\(option) is for \(other) only", command: command)
    }
  }

  /// - Throws: `UsageError` with the nearest name for a prefix that no parameter has.
  func checkPrefixes(_ trained: TrainedParameters, of graph: Graph) throws(UsageError) {
    guard let unknown = trained.unknown(in: graph).first else { return }
    let prefixes = TrainedParameters.prefixes(of: graph)
    let top = prefixes.filter { !$0.contains(".") }
    let option = trained.frozen.contains(unknown) ? "freeze" : "train-only"
    throw UsageError(
      "--\(option): no parameter of \(graph.name) begins with '\(unknown)'; expected the beginning "
        + "of a name below \(top.joined(separator: ", "))",
      suggestion: Spelling.nearest(to: unknown, among: prefixes), command: command)
  }
}

extension ValueKind where Value == Double {
  static var positive: Self {
    Self(expected: "a number above zero") { text in
      Double(text).flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
    }
  }
}

extension ValueKind where Value == Recipe {
  static var recipe: Self {
    let names = Recipe.all.map(\.name)
    return Self(expected: "one of " + names.joined(separator: ", "), candidates: names) {
      Recipe.named($0)
    }
  }
}

extension ValueKind where Value == [Double] {
  /// Numbers parted by commas.
  static var numbers: Self {
    Self(expected: "numbers parted by commas, such as 60,120") { text in
      let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
        Double($0)
      }
      return numbers.allSatisfy { $0?.isFinite ?? false } ? numbers.compactMap { $0 } : nil
    }
  }
}

extension ValueKind where Value == String {
  /// The name of an augmentation.
  static var augmentation: Self {
    Self(
      expected: "one of " + Augmentation.names.joined(separator: ", "),
      candidates: Augmentation.names
    ) { Augmentation.names.contains($0) ? $0 : nil }
  }
}
