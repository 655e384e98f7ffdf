import Explanations
import Terminal

/// The options by which `sis` is told how to search.
enum SubsetOptions {
  enum Selection: String, CaseIterable {
    case exact, gradient
  }

  static let options: [Option] = [
    Option(
      "selection", "HOW",
      help: "exact: try every pixel that is left before one is masked, d (d + 1) / 2 evaluations "
        + "for d pixels. gradient: follow the gradient, --per-round pixels at once (Batched "
        + "Gradient SIS).",
      default: Selection.gradient.rawValue),
    Option("threshold", "P", help: "Probability that a subset must reach.", default: "0.99"),
    Option(
      "baseline", "COLOUR",
      help: "What a masked pixel becomes: mean (zero after normalisation), black, white, "
        + "image-mean.",
      default: MaskingBaseline.mean.rawValue),
    Option("per-round", "K", help: "Pixels masked at once by --selection gradient.", default: "8"),
    Option(
      "tie-noise", "VARIANCE",
      help: "Noise added to the gradients against ties; the published code has 1e-12.",
      default: "0: of equal pixels the first is masked"),
    Option("subsets", "N", help: "Most subsets per image, without common pixels.", default: "1"),
    Option(
      "target", "CLASS",
      help: "Whose probability is followed: predicted, true, or a class by name or number.",
      default: "predicted"),
    Option(
      "keep", "SHARE", help: "Pixels masked last that are kept and classified again.",
      default: "0.05"),
  ]
}

extension Arguments {
  func subsetOptions(classNames: [String]) throws -> SubsetSearch.Options {
    let selection: SubsetOptions.Selection = try value(
      "selection", .choice(), default: .gradient)
    if selection == .exact {
      for option in ["per-round", "tie-noise"] where isGiven(option) {
        throw UsageError("--\(option) is for --selection gradient only", command: command)
      }
    }
    let gradient = GradientSelection(
      perRound: try value("per-round", .int(in: 1...1_000_000), default: 8),
      noiseVariance: try value("tie-noise", .double(in: 0...1), default: 0), seed: try seed())
    return try SubsetSearch.Options(
      selection: selection == .exact ? .exact : .gradient(gradient),
      threshold: value("threshold", .double(in: -Double.infinity...Double.infinity), default: 0.99),
      baseline: value("baseline", .choice(), default: .mean),
      target: value("target", .target(classNames: classNames), default: .predicted),
      limit: value("subsets", .int(in: 1...1_000_000), default: 1))
  }
}
