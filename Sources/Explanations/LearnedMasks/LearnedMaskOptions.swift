/// The options of a learned mask.
package struct LearnedMaskOptions: Sendable, Equatable, Codable {
  /// The initial mask.
  package enum Start: String, Sendable, CaseIterable, Codable {
    /// Cells drawn evenly from 0 to 1 by the image's own stream of the seed.
    case uniform
    /// Nothing removed.
    case ones
    case half
    /// Fong & Vedaldi: the smallest blurred disc in the middle whose removal leaves less than 1 %
    /// of the score gap between the image and its blur, or else the largest.
    case disc
  }

  package var objective: MaskObjective
  package var penalty: MaskPenalty
  /// Rows and columns of the coarse mask.
  package var rows: Int
  package var columns: Int
  package var scaling: MaskScaling.Kind
  /// Blurs the enlarged mask; nil for no blur.
  package var smoothing: GaussianBlur?
  /// The blur of the image that replaces removed pixels.
  package var blur: GaussianBlur
  package var adam: Adam
  package var iterations: Int
  package var start: Start
  /// Clamps cells to 0...1 after each step.
  package var clamps: Bool
  /// Most pixels, each way, that the changed image is moved by in an iteration.
  package var jitter: Int
  package var seed: UInt64

  package init(
    objective: MaskObjective, penalty: MaskPenalty, rows: Int = 8, columns: Int = 8,
    scaling: MaskScaling.Kind = .bilinear, smoothing: GaussianBlur? = nil, blur: GaussianBlur,
    adam: Adam = Adam(rate: 0.1), iterations: Int = 200, start: Start = .uniform,
    clamps: Bool = true, jitter: Int = 0, seed: UInt64 = 0
  ) {
    precondition(rows > 0 && columns > 0 && iterations >= 0 && jitter >= 0)
    self.objective = objective
    self.penalty = penalty
    self.rows = rows
    self.columns = columns
    self.scaling = scaling
    self.smoothing = smoothing
    self.blur = blur
    self.adam = adam
    self.iterations = iterations
    self.start = start
    self.clamps = clamps
    self.jitter = jitter
    self.seed = seed
  }

  /// The published settings, lengths scaled from 224 pixels to images of `side`.
  ///
  /// Kang et al.: 28 x 28 cells, σ 5, λ 1.7 and 3, β 2, γ 0.3, 200 iterations; the sums of the
  /// penalty are read as means, since as sums they would be hundreds of times larger than any
  /// probability. Fong & Vedaldi: σ 10, λ 10⁻² and 10⁻⁴, β 3, sums, 300 iterations, nearest cells
  /// blurred with σ 5, a disc to begin with. For images below 64 pixels masks have 8 x 8 cells (or
  /// fewer, for smaller ones).
  package static func published(_ kind: MaskObjective.Kind, side: Int) -> LearnedMaskOptions {
    let scale = Double(side) / 224
    let cells = side < 64 ? min(8, max(side, 1)) : 28
    let objective = MaskObjective(kind: kind)
    if kind == .deletion {
      let smooth = 5 * scale
      return LearnedMaskOptions(
        objective: objective,
        penalty: MaskPenalty(
          variationWeight: 1e-2, removalWeight: 1e-4, form: .isotropic, exponent: 3, isMean: false),
        rows: cells, columns: cells, scaling: .nearest,
        smoothing: .continued(deviation: smooth),
        blur: GaussianBlur(
          deviation: 10 * scale, size: GaussianBlur.size(deviation: 10 * scale)), iterations: 300,
        start: .disc, jitter: side < 64 ? 0 : 3)
    }
    let deviation = side < 64 ? 1.5 : 5.0
    return LearnedMaskOptions(
      objective: objective,
      penalty: MaskPenalty(
        variationWeight: 1.7, removalWeight: 3, form: .root, exponent: 2, isMean: true),
      rows: cells, columns: cells, blur: GaussianBlur(deviation: deviation, size: 11))
  }
}

extension GaussianBlur {
  /// Pixels of a kernel that reaches three standard deviations.
  package static func size(deviation: Double) -> Int {
    2 * Int((3 * deviation).rounded(.up)) + 1
  }
}
