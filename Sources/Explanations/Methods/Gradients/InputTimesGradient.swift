/// The gradient times the pixel's value: the first-order contribution of each pixel to the score.
///
/// Shrikumar et al. 2016. On the normalised scale a pixel is measured from the data's mean colour,
/// on the raw scale from black.
package struct InputTimesGradient: PixelAttribution, Equatable {
  static let reduction = MethodParameter.reduction(.sum)
  static let sign = MethodParameter.sign(.signed)
  static let scale = MethodParameter.scale

  static let described = MethodDescription("input-times-gradient", [reduction, sign, scale]) {
    settings throws(ExplanationError) in
    InputTimesGradient(
      target: settings.target,
      style: MapStyle(try settings.value(reduction), try settings.value(sign)),
      scale: try settings.value(scale))
  }

  package let target: ScoreTarget
  package let style: MapStyle
  package let scale: GradientScale

  package init(
    target: ScoreTarget = .predicted, style: MapStyle = MapStyle(.sum, .signed),
    scale: GradientScale = .normalized
  ) {
    self.target = target
    self.style = style
    self.scale = scale
  }

  package var usesLabel: Bool { target.usesLabel }

  package var name: String {
    "\(Self.described.name) (\(target), \(style)\(scale == .raw ? ", raw" : ""))"
  }

  package func attributions(
    of batch: ExplanationBatch, by classifier: any Classifier
  ) throws -> [Float] {
    let gradients = try classifier.checkedGradients(of: target, in: batch).gradients
    let origin: Baseline = scale == .raw ? .black : .mean
    let baseline = origin.color(classifier.normalization)
    return gradients.indices.map { gradients[$0] * (batch.pixels[$0] - baseline[$0 % 3]) }
  }
}
