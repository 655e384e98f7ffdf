import Datasets
import Explanations
import Terminal

/// The options by which a command lets a method be chosen, and set.
enum MethodOptions {
  static let method = Option(
    "method", "NAME", help: "How pixels are weighed: " + names(MethodName.self) + ".",
    default: MethodName.gradient.rawValue)

  /// What the methods may be told; each listens to what concerns it.
  static let settings: [Option] = [
    ExplanationInputs.target,
    Option(
      "reduction", "HOW",
      help: "How the three channels of a pixel become one number: " + names(ChannelReduction.self)
        + " (gradients).",
      default: "what suits the method"),
    Option(
      "sign", "HOW",
      help: "absolute (how much a pixel matters) or signed (for or against the score).",
      default: "what suits the method"),
    Option(
      "scale", "SCALE",
      help: "Gradients with respect to normalized or raw (0 to 1) pixels: "
        + names(GradientScale.self) + ".", default: GradientScale.normalized.rawValue),
    Option(
      "samples", "N", help: "Copies per image: smoothgrad, lime, rise.",
      default: "25, 1000, 2000"),
    Option(
      "noise", "SHARE", help: "smoothgrad's deviation, of the range of the image.",
      default: "0.15"),
    Option(
      "averaging", "HOW",
      help: "What smoothgrad averages: " + names(SmoothGrad.Averaging.self)
        + ".", default: SmoothGrad.Averaging.plain.rawValue),
    Option("steps", "N", help: "integrated-gradients' places on the way.", default: "50"),
    Option(
      "rule", "NAME", help: "Where they lie: " + names(PathRule.self) + ".",
      default: PathRule.gaussLegendre.rawValue),
    Option(
      "baseline", "COLOUR",
      help: "What stands for nothing (integrated-gradients, occlusion): " + names(Baseline.self)
        + ".", default: Baseline.mean.rawValue),
    Option(
      "layer", "NAME", help: "grad-cam's layer, such as layer3.2 ('misclass networks' lists them).",
      default: "the last of at least 4x4"),
    Option(
      "upscaling", "HOW",
      help: "How grad-cam's map is made larger: " + names(Upscaling.self)
        + ".", default: Upscaling.bilinear.rawValue),
    Option(
      "score", "KIND",
      help: "logit or probability, for the methods that change pixels and look.",
      default: "occlusion: logit; lime, rise: probability"),
    Option("window", "HEIGHTxWIDTH", help: "occlusion's window.", default: "4x4"),
    Option("stride", "N", help: "How far it moves.", default: "2"),
    Option(
      "segments", "KIND", help: "lime's segments: slic:N (about N) or grid:N (N x N).",
      default: "slic:32"),
    Option(
      "hiding", "HOW", help: "What a hidden segment becomes: " + names(LIME.Hiding.self) + ".",
      default: LIME.Hiding.segmentMean.rawValue),
    Option("cells", "N", help: "rise's cells to a side.", default: "8"),
    Option("keep", "SHARE", help: "Share of cells that are kept.", default: "0.5"),
  ]

  /// The methods that a setting concerns; the target concerns all that look at the network.
  static let concerned: [(option: String, methods: [MethodName])] = [
    ("reduction", [.gradient, .inputTimesGradient, .smoothGrad, .integratedGradients]),
    (
      "sign",
      [
        .gradient, .inputTimesGradient, .smoothGrad, .integratedGradients, .gradCAM,
        .gradCAMPlusPlus, .occlusion, .lime,
      ]
    ),
    ("scale", [.gradient, .inputTimesGradient, .smoothGrad]),
    ("samples", [.smoothGrad, .lime, .rise]),
    ("noise", [.smoothGrad]), ("averaging", [.smoothGrad]),
    ("steps", [.integratedGradients]), ("rule", [.integratedGradients]),
    ("baseline", [.integratedGradients, .occlusion]),
    ("layer", [.gradCAM, .gradCAMPlusPlus]), ("upscaling", [.gradCAM, .gradCAMPlusPlus]),
    ("score", [.occlusion, .lime, .rise]),
    ("window", [.occlusion]), ("stride", [.occlusion]),
    ("segments", [.lime]), ("hiding", [.lime]),
    ("cells", [.rise]), ("keep", [.rise]),
  ]

  static func names<Value: CaseIterable & RawRepresentable>(
    _ type: Value.Type
  ) -> String where Value.RawValue == String {
    Value.allCases.map(\.rawValue).joined(separator: ", ")
  }
}

extension ValueKind where Value == Segmentation {
  static var segmentation: Self {
    Self(expected: "slic, slic:SEGMENTS, grid or grid:CELLS") {
      try? Segmentation(parsing: $0)
    }
  }
}

extension Arguments {
  /// The method that the user asks for, with what is said about it.
  func method(classNames: [String]) throws -> any ExplanationMethod {
    let method: MethodName = try value("method", .choice(), default: .gradient)
    for (option, methods) in MethodOptions.concerned
    where isGiven(option) && !methods.contains(method) {
      // No error: scripts give the same settings to one method after the other.
      let names = methods.map(\.rawValue).joined(separator: ", ")
      Console(self).message("--\(option) is for \(names); it changes nothing of \(method.rawValue)")
    }
    return try method.method(
      methodSettings(
        target: value("target", .target(classNames: classNames), default: .predicted)))
  }

  func methodSettings(target: ScoreTarget) throws -> MethodSettings {
    var settings = MethodSettings()
    settings.target = target
    settings.reduction = try value(ifGiven: "reduction", .choice())
    settings.sign = try value(ifGiven: "sign", .choice())
    settings.scale = try value("scale", .choice(), default: settings.scale)
    settings.seed = try seed()
    settings.samples = try value(ifGiven: "samples", .int(in: 1...1_000_000))
    settings.noise = try value("noise", .double(in: 0...100), default: settings.noise)
    settings.averaging = try value("averaging", .choice(), default: settings.averaging)
    settings.steps = try value("steps", .int(in: 1...10_000), default: settings.steps)
    settings.rule = try value("rule", .choice(), default: settings.rule)
    settings.baseline = try value("baseline", .choice(), default: settings.baseline)
    settings.layer = try value(ifGiven: "layer", .string)
    settings.upscaling = try value("upscaling", .choice(), default: settings.upscaling)
    settings.score = try value(ifGiven: "score", .choice())
    settings.window = try value("window", .box, default: settings.window)
    settings.stride = try value("stride", .int(in: 1...65_536), default: settings.stride)
    settings.segmentation = try value(
      "segments", .segmentation, default: settings.segmentation)
    settings.hiding = try value("hiding", .choice(), default: settings.hiding)
    settings.cells = try value("cells", .int(in: 2...256), default: settings.cells)
    settings.keep = try value("keep", .double(in: 0...1), default: settings.keep)
    return settings
  }
}
