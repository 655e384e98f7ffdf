import Images

/// The gradient averaged along the straight path from a baseline to the image, times their
/// difference.
///
/// Sundararajan, Taly & Yan 2017, equation 1. The attributions of an image sum to its score less
/// the baseline's, up to the error of the numerical integration.
package struct IntegratedGradients: PixelAttribution, Equatable {
  static let reduction = MethodParameter.reduction(.sum)
  static let sign = MethodParameter.sign(.signed)
  static let steps = MethodParameter(
    "steps", "N", in: 1...10_000, default: 50, help: "Points on the path from the baseline.")
  static let rule = MethodParameter(
    "rule", "NAME", default: PathRule.gaussLegendre, help: "Quadrature rule of the points")
  static let baseline = MethodParameter.baseline

  static let described = MethodDescription(
    "integrated-gradients", [reduction, sign, steps, rule, baseline]
  ) { settings throws(ExplanationError) in
    try IntegratedGradients(
      target: settings.target,
      style: MapStyle(try settings.value(reduction), try settings.value(sign)),
      steps: try settings.value(steps), rule: try settings.value(rule),
      baseline: try settings.value(baseline))
  }

  package let target: ScoreTarget
  package let style: MapStyle
  package let steps: Int
  package let rule: PathRule
  package let baseline: Baseline

  /// - Throws: for fewer steps than the rule needs.
  package init(
    target: ScoreTarget = .predicted, style: MapStyle = MapStyle(.sum, .signed), steps: Int = 50,
    rule: PathRule = .gaussLegendre, baseline: Baseline = .mean
  ) throws(ExplanationError) {
    try Self.steps.check(steps)
    guard steps >= rule.fewestSteps else {
      throw .setting(
        Self.steps.name,
        expected: "a whole number, at least \(rule.fewestSteps) for \(rule.rawValue)",
        found: "\(steps)")
    }
    self.target = target
    self.style = style
    self.steps = steps
    self.rule = rule
    self.baseline = baseline
  }

  package var usesLabel: Bool { target.usesLabel }

  package var name: String {
    "\(Self.described.name) (\(target), \(style), \(steps) steps, \(rule.rawValue), "
      + "from \(baseline.rawValue))"
  }

  package var evaluationsPerImage: Int { 3 * steps }

  package func attributions(
    of batch: ExplanationBatch, by classifier: any Classifier
  ) throws -> [Float] {
    let score = try ChosenScore(target, .logit, of: batch, by: classifier)
    let color = baseline.color(classifier.normalization)
    let points = rule.points(steps)
    let size = batch.imageSize
    let copies = ChangedCopies(batch: batch, copiesPerImage: steps) { _, copy, pixels in
      let share = Float(points[copy].place)
      for place in pixels.indices {
        let start = color[place % 3]
        pixels[place] = start + share * (pixels[place] - start)
      }
    }
    var means = [Float](repeating: 0, count: batch.count * size)
    try copies.forEachGradient(score, by: classifier) { image, copy, gradient in
      let weight = Float(points[copy].weight)
      means.withUnsafeMutableBufferPointer { means in
        for (place, value) in gradient.enumerated() {
          means[image * size + place] += weight * value
        }
      }
    }
    return means.indices.map { means[$0] * (batch.pixels[$0] - color[$0 % 3]) }
  }

  /// For each image the sum of its attributions and what it should equal: the image's score less
  /// the baseline's.
  ///
  /// - Parameter attributions: what `attributions(of:by:)` found for the batch.
  package func completeness(
    of attributions: [Float], in batch: ExplanationBatch, by classifier: any Classifier
  ) throws -> [(sum: Double, difference: Double)] {
    let score = try ChosenScore(target, .logit, of: batch, by: classifier)
    let color = baseline.color(classifier.normalization)
    let copies = ChangedCopies(batch: batch, copiesPerImage: 1) { _, _, pixels in
      for place in pixels.indices { pixels[place] = color[place % 3] }
    }
    let bases = try copies.scores(score, by: classifier)
    return (0..<batch.count).map { image in
      let own = attributions[image * batch.imageSize..<(image + 1) * batch.imageSize]
      return (
        sum: own.reduce(0.0) { $0 + Double($1) },
        difference: Double(score.values[image]) - Double(bases[image])
      )
    }
  }
}
