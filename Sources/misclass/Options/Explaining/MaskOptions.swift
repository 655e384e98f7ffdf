import Explanations
import Terminal

/// What mask `undesirable` learns, and how; what is not given is as published.
struct MaskOptions: OptionGroup {
  let objective = Option(
    "objective", "NAME", .choice(of: MaskObjective.Kind.self),
    help: "What the mask is for. plain: the target wins. f-tc: it wins by factors for the target "
      + "class, the other classes' mean logit staying where it is. f-ntc: it wins by factors for "
      + "the other classes, its own logit staying. deletion: it loses (Fong & Vedaldi).",
    default: .targetFactors)
  let target = Option(
    "target", "CLASS", .string, help: "The class: predicted, true, or a class by name or number.",
    default: "predicted")
  let iterations = Option(
    "iterations", "N", .int(in: 1...1_000_000), help: "Steps of Adam.",
    otherwise: "200 (deletion 300)")
  let learning = LearnedMaskOptionGroup()
}

/// The settings that the papers give, or leave open.
struct LearnedMaskOptionGroup: OptionGroup {
  static let isAdvanced = true
  private static let weights = 0...Double.greatestFiniteMagnitude

  let rate = Option("rate", "R", .positive, help: "Adam's learning rate.", otherwise: "0.1")
  let gamma = Option(
    "gamma", "G", .double(in: weights), help: "Weight of what f-tc and f-ntc keep constant.",
    default: 0.3)
  let gammaNorm = Option(
    "gamma-norm", "HOW", .word(["mean", "vector"]),
    help: "What f-tc keeps constant: mean, the other classes' mean logit, in which rises and falls "
      + "cancel; or vector, each of them.", default: "mean")
  let variation = Option(
    "variation", "L", .double(in: weights), help: "Weight of the mask's total variation.",
    otherwise: "1.7 (deletion 0.01)")
  let removal = Option(
    "removal", "L", .double(in: weights), help: "Weight of |1 - M|.",
    otherwise: "3 (deletion 0.0001)")
  let form = Option(
    "variation-form", "FORM", .choice(of: MaskPenalty.Form.self),
    help: "root: (|dy|^B + |dx|^B)^(1/B). isotropic: (dy² + dx²)^(B/2). anisotropic: |dy|^B + "
      + "|dx|^B.", otherwise: "root (deletion isotropic)")
  let exponent = Option(
    "exponent", "B", .double(in: 1...16), help: "B of the total variation.",
    otherwise: "2 (deletion 3)")
  let penalty = Option(
    "penalty", "HOW", .word(["mean", "sum"]), help: "mean or sum over the cells of the mask.",
    otherwise: "mean (deletion sum)")
  let mask = Option(
    "mask", "ROWSxCOLUMNS", .box, help: "Cells of the mask.",
    otherwise: "8x8 below 64 pixels, else 28x28")
  let scaling = Option(
    "mask-scaling", "HOW", .choice(of: MaskScaling.Kind.self),
    help: "How it is enlarged: bilinear, bilinear-corners, nearest.",
    otherwise: "bilinear (deletion nearest)")
  let maskBlur = Option(
    "mask-blur", "SIGMA", .double(in: 0...1000),
    help: "Blurs the enlarged mask, in pixels; 0 for not.",
    otherwise: "0 (deletion 5 of 224 pixels)")
  let blur = Option(
    "blur", "SIGMA", .double(in: 0.01...1000),
    help: "Blur of the image that takes the place of removed pixels, in pixels.",
    otherwise: "1.5 below 64 pixels, else 5 (deletion 10 of 224)")
  let blurSize = Option(
    "blur-size", "N", .oddNumber, help: "Pixels of its kernel, odd.",
    otherwise: "11 (deletion three sigma each way)")
  let blurEdge = Option(
    "blur-edge", "HOW", .choice(of: GaussianBlur.Edge.self),
    help: "What lies beyond the image: reflect, replicate, zero.", otherwise: "reflect")
  let start = Option(
    "start", "MASK", .choice(of: LearnedMaskOptions.Start.self),
    help: "Mask to begin with: uniform (random), ones (all kept), half, disc.",
    otherwise: "uniform (deletion disc)")
  let noClamp = Option(flag: "no-clamp", help: "Let cells leave 0 to 1.")
  let jitter = Option(
    "jitter", "N", .int(in: 0...1000), help: "Move the image by up to N pixels in each step.",
    otherwise: "0 (deletion 3 from 64 pixels on)")
}

extension Arguments where Options == MaskOptions {
  /// The published settings for images of a size, with what the user changes.
  func settings(side: Int) throws -> LearnedMaskOptions {
    var options = LearnedMaskOptions.published(self.objective, side: side)
    options.iterations = self.iterations ?? options.iterations
    options.seed = common.seed
    try self.learning.change(&options, kind: self.objective)
    return options
  }
}

extension Arguments where Options == LearnedMaskOptionGroup {
  fileprivate func change(
    _ options: inout LearnedMaskOptions, kind: MaskObjective.Kind
  ) throws(UsageError) {
    if isGiven(\.gamma), kind == .plain || kind == .deletion {
      throw UsageError("--gamma is for the objectives f-tc and f-ntc only")
    }
    if isGiven(\.gammaNorm), kind != .targetFactors {
      throw UsageError("--gamma-norm is for the objectives f-tc only")
    }
    options.objective.weight = self.gamma
    options.objective.isVectorNorm = self.gammaNorm == "vector"
    options.adam.rate = self.rate ?? options.adam.rate
    options.penalty.variationWeight = self.variation ?? options.penalty.variationWeight
    options.penalty.removalWeight = self.removal ?? options.penalty.removalWeight
    options.penalty.form = self.form ?? options.penalty.form
    options.penalty.exponent = self.exponent ?? options.penalty.exponent
    options.penalty.isMean = self.penalty.map { $0 == "mean" } ?? options.penalty.isMean
    if let mask = self.mask { (options.rows, options.columns) = (mask.height, mask.width) }
    options.scaling = self.scaling ?? options.scaling
    changeBlurs(&options, kind: kind)
    options.start = self.start ?? options.start
    options.clamps = !self.noClamp
    options.jitter = self.jitter ?? options.jitter
  }

  private func changeBlurs(_ options: inout LearnedMaskOptions, kind: MaskObjective.Kind) {
    if let sigma = self.maskBlur {
      options.smoothing =
        sigma == 0
        ? nil
        : GaussianBlur(
          deviation: sigma, size: GaussianBlur.size(deviation: sigma), edge: .replicate)
    }
    if let sigma = self.blur {
      options.blur.deviation = sigma
      if kind == .deletion { options.blur.size = GaussianBlur.size(deviation: sigma) }
    }
    options.blur.size = self.blurSize ?? options.blur.size
    options.blur.edge = self.blurEdge ?? options.blur.edge
  }
}

extension ValueKind where Value == Int {
  static var oddNumber: Self {
    Self(expected: "an odd number from 1 to 999") { text in
      Int(text).flatMap { (1...999).contains($0) && $0 % 2 == 1 ? $0 : nil }
    }
  }
}
