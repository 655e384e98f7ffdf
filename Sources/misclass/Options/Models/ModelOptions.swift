import Architectures
import Compute
import Explanations
import Models
import NeuralNetwork
import Studies
import Terminal

/// The model that a command asks, or several.
struct ModelOptions: OptionGroup {
  let model = Option(
    "model", "FILE|RUN", .inputPath,
    help: "Weights (safetensors), an ONNX model, or the directory of a training run.")
  let ensemble = Option(
    several: "ensemble", "FILE|RUN", .inputPath,
    help: "Several models instead, whose logits are averaged.", atLeast: 2)
  let correction = Option(
    "correction", "FILE", .inputFile,
    help: "Let this correct the answers; 'misclass correct' writes it. Such answers have no "
      + "gradients.")
  let views = Option(
    several: "average-views", "VIEW", .view,
    help: "Answer with the mean of the logits of these views, such as as-it-is mirror; 'misclass "
      + "correct --help' tells which there are. Such answers have no gradients.", atLeast: 1,
    otherwise: "the image as it is"
  ).advanced
  let hints = ModelHintOptions()
  let batchSize = Option(
    "batch-size", "N", .int(in: 1...4096),
    help: "Images worked on at once; changes no result.",
    otherwise: "64, or 16 of more than 128 x 128 pixels"
  ).advanced
  let precision = Option(
    "precision", "KIND", .choice(of: Precision.self),
    help: "What the network's products round their operands to: float32, or bf16, which is quicker "
      + "where the processor has AVX512_BF16 and moves logits by about 1 % of their spread.",
    default: .float32
  ).advanced

  var rules: [OptionRule] {
    [.exactlyOne(of: model, ensemble), .atMostOne(of: correction, views)]
  }
}

/// What weights may not say of themselves.
struct ModelHintOptions: OptionGroup {
  static let isAdvanced = true

  let architecture = Option.architecture(otherwise: "what the weights say")
  let stem = Option.stem()
  let mean = Option(
    "mean", "R,G,B", .channels,
    help: "Channel means that the network was trained with, 0 to 1.",
    otherwise: "what the weights say")
  let deviation = Option(
    "std", "R,G,B", .deviations, help: "Channel standard deviations likewise.",
    otherwise: "what the weights say")
}

extension Option where Value == Architecture? {
  static func architecture(otherwise fallback: String) -> Self {
    Option(
      "arch", "NAME", .architecture,
      help: "Network, such as resnet20 or vgg16; 'misclass networks' lists them.",
      otherwise: fallback)
  }
}

extension Architecture {
  /// The same family's network for the images that were asked for.
  func with(_ stem: Stem?) throws -> Architecture {
    guard let stem else { return self }
    guard let network = Architecture.variants(of: family).first(where: { $0.stem == stem }) else {
      throw UsageError("--stem: \(family) is known as \(self.stem.rawValue) alone")
    }
    return network
  }
}

extension Option where Value == Architecture.Stem? {
  static func stem(otherwise fallback: String = "what the weights show") -> Self {
    Option(
      "stem", "KIND", .choice(of: Architecture.Stem.self),
      help: "What the network's first layers are made for: cifar (small images) or imagenet (as "
        + "torchvision defines it).",
      otherwise: fallback)
  }
}

extension ValueKind where Value == Architecture {
  /// The name of a network.
  static var architecture: Self {
    Self(
      expected: "a network that 'misclass networks' lists",
      candidates: Architecture.names, describe: { $0.name }
    ) { Architecture.named($0) }
  }
}

extension ValueKind where Value == [Float] {
  /// One number for each channel, of pixels from 0 to 1.
  static var channels: Self {
    Self(
      expected: "three numbers from -1 to 2 parted by commas, such as 0.5,0.5,0.5 (of pixels from "
        + "0 to 1, not to 255)"
    ) { text in
      ModelMetadata.numbers(text).flatMap {
        $0.count == 3 && $0.allSatisfy(ModelMetadata.means.contains) ? $0 : nil
      }
    }
  }

  /// One number above zero for each channel.
  static var deviations: Self {
    Self(
      expected: "three numbers above zero and up to \(ModelMetadata.largestDeviation), parted by "
        + "commas, such as 0.25,0.25,0.25 (of pixels from 0 to 1, not to 255)"
    ) { text in
      ModelMetadata.numbers(text).flatMap {
        $0.count == 3 && $0.allSatisfy { $0 > 0 && $0 <= ModelMetadata.largestDeviation } ? $0 : nil
      }
    }
  }
}

extension Arguments where Options == ModelHintOptions {
  var values: Model.Hints {
    Model.Hints(
      architecture: self.architecture, stem: self.stem, mean: self.mean, deviation: self.deviation)
  }
}

extension Arguments where Options == ModelOptions {
  /// `--model`, or the models of `--ensemble`.
  var paths: [String] { self.model.map { [$0] } ?? self.ensemble }

  /// The options as they are typed, for another command about the same model.
  var typed: String {
    (self.model == nil ? "--ensemble " : "--model ")
      + paths.map(ShellWord.quoted).joined(separator: " ")
      + (self.correction.map { " --correction " + ShellWord.quoted($0) } ?? "")
      + (self.views.isEmpty
        ? "" : " --average-views " + self.views.map(\.text).joined(separator: " "))
      + (self.precision == .float32 ? "" : " --precision \(self.precision.rawValue)")
  }

  /// - Throws: `UsageError` for a precision that this machine does not have.
  func request(_ compute: Compute) throws -> ModelRequest {
    var request = ModelRequest(
      paths, hints: self.hints.values, batch: self.batchSize,
      try Environment.compute(compute, in: self.precision), Console(common))
    request.correction = self.correction
    request.views = self.views
    return request
  }

  func request() throws -> ModelRequest { try request(common.compute()) }
}

extension ValueKind where Value == ImageView {
  static var view: Self {
    Self(
      expected: "as-it-is, or steps parted by + of " + ViewStep.usage, describe: \.text,
      parse: { try? ImageView(parsing: $0) })
  }
}
