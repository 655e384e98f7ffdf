import Architectures
import Compute
import Datasets
import Images
import Models
import NeuralNetwork
import Terminal
import Training

/// The options by which commands name data and models, and what they stand for.
enum CommonInputs {
  static let data = Option(
    "data", "DIR",
    help: "CIFAR-10 binary files, NumPy arrays (train_images.npy …), or planted or planted:SEED.",
    required: true)
  static let split = Option(
    "split", "SPLIT", help: "Which images: train or test.", default: "test")
  static let limit = Option("limit", "N", help: "Use the first N images only.")
  static let batch = Option(
    "batch-size", "N", help: "Images worked on at once; changes no result.", default: "64")
  /// Not all of them in the help of every command.
  static let architectureHelp =
    "Network, such as resnet20 or vgg16; 'misclass networks' lists them."
  static let architecture = Option(
    "arch", "NAME", help: architectureHelp, default: "what the weights say")
  static let model: [Option] = [
    Option(
      "model", "FILE|RUN",
      help: "Weights (safetensors), or the directory of a training run. This or --ensemble."),
    Option(
      "ensemble", "FILE|RUN", help: "Several models instead, whose logits are averaged.",
      repeatable: true),
    architecture,
    Option(
      "mean", "R,G,B", help: "Channel means that the network was trained with, 0 to 1.",
      default: "what the weights say"),
    Option(
      "std", "R,G,B", help: "Channel standard deviations likewise.",
      default: "what the weights say"),
  ]
}

extension ValueKind where Value == Architecture {
  /// The name of a network.
  static var architecture: Self {
    Self(
      expected: "a network that 'misclass networks' lists",
      candidates: Architecture.all.map(\.name)
    ) { Architecture.named($0) }
  }
}

extension ValueKind where Value == [String] {
  /// Names parted by commas, none empty or twice.
  static var classNames: Self {
    Self(expected: "different names parted by commas, at least two") { text in
      let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return names.count >= 2 && !names.contains("") && Set(names).count == names.count
        ? names : nil
    }
  }
}

extension ValueKind where Value == [Float] {
  /// One finite number for each channel.
  static var channels: Self {
    Self(expected: "three numbers parted by commas, such as 0.5,0.5,0.5") { text in
      ModelMetadata.numbers(text).flatMap {
        $0.count == 3 && $0.allSatisfy(\.isFinite) ? $0 : nil
      }
    }
  }

  /// One number above zero for each channel.
  static var deviations: Self {
    Self(expected: "three numbers above zero parted by commas, such as 0.25,0.25,0.25") { text in
      ValueKind.channels.parse(text).flatMap { $0.allSatisfy { $0 > 0 } ? $0 : nil }
    }
  }
}

extension Arguments {
  func dataSource() throws -> DataSource {
    try DataSource(parsing: value("data", .string))
  }

  func split() throws -> Split {
    try value("split", .choice(), default: .test)
  }

  /// All images of the split that was asked for.
  func wholeSplit(_ compute: Compute) throws -> ImageSet {
    let split = try split()
    return try dataSource().load(split, workers: compute.workers)
  }

  /// The images of the split that was asked for, the first `--limit` of them.
  func images(_ compute: Compute) throws -> ImageSet {
    try limited(wholeSplit(compute))
  }

  func limited(_ set: ImageSet) throws -> ImageSet {
    guard let limit = try value(ifGiven: "limit", .int(in: 1...Int.max)) else { return set }
    return set.prefix(limit)
  }

  /// How results name the model.
  func modelText() throws -> String { try modelPaths().joined(separator: ", ") }

  /// `--model`, or the models of `--ensemble`.
  func modelPaths() throws -> [String] {
    let (one, several) = (try value(ifGiven: "model", .string), try values("ensemble", .string))
    switch (one, several.count) {
    case (let one?, 0): return [one]
    case (nil, 2...): return several
    case (nil, 1): throw UsageError("--ensemble: expected two models or more", command: command)
    case (nil, _): throw UsageError("missing: --model FILE|RUN or --ensemble", command: command)
    default:
      throw UsageError("expected --model or --ensemble, found both", command: command)
    }
  }

  /// The model that was named, for images of the set's size and classes.
  func scorer(for set: ImageSet, _ compute: Compute) throws -> Scorer {
    try scorer(of: modelPaths(), for: set, compute)
  }

  /// The models of some paths, as one.
  func scorer(of paths: [String], for set: ImageSet, _ compute: Compute) throws -> Scorer {
    let hints = Model.Hints(
      architecture: try value(ifGiven: "arch", .architecture),
      mean: try value(ifGiven: "mean", .channels),
      deviation: try value(ifGiven: "std", .deviations))
    let models = try paths.map { path in
      let model = try Model(
        path: path, input: Shape(set.images.height, set.images.width, ByteImages.channels),
        hints: hints)
      guard model.graph.classes == set.classNames.count else {
        throw ModelError.classesDiffer(model: model.graph.classes, data: set.classNames.count)
      }
      return model
    }
    warnOfOtherClasses(models.map(\.classNames), paths, set.classNames)
    let batch = try value("batch-size", .int(in: 1...4096), default: 64)
    return Scorer(
      models[0], with: Array(models.dropFirst()), batch: min(batch, max(set.count, 1)),
      compute: compute)
  }

  /// A model asked about images of other classes answers all the same.
  private func warnOfOtherClasses(
    _ names: [[String]], _ paths: [String], _ classes: [String]
  ) {
    // Classes without names are called by their numbers.
    guard classes != classes.indices.map(String.init) else { return }
    for (path, names) in zip(paths, names) where !names.isEmpty && names != classes {
      Console(self).warning(
        "\(path) was trained to tell apart \(names.joined(separator: ", ")); the data's classes are "
          + classes.joined(separator: ", "), program: "misclass")
    }
  }
}
