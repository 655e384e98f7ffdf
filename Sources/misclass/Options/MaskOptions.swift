import Explanations
import Terminal

/// The options by which `undesirable` is told what mask to learn, and how.
enum MaskOptions {
  static let options: [Option] = [
    Option(
      "objective", "NAME",
      help: "What the mask is for. plain: the target wins. f-tc: it wins by factors for the target "
        + "class, the other classes' mean logit staying where it is. f-ntc: it wins by factors for the "
        + "other classes, its own logit staying. deletion: it loses (Fong & Vedaldi).",
      default: MaskObjective.Kind.targetFactors.rawValue),
    Option(
      "target", "CLASS", help: "The class: predicted, true, or a class by name or number.",
      default: "predicted"),
    Option("iterations", "N", help: "Steps of Adam.", default: "200 (deletion 300)"),
    Option("rate", "R", help: "Adam's learning rate.", default: "0.1"),
    Option("gamma", "G", help: "Weight of what f-tc and f-ntc hold still.", default: "0.3"),
    Option(
      "gamma-norm", "HOW",
      help: "What f-tc holds still: mean, the other classes' mean logit, in which rises and falls "
        + "cancel; or vector, each of them.", default: "mean"),
    Option(
      "variation", "L", help: "Weight of the mask's total variation.",
      default: "1.7 (deletion 0.01)"),
    Option("removal", "L", help: "Weight of |1 - M|.", default: "3 (deletion 0.0001)"),
    Option(
      "variation-form", "FORM",
      help: "root: (|dy|^B + |dx|^B)^(1/B). isotropic: (dy² + dx²)^(B/2). anisotropic: |dy|^B + "
        + "|dx|^B.",
      default: "root (deletion isotropic)"),
    Option("exponent", "B", help: "B of the total variation.", default: "2 (deletion 3)"),
    Option(
      "penalty", "HOW", help: "mean or sum over the cells of the mask.",
      default: "mean (deletion sum)"),
    Option(
      "mask", "ROWSxCOLUMNS", help: "Cells of the mask.",
      default: "8x8 below 64 pixels, else 28x28"),
    Option(
      "mask-scaling", "HOW", help: "How it is enlarged: bilinear, bilinear-corners, nearest.",
      default: "bilinear (deletion nearest)"),
    Option(
      "mask-blur", "SIGMA", help: "Blurs the enlarged mask, in pixels; 0 for not.",
      default: "0 (deletion 5 of 224 pixels)"),
    Option(
      "blur", "SIGMA", help: "Blur that stands for nothing, in pixels.",
      default: "1.5 below 64 pixels, else 5 (deletion 10 of 224)"),
    Option(
      "blur-size", "N", help: "Pixels of its kernel, odd.",
      default: "11 (deletion three sigma each way)"),
    Option(
      "blur-edge", "HOW", help: "What lies beyond the image: reflect, replicate, zero.",
      default: GaussianBlur.Edge.reflect.rawValue),
    Option(
      "start", "MASK", help: "Mask to begin with: uniform (random), ones (all kept), half, disc.",
      default: "uniform (deletion disc)"),
    Option("no-clamp", help: "Let cells leave 0 to 1."),
    Option(
      "jitter", "N", help: "Move the image by up to N pixels in each step.",
      default: "0 (deletion 3 from 64 pixels on)"),
  ]
}

extension Arguments {
  /// The published settings for images of a size, with what the user changes.
  func maskOptions(side: Int) throws -> LearnedMaskOptions {
    let kind: MaskObjective.Kind = try value("objective", .choice(), default: .targetFactors)
    var options = LearnedMaskOptions.published(kind, side: side)
    if kind == .plain || kind == .deletion { try refuse("gamma", "f-tc and f-ntc") }
    if kind != .targetFactors { try refuse("gamma-norm", "f-tc") }
    let unbounded = 0...Double.greatestFiniteMagnitude
    options.objective.weight = try value("gamma", .double(in: unbounded), default: 0.3)
    options.objective.isVectorNorm =
      try value("gamma-norm", .word(["mean", "vector"]), default: "mean") == "vector"
    options.iterations = try value(
      "iterations", .int(in: 1...1_000_000), default: options.iterations)
    options.adam.rate = try value("rate", .positive, default: options.adam.rate)
    options.penalty.variationWeight = try value(
      "variation", .double(in: unbounded), default: options.penalty.variationWeight)
    options.penalty.removalWeight = try value(
      "removal", .double(in: unbounded), default: options.penalty.removalWeight)
    options.penalty.form = try value("variation-form", .choice(), default: options.penalty.form)
    options.penalty.exponent = try value(
      "exponent", .double(in: 1...16), default: options.penalty.exponent)
    options.penalty.isMean =
      try value(
        "penalty", .word(["mean", "sum"]), default: options.penalty.isMean ? "mean" : "sum")
      == "mean"
    if let mask = try value(ifGiven: "mask", .box) {
      (options.rows, options.columns) = (mask.height, mask.width)
    }
    options.scaling = try value("mask-scaling", .choice(), default: options.scaling)
    if let sigma = try value(ifGiven: "mask-blur", .double(in: 0...1000)) {
      options.smoothing =
        sigma == 0
        ? nil
        : GaussianBlur(
          deviation: sigma, size: GaussianBlur.size(deviation: sigma), edge: .replicate)
    }
    if let sigma = try value(ifGiven: "blur", .double(in: 0.01...1000)) {
      options.blur.deviation = sigma
      if kind == .deletion { options.blur.size = GaussianBlur.size(deviation: sigma) }
    }
    options.blur.size = try value("blur-size", .oddNumber, default: options.blur.size)
    options.blur.edge = try value("blur-edge", .choice(), default: options.blur.edge)
    options.start = try value("start", .choice(), default: options.start)
    options.clamps = !flag("no-clamp")
    options.jitter = try value("jitter", .int(in: 0...1000), default: options.jitter)
    options.seed = try seed()
    return options
  }

  private func refuse(_ option: String, _ objective: String) throws(UsageError) {
    if isGiven(option) {
      throw UsageError("--\(option) is for the objectives \(objective) only", command: command)
    }
  }
}

extension ValueKind where Value == String {
  /// One of a few words.
  static func word(_ words: [String]) -> Self {
    Self(expected: "one of " + words.joined(separator: ", "), candidates: words) {
      words.contains($0) ? $0 : nil
    }
  }
}

extension ValueKind where Value == Int {
  static var oddNumber: Self {
    Self(expected: "an odd number from 1 to 999") { text in
      Int(text).flatMap { (1...999).contains($0) && $0 % 2 == 1 ? $0 : nil }
    }
  }
}
