import Images

/// A method that attributes to every channel of every pixel; the attributions are then reduced to a
/// map.
package protocol PixelAttribution: ExplanationMethod {
  var style: MapStyle { get }

  /// The contribution of each number of the normalised input to the score, N x H x W x 3, with
  /// signs.
  func attributions(of batch: ExplanationBatch, by classifier: any Classifier) throws -> [Float]
}

extension PixelAttribution {
  package func maps(of batch: ExplanationBatch, by classifier: any Classifier) throws -> [Float] {
    try explanation(of: batch, by: classifier).maps
  }

  package func explanation(
    of batch: ExplanationBatch, by classifier: any Classifier
  ) throws -> BatchExplanation {
    let attributions = try attributions(of: batch, by: classifier)
    return BatchExplanation(
      maps: style.reduction.reduce(attributions, sign: style.sign), attributions: attributions)
  }
}

/// From three channels to one number per pixel.
package struct MapStyle: Sendable, Equatable, CustomStringConvertible {
  package var reduction: ChannelReduction
  package var sign: AttributionSign

  package init(_ reduction: ChannelReduction, _ sign: AttributionSign = .absolute) {
    self.reduction = reduction
    self.sign = sign
  }

  package var description: String {
    reduction.rawValue + (sign == .signed ? ", signed" : "")
  }
}

/// What a gradient is with respect to.
package enum GradientScale: String, Sendable, CaseIterable {
  /// The network's input.
  case normalized
  /// The image on the scale 0...1, before normalisation: the same divided by each channel's
  /// standard deviation.
  case raw

  /// Gradients with respect to the normalised input on this scale, … x 3.
  func apply(to gradients: [Float], _ normalization: Normalization) -> [Float] {
    guard self == .raw else { return gradients }
    return gradients.enumerated().map { $1 / normalization.deviation[$0 % 3] }
  }
}
