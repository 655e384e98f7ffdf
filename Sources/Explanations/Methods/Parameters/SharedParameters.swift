// Parameters that several methods share; each method gives its own default where they differ.

extension MethodParameter where Value == ChannelReduction {
  static func reduction(_ fallback: ChannelReduction) -> Self {
    Self(
      "reduction", "HOW", default: fallback,
      help: "How the three channels of a pixel become one number")
  }
}

extension MethodParameter where Value == AttributionSign {
  static func sign(_ fallback: AttributionSign) -> Self {
    Self(
      "sign", "HOW", default: fallback,
      help: "Whether a map shows how much a pixel matters, or for (+) and against (-) the score")
  }
}

extension MethodParameter where Value == GradientScale {
  static var scale: Self {
    Self(
      "scale", "SCALE", default: .normalized,
      help: "Gradients with respect to normalised pixels, or to pixels from 0 to 1")
  }
}

extension MethodParameter where Value == Int {
  static func samples(_ range: ClosedRange<Int>, default fallback: Int) -> Self {
    Self("samples", "N", in: range, default: fallback, help: "Changed copies of each image.")
  }
}

extension MethodParameter where Value == Baseline {
  static var baseline: Self {
    Self("baseline", "COLOUR", default: .mean, help: "Reference colour")
  }
}

extension MethodParameter where Value == ScoreKind {
  static func score(_ fallback: ScoreKind) -> Self {
    Self("score", "KIND", default: fallback, help: "Score of the changed images")
  }
}

extension MethodParameter where Value == Upscaling {
  static var upscaling: Self {
    Self(
      "upscaling", "HOW", default: .bilinear,
      help: "How the layer's map is enlarged to the size of the image")
  }
}

extension MethodParameter where Value == String? {
  static var layer: Self {
    Self(
      "layer", "NAME", .layer, default: nil, described: "the last of at least 4x4",
      help: "Layer to explain, such as layer3.2 ('misclass networks' lists them).",
      convert: { $0.isEmpty ? nil : .some($0) })
  }
}
