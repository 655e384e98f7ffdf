/// The drop of a score when a window of the image is covered.
///
/// Zeiler & Fergus 2014, section 4.2. Windows begin at the top left corner and move by the stride;
/// the last of a row or column is cut off by the border. A pixel gets the mean over the windows
/// that cover it (Captum's definition).
package struct Occlusion: ExplanationMethod, Equatable {
  static let score = MethodParameter.score(.logit)
  static let sign = MethodParameter.sign(.signed)
  static let window = MethodParameter(
    "window", default: BoxShape(height: 4, width: 4), help: "Size of the window that is covered.")
  static let stride = MethodParameter(
    "stride", "N", in: 1...BoxShape.largestSide, default: 2, help: "How far the window moves.")
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
  package let window: BoxShape
  package let stride: Int
  package let baseline: Baseline

  /// - Throws: for a stride that is not above 0 or leaves pixels uncovered.
  package init(
    target: ScoreTarget = .predicted, score: ScoreKind = .logit,
    sign: AttributionSign = .signed, window: BoxShape = BoxShape(height: 4, width: 4),
    stride: Int = 2, baseline: Baseline = .mean
  ) throws(ExplanationError) {
    let side = min(window.height, window.width)
    guard (1...side).contains(stride) else {
      throw .setting(
        "stride", expected: "a whole number from 1 to the window's shorter side, \(side)",
        found: "\(stride)")
    }
    self.target = target
    self.score = score
    self.sign = sign
    self.window = window
    self.stride = stride
    self.baseline = baseline
  }

  package var usesLabel: Bool { target.usesLabel }

  package var name: String {
    "\(Self.described.name) (\(target), \(score.rawValue)\(sign == .absolute ? ", absolute" : ""), "
      + "\(window) every \(stride), \(baseline.rawValue))"
  }

  /// For images of 32 x 32.
  package var evaluationsPerImage: Int {
    positions(32, window.height).count * positions(32, window.width).count
  }

  package func maps(of batch: ExplanationBatch, by classifier: any Classifier) throws -> [Float] {
    try window.check(height: batch.height, width: batch.width)
    let columns = positions(batch.width, window.width)
    let frames = positions(batch.height, window.height).flatMap { rows in
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

  /// Along one axis.
  private func positions(_ side: Int, _ window: Int) -> [Range<Int>] {
    let moves = max(side - window + stride - 1, 0) / stride
    return (0...moves).map { $0 * stride..<min($0 * stride + window, side) }
  }
}
