/// How much a score falls when a window of the image is covered.
///
/// Zeiler & Fergus 2014, section 4.2. Windows begin at the top left corner and move by the stride;
/// the last of a row or column is cut off by the border. A pixel gets the mean over the windows
/// that cover it (Captum's definition).
package struct Occlusion: ExplanationMethod, Equatable {
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
    "occlusion (\(target), \(score.rawValue)\(sign == .absolute ? ", absolute" : ""), "
      + "\(window) every \(stride), \(baseline.rawValue))"
  }

  /// For images of 32 x 32.
  package var evaluationsPerImage: Int {
    positions(32, window.height).count * positions(32, window.width).count
  }

  package func maps(of batch: ExplanationBatch, by classifier: any Classifier) throws -> [Float] {
    try window.check(height: batch.height, width: batch.width)
    let rows = positions(batch.height, window.height)
    let columns = positions(batch.width, window.width)
    let windows = rows.flatMap { row in columns.map { (rows: row, columns: $0) } }
    let color = baseline.color(classifier.normalization)
    let chosen = try ChosenScore(target, score, of: batch, by: classifier)
    let width = batch.width
    let copies = ChangedCopies(batch: batch, copiesPerImage: windows.count) { _, copy, pixels in
      for row in windows[copy].rows {
        for column in windows[copy].columns {
          for channel in 0..<3 { pixels[(row * width + column) * 3 + channel] = color[channel] }
        }
      }
    }
    let scores = try copies.scores(chosen, by: classifier)
    var maps = [Float](repeating: 0, count: batch.count * batch.area)
    for image in 0..<batch.count {
      var sums = [Float](repeating: 0, count: batch.area)
      var counts = sums
      for (copy, window) in windows.enumerated() {
        let fall = chosen.values[image] - scores[image * windows.count + copy]
        for row in window.rows {
          for pixel in row * width + window.columns.lowerBound..<row * width
            + window.columns.upperBound
          {
            sums[pixel] += fall
            counts[pixel] += 1
          }
        }
      }
      for pixel in 0..<batch.area {
        let mean = sums[pixel] / counts[pixel]
        maps[image * batch.area + pixel] = sign == .absolute ? abs(mean) : mean
      }
    }
    return maps
  }

  /// Along one axis.
  private func positions(_ side: Int, _ window: Int) -> [Range<Int>] {
    let moves = max(side - window + stride - 1, 0) / stride
    return (0...moves).map { $0 * stride..<min($0 * stride + window, side) }
  }
}
