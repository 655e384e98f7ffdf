/// The gradient times what stands in the pixel: the first-order share of each pixel in the score.
///
/// Shrikumar et al. 2016. On the normalised scale a pixel is measured from the data's mean colour,
/// on the raw scale from black.
package struct InputTimesGradient: PixelAttribution, Equatable {
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
    "input-times-gradient (\(target), \(style)\(scale == .raw ? ", raw" : ""))"
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
