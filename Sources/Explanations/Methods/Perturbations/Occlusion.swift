/// The drop of a score when a window of the image is covered.
///
/// Zeiler & Fergus 2014, section 4.2. Windows begin at the top left corner and move by the stride;
/// the last of a row or column is cut off by the border. A pixel gets the mean over the windows
/// that cover it (Captum's definition).
package struct Occlusion: ExplanationMethod, Equatable {
  static let score = MethodParameter.score(.logit)
  static let sign = MethodParameter.sign(.signed)
  static let window = MethodParameter(
    "window", otherwise: "4x4, and 1/8 of the sides of larger images",
    help: "Size of the window that is covered.")
  static let stride = MethodParameter(
    "stride", "N", in: 1...BoxShape.largestSide,
    otherwise: "2, and 1/16 of the shorter side of larger images",
    help: "How far the window moves.")
  static let baseline = MethodParameter.baseline

  static let described = MethodDescription(
    "occlusion", [score, sign, window, stride, baseline]
  ) { settings throws(ExplanationError) in
    try Occlusion(
      target: settings.target, score: try settings.value(score), sign: try settings.value(sign),
      window: try settings.value(window), stride: try settings.value(stride),
      baseline: try settings.value(baseline))
  }

  package let target: ScoreTarget
  package let score: ScoreKind
  package let sign: AttributionSign
  /// Nil for 4 x 4, and an eighth of the sides of images larger than 32 x 32.
  package let window: BoxShape?
  /// Nil for 2, and a sixteenth of the shorter side of larger images.
  package let stride: Int?
  package let baseline: Baseline

  /// - Throws: for a stride that is not above 0 or leaves pixels uncovered.
  package init(
    target: ScoreTarget = .predicted, score: ScoreKind = .logit,
    sign: AttributionSign = .signed, window: BoxShape? = nil, stride: Int? = nil,
    baseline: Baseline = .mean
  ) throws(ExplanationError) {
    let longest = window.map { min($0.height, $0.width) } ?? BoxShape.largestSide
    if let stride { try Self.check(stride, longest) }
    self.target = target
    self.score = score
    self.sign = sign
    self.window = window
    self.stride = stride
    self.baseline = baseline
  }

  private static func check(_ stride: Int, _ longest: Int) throws(ExplanationError) {
    guard (1...longest).contains(stride) else {
      throw .setting(
        "stride", expected: "a whole number from 1 to the window's shorter side, \(longest)",
        found: "\(stride)")
    }
  }

  package var usesLabel: Bool { target.usesLabel }

  package var name: String {
    let window = self.window?.description ?? "1/8 of the sides"
    let stride = self.stride.map(String.init) ?? (self.window == nil ? "1/16" : "1/16 of the side")
    return "\(Self.described.name) (\(target), \(score.rawValue)"
      + "\(sign == .absolute ? ", absolute" : ""), \(window) every \(stride), "
      + "\(baseline.rawValue))"
  }

  /// For images of 32 x 32.
  package var evaluationsPerImage: Int {
    let (window, stride) = windows(height: 32, width: 32)
    return (moves(32, window.height, stride) + 1) * (moves(32, window.width, stride) + 1)
  }

  /// The window and its stride in images of a size.
  func windows(height: Int, width: Int) -> (shape: BoxShape, stride: Int) {
    let shape = window ?? .grown(from: 4, height: height, width: width)
    let usual = min(max(min(height, width) / 16, 2), shape.height, shape.width)
    return (shape, stride ?? usual)
  }

  package func maps(of batch: ExplanationBatch, by classifier: any Classifier) throws -> [Float] {
    let (window, stride) = windows(height: batch.height, width: batch.width)
    try window.check(height: batch.height, width: batch.width)
    try Self.check(stride, min(window.height, window.width))
    let columns = positions(batch.width, window.width, stride)
    let frames = positions(batch.height, window.height, stride).flatMap { rows in
      columns.map { PixelFrame(rows: rows, columns: $0) }
    }
    let corners = frames.map { $0.rows.lowerBound * batch.width + $0.columns.lowerBound }
    let color = baseline.color(classifier.normalization)
    let chosen = try ChosenScore(target, score, of: batch, by: classifier)
    var maps: [Float] = []
    maps.reserveCapacity(batch.count * batch.area)
    for image in 0..<batch.count {
      let answer = try CheckedLogits(
        try classifier.logits(
          of: Array(batch[image]), withWindowsAt: corners, size: (window.height, window.width),
          replacedBy: color),
        classCount: classifier.classCount,
        indices: repeatElement(batch.indices[image], count: corners.count))
      let falls = corners.indices.map {
        chosen.values[image] - chosen.value(answer, $0, image: image)
      }
      maps += meanFalls(falls, of: frames, area: batch.area, width: batch.width)
    }
    return maps
  }

  /// For each pixel, the mean over the windows that cover it.
  private func meanFalls(
    _ falls: [Float], of frames: [PixelFrame], area: Int, width: Int
  ) -> [Float] {
    var sums = [Float](repeating: 0, count: area)
    var counts = sums
    for (fall, frame) in zip(falls, frames) {
      for row in frame.rows {
        for column in frame.columns {
          sums[row * width + column] += fall
          counts[row * width + column] += 1
        }
      }
    }
    return zip(sums, counts).map { sum, count in
      sign == .absolute ? abs(sum / count) : sum / count
    }
  }

  /// How often a window moves along one axis.
  private func moves(_ side: Int, _ window: Int, _ stride: Int) -> Int {
    max(side - window + stride - 1, 0) / stride
  }

  /// Along one axis, by a stride that leaves no pixel out.
  private func positions(_ side: Int, _ window: Int, _ stride: Int) -> [Range<Int>] {
    (0...moves(side, window, stride)).map { $0 * stride..<min($0 * stride + window, side) }
  }
}
