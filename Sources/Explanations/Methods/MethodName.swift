/// The methods that can be asked for by name.
package enum MethodName: String, Sendable, CaseIterable {
  case gradient
  case inputTimesGradient = "input-times-gradient"
  case smoothGrad = "smoothgrad"
  case integratedGradients = "integrated-gradients"
  case gradCAM = "grad-cam"
  case gradCAMPlusPlus = "grad-cam++"
  case occlusion
  case lime
  case rise
  case random

  /// The method with those of the settings that concern it.
  ///
  /// - Throws: `ExplanationError` for a setting out of its range.
  package func method(
    _ settings: MethodSettings = MethodSettings()
  ) throws(ExplanationError) -> any ExplanationMethod {
    switch self {
    case .gradient:
      GradientSaliency(
        target: settings.target, style: settings.style(.max, .absolute), scale: settings.scale)
    case .inputTimesGradient:
      InputTimesGradient(
        target: settings.target, style: settings.style(.sum, .signed), scale: settings.scale)
    case .smoothGrad:
      try SmoothGrad(
        target: settings.target, style: settings.style(.max, .absolute), scale: settings.scale,
        samples: settings.samples ?? 25, noise: settings.noise, averaging: settings.averaging,
        seed: settings.seed)
    case .integratedGradients:
      try IntegratedGradients(
        target: settings.target, style: settings.style(.sum, .signed), steps: settings.steps,
        rule: settings.rule, baseline: settings.baseline)
    case .gradCAM, .gradCAMPlusPlus:
      GradCAM(
        target: settings.target, weighting: self == .gradCAM ? .mean : .plusPlus,
        layer: settings.layer, upscaling: settings.upscaling,
        sign: settings.sign ?? .absolute)
    case .occlusion:
      try Occlusion(
        target: settings.target, score: settings.score ?? .logit,
        sign: settings.sign ?? .signed, window: settings.window, stride: settings.stride,
        baseline: settings.baseline)
    case .lime:
      try LIME(
        target: settings.target, score: settings.score ?? .probability,
        sign: settings.sign ?? .signed, segmentation: settings.segmentation,
        samples: settings.samples ?? 1000, hiding: settings.hiding, seed: settings.seed)
    case .rise:
      try RISE(
        target: settings.target, score: settings.score ?? .probability,
        samples: settings.samples ?? 2000, cells: settings.cells, keep: settings.keep,
        seed: settings.seed)
    case .random:
      RandomMaps(seed: settings.seed)
    }
  }
}

/// What a user may say about a method; each method reads what concerns it.
package struct MethodSettings: Sendable {
  package var target = ScoreTarget.predicted
  /// Nil for what suits the method.
  package var reduction: ChannelReduction?
  package var sign: AttributionSign?
  package var scale = GradientScale.normalized
  package var seed: UInt64 = 0
  /// Noisy copies (SmoothGrad), masked copies (LIME, RISE); nil for the method's own number.
  package var samples: Int?
  /// SmoothGrad's deviation, as a share of the range of the image.
  package var noise = 0.15
  package var averaging = SmoothGrad.Averaging.plain
  /// Integrated gradients' points on the way.
  package var steps = 50
  package var rule = PathRule.gaussLegendre
  package var baseline = Baseline.mean
  /// Grad-CAM's layer; nil for the last that is at least 4 x 4.
  package var layer: String?
  package var upscaling = Upscaling.bilinear
  /// Logits or probabilities, in the methods that only ask for scores; nil for the method's own.
  package var score: ScoreKind?
  /// Occlusion's window and how far it moves.
  package var window = BoxShape(height: 4, width: 4)
  package var stride = 2
  /// LIME's.
  package var segmentation = Segmentation.slic(segments: 32)
  package var hiding = LIME.Hiding.segmentMean
  /// RISE's cells to a side and share of cells kept.
  package var cells = 8
  package var keep = 0.5

  package init() {}

  func style(_ reduction: ChannelReduction, _ sign: AttributionSign) -> MapStyle {
    MapStyle(self.reduction ?? reduction, self.sign ?? sign)
  }
}

/// Which number of a class is explained.
package enum ScoreKind: String, Sendable, CaseIterable {
  /// Before the softmax.
  case logit
  /// After it.
  case probability
}
