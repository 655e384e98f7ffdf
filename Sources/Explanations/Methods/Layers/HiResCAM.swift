/// The contribution of each place of a layer to a score: activation times gradient, summed over
/// channels.
///
/// Draelos & Carin 2020, equation 6. Unlike Grad-CAM the gradient is not averaged first, so a place
/// is shown by its own gradient. In front of global average pooling and one linear layer the cells
/// add up to the logit less its bias, and the map is that of Grad-CAM. The paper applies no ReLU:
/// `sign` set to signed is its definition. By default what is below zero is left out, as in the
/// other maps of layers, because the top of a map is erased.
package struct HiResCAM: LayerAttribution, Equatable {
  static let layer = MethodParameter.layer
  static let upscaling = MethodParameter.upscaling
  static let sign = MethodParameter.sign(.absolute)

  static let described = MethodDescription("hires-cam", [layer, upscaling, sign]) {
    settings throws(ExplanationError) in
    HiResCAM(
      target: settings.target, layer: try settings.value(layer),
      upscaling: try settings.value(upscaling), sign: try settings.value(sign))
  }

  package let target: ScoreTarget
  package let layer: String?
  package let upscaling: Upscaling
  package let sign: AttributionSign

  package init(
    target: ScoreTarget = .predicted, layer: String? = nil, upscaling: Upscaling = .bilinear,
    sign: AttributionSign = .absolute
  ) {
    self.target = target
    self.layer = layer
    self.upscaling = upscaling
    self.sign = sign
  }

  var shortName: String { Self.described.name }

  func coarseMap(
    _ values: [Float], _ gradients: [Float], area: Int, channels: Int
  ) -> [Float] {
    (0..<area).map { place in
      (place * channels..<(place + 1) * channels).reduce(Float(0)) {
        $0 + values[$1] * gradients[$1]
      }
    }
  }
}
