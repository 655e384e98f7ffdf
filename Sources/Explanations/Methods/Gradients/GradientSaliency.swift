/// The gradient of a score with respect to the pixels.
///
/// Simonyan, Vedaldi & Zisserman 2014, section 3.1, by default with absolute values and the largest
/// channel of each pixel.
package struct GradientSaliency: PixelAttribution, Equatable {
  static let reduction = MethodParameter.reduction(.max)
  static let sign = MethodParameter.sign(.absolute)
  static let scale = MethodParameter.scale

  static let described = MethodDescription("gradient", [reduction, sign, scale]) {
    settings throws(ExplanationError) in
    GradientSaliency(
      target: settings.target,
      style: MapStyle(try settings.value(reduction), try settings.value(sign)),
      scale: try settings.value(scale))
  }

  package let target: ScoreTarget
  package let style: MapStyle
  package let scale: GradientScale

  package init(
    target: ScoreTarget = .predicted, style: MapStyle = MapStyle(.max),
    scale: GradientScale = .normalized
  ) {
    self.target = target
    self.style = style
    self.scale = scale
  }

  package init(target: ScoreTarget = .predicted, reduction: ChannelReduction) {
    self.init(target: target, style: MapStyle(reduction))
  }

  package var usesLabel: Bool { target.usesLabel }

  package var name: String {
    "\(Self.described.name) (\(target), \(style)\(scale == .raw ? ", raw" : ""))"
  }

  package func attributions(
    of batch: ExplanationBatch, by classifier: any Classifier
  ) throws -> [Float] {
    try scaledGradients(of: batch, by: classifier).gradients
  }

  package func explanation(
    of batch: ExplanationBatch, by classifier: any Classifier
  ) throws -> BatchExplanation {
    let (scores, gradients) = try scaledGradients(of: batch, by: classifier)
    return BatchExplanation(
      maps: style.reduction.reduce(gradients, sign: style.sign), attributions: gradients,
      scores: scores)
  }

  private func scaledGradients(
    of batch: ExplanationBatch, by classifier: any Classifier
  ) throws -> (scores: CheckedLogits, gradients: [Float]) {
    let answer = try classifier.checkedGradients(of: target, in: batch)
    return (answer.scores, scale.apply(to: answer.gradients, classifier.normalization))
  }
}
