import Images

/// The gradient averaged over noisy copies of the image.
///
/// Smilkov et al. 2017: the deviation of the noise is a share of the range of the image, 10 to 20
/// %.
package struct SmoothGrad: PixelAttribution, Equatable {
  /// What is averaged.
  package enum Averaging: String, Sendable, CaseIterable {
    /// Gradients with their signs; the reduction takes absolute values after it (the paper).
    case plain
    case absolute
    /// Squares of gradients.
    case squared
  }

  static let reduction = MethodParameter.reduction(.max)
  static let sign = MethodParameter.sign(.absolute)
  static let scale = MethodParameter.scale
  static let samples = MethodParameter.samples(1...1_000_000, default: 25)
  static let noise = MethodParameter(
    "noise", "SHARE", in: 0...100, default: 0.15,
    help: "Standard deviation of the noise as a share of the range of the image.")
  static let averaging = MethodParameter(
    "averaging", "HOW", default: Averaging.plain, help: "What is averaged")

  static let described = MethodDescription(
    "smoothgrad", [reduction, sign, scale, samples, noise, averaging]
  ) { settings throws(ExplanationError) in
    try SmoothGrad(
      target: settings.target,
      style: MapStyle(try settings.value(reduction), try settings.value(sign)),
      scale: try settings.value(scale), samples: try settings.value(samples),
      noise: try settings.value(noise), averaging: try settings.value(averaging),
      seed: settings.seed)
  }

  package let target: ScoreTarget
  package let style: MapStyle
  package let scale: GradientScale
  package let samples: Int
  /// Deviation of the noise over (largest - smallest number of the normalised image).
  package let noise: Double
  package let averaging: Averaging
  package let seed: UInt64

  /// - Throws: for a number out of the range of its parameter.
  package init(
    target: ScoreTarget = .predicted, style: MapStyle = MapStyle(.max),
    scale: GradientScale = .normalized, samples: Int = 25, noise: Double = 0.15,
    averaging: Averaging = .plain, seed: UInt64 = 0
  ) throws(ExplanationError) {
    try Self.samples.check(samples)
    try Self.noise.check(noise)
    self.target = target
    self.style = style
    self.scale = scale
    self.samples = samples
    self.noise = noise
    self.averaging = averaging
    self.seed = seed
  }

  package var usesLabel: Bool { target.usesLabel }

  package var name: String {
    "\(Self.described.name) (\(target), \(style)\(scale == .raw ? ", raw" : ""), "
      + "\(samples) samples, noise \(noise)\(averaging == .plain ? "" : ", " + averaging.rawValue))"
  }

  package var evaluationsPerImage: Int { 3 * samples }

  package func attributions(
    of batch: ExplanationBatch, by classifier: any Classifier
  ) throws -> [Float] {
    let score = try ChosenScore(target, .logit, of: batch, by: classifier)
    let size = batch.imageSize
    let copies = ChangedCopies(batch: batch, copiesPerImage: samples) { image, copy, pixels in
      let noise = Self.noise(
        seed: seed, image: batch.indices[image], sample: copy, count: size,
        deviation: self.noise * Self.range(of: batch[image]))
      for place in 0..<size { pixels[place] += noise[place] }
    }
    var sums = [Float](repeating: 0, count: batch.count * size)
    try copies.forEachGradient(score, by: classifier) { image, _, gradient in
      for (place, value) in gradient.enumerated() {
        sums[image * size + place] += averaging.term(value)
      }
    }
    return scale.apply(to: sums.map { $0 / Float(samples) }, classifier.normalization)
  }

  /// The noise of one sample, determined by seed, image and sample alone.
  package static func noise(
    seed: UInt64, image: Int, sample: Int, count: Int, deviation: Double
  ) -> [Float] {
    var stream = RandomStream(
      seed, .noise, UInt64(bitPattern: Int64(image)), UInt64(sample))
    return (0..<count).map { _ in Float(deviation) * stream.normal() }
  }

  private static func range(of pixels: ArraySlice<Float>) -> Double {
    Double((pixels.max() ?? 0) - (pixels.min() ?? 0))
  }
}

extension SmoothGrad.Averaging {
  fileprivate func term(_ gradient: Float) -> Float {
    switch self {
    case .plain: gradient
    case .absolute: abs(gradient)
    case .squared: gradient * gradient
    }
  }
}
