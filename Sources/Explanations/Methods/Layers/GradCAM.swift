/// The weighted sum of a layer's channels, each weighted by its influence on the score.
///
/// Grad-CAM (Selvaraju et al. 2017, equations 1 and 2) weights a channel by the mean of its
/// gradient; Grad-CAM++ (Chattopadhay et al. 2018, equations 5 and 19) by a weighted mean over the
/// places with a positive gradient. A map has the resolution of the layer and is scaled up.
package struct GradCAM: LayerAttribution, Equatable {
  package enum Weighting: Sendable {
    case mean, plusPlus
  }

  static let layer = MethodParameter.layer
  static let upscaling = MethodParameter.upscaling
  static let sign = MethodParameter.sign(.absolute)

  static func described(_ weighting: Weighting) -> MethodDescription {
    MethodDescription(weighting.name, [layer, upscaling, sign]) {
      settings throws(ExplanationError) in
      GradCAM(
        target: settings.target, weighting: weighting, layer: try settings.value(layer),
        upscaling: try settings.value(upscaling), sign: try settings.value(sign))
    }
  }

  package let target: ScoreTarget
  package let weighting: Weighting
  package let layer: String?
  package let upscaling: Upscaling
  package let sign: AttributionSign

  package init(
    target: ScoreTarget = .predicted, weighting: Weighting = .mean, layer: String? = nil,
    upscaling: Upscaling = .bilinear, sign: AttributionSign = .absolute
  ) {
    self.target = target
    self.weighting = weighting
    self.layer = layer
    self.upscaling = upscaling
    self.sign = sign
  }

  var shortName: String { weighting.name }

  func coarseMap(
    _ values: [Float], _ gradients: [Float], area: Int, channels: Int
  ) -> [Float] {
    let weights = weights(values, gradients, area: area, channels: channels)
    return (0..<area).map { place in
      var sum: Float = 0
      for channel in 0..<channels { sum += weights[channel] * values[place * channels + channel] }
      return sum
    }
  }

  private func weights(
    _ values: [Float], _ gradients: [Float], area: Int, channels: Int
  ) -> [Float] {
    var weights = [Float](repeating: 0, count: channels)
    switch weighting {
    case .mean:
      for place in 0..<area {
        for channel in 0..<channels { weights[channel] += gradients[place * channels + channel] }
      }
      return weights.map { $0 / Float(area) }
    case .plusPlus:
      var sums = weights
      for place in 0..<area {
        for channel in 0..<channels { sums[channel] += values[place * channels + channel] }
      }
      for place in 0..<area {
        for channel in 0..<channels {
          let gradient = gradients[place * channels + channel]
          if gradient <= 0 { continue }
          let square = gradient * gradient
          let share = square / (2 * square + sums[channel] * square * gradient + 1e-6)
          weights[channel] += share * gradient
        }
      }
      return weights
    }
  }
}

extension GradCAM.Weighting {
  /// The name of the method with this weighting.
  fileprivate var name: String {
    switch self {
    case .mean: "grad-cam"
    case .plusPlus: "grad-cam++"
    }
  }
}
