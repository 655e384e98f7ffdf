import Explanations
import Terminal

/// How `sis` searches.
struct SubsetOptions: OptionGroup {
  enum Selection: String, CaseIterable, Sendable {
    case exact, gradient
  }

  let selection = Option(
    "selection", "HOW", .choice(of: Selection.self),
    help: "exact: try every pixel that is left before one is masked, d (d + 1) / 2 evaluations for "
      + "d pixels. gradient: follow the gradient, --per-round pixels at once (Batched Gradient "
      + "SIS).",
    default: .gradient)
  let threshold = Option(
    "threshold", "P", .double(in: -Double.infinity...Double.infinity),
    help: "Probability that a subset must reach.", default: 0.99)
  let keep = Option(
    "keep", "SHARE", .double(in: 0...1),
    help: "Pixels masked last that are kept and classified again.", default: 0.05)
  let subsets = Option(
    "subsets", "N", .int(in: 1...1_000_000),
    help: "Most subsets per image, without common pixels.", default: 1)
  let target = Option(
    "target", "CLASS", .string,
    help: "Whose probability is followed: predicted, true, or a class by name or number.",
    default: "predicted")
  let baseline = Option(
    "baseline", "COLOUR", .choice(of: MaskingBaseline.self),
    help: "What a masked pixel becomes: mean (zero after normalisation), black, white, image-mean.",
    default: .mean
  ).advanced
  let perRound = Option(
    "per-round", "K", .int(in: 1...1_000_000),
    help: "Pixels masked at once by --selection gradient.", default: 8
  ).advanced
  let tieNoise = Option(
    "tie-noise", "VARIANCE", .double(in: 0...1),
    help: "Noise added to the gradients against ties; the published code has 1e-12. Without it, of "
      + "equal pixels the first is masked.", default: 0
  ).advanced
}

extension Arguments where Options == SubsetOptions {
  func search(classNames: [String]) throws -> SubsetSearch.Options {
    if selection == .exact {
      for option in [("per-round", isGiven(\.perRound)), ("tie-noise", isGiven(\.tieNoise))]
      where option.1 {
        throw UsageError("--\(option.0) is for --selection gradient only")
      }
    }
    let gradient = GradientSelection(
      perRound: self.perRound, noiseVariance: self.tieNoise, seed: common.seed)
    return try SubsetSearch.Options(
      selection: selection == .exact ? .exact : .gradient(gradient), threshold: self.threshold,
      baseline: self.baseline, target: .named(self.target, classNames: classNames),
      limit: self.subsets)
  }
}
