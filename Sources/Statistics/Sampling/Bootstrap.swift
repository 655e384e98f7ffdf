/// Draws as many things as there are, with replacement, many times over.
///
/// B. Efron (1979), "Bootstrap methods: another look at the jackknife". Whatever is computed from a
/// thing (such as an image with the answers of all models) is drawn together, so its dependence
/// stays.
package struct Bootstrap: Sendable {
  /// How many things there are, at least 1.
  package let things: Int
  /// How many times they are drawn anew, at least 1.
  package let resamples: Int
  package let seed: UInt64

  package init(things: Int, resamples: Int, seed: UInt64) {
    precondition(things > 0 && things <= Int(Int32.max) && resamples > 0)
    (self.things, self.resamples, self.seed) = (things, resamples, seed)
  }

  /// Resamples that are drawn into the same memory, one after the other.
  private static let runLength = 16

  /// What `body` makes of each resample, given how often each thing was drawn; these add up to
  /// `things`.
  ///
  /// - Throws: what the loop stops with.
  package func map<Result, Failure>(
    by loop: PieceLoop<Failure> = .serial, _ body: (_ times: [Int32]) -> Result
  ) throws(Failure) -> [Result] {
    try loop.map(resamples, inRunsOf: Self.runLength) { run in
      var times = [Int32](repeating: 0, count: things)
      return run.map { resample in
        draw(resample, &times)
        return body(times)
      }
    }
  }

  private func draw(_ resample: Int, _ times: inout [Int32]) {
    var generator = SeededGenerator(seed: seed, stream: UInt64(resample))
    times.withUnsafeMutableBufferPointer { times in
      times.update(repeating: 0)
      for _ in 0..<things { times[Int(generator.next(upperBound: UInt64(things)))] += 1 }
    }
  }
}

/// Intervals that hold the middle of what resamples gave.
package enum PercentileInterval {
  /// The ends between which the share `confidence` of the values lies, interpolated linearly.
  ///
  /// - Throws: `NotDefined` without values.
  package static func of(
    _ values: [Double], confidence: Double = 0.95
  ) throws(NotDefined) -> ClosedRange<Double> {
    guard !values.isEmpty else { throw NotDefined("no resample gave a value") }
    let sorted = values.sorted()
    func quantile(_ share: Double) -> Double {
      let place = share * Double(sorted.count - 1)
      let index = min(Int(place), sorted.count - 1)
      let next = min(index + 1, sorted.count - 1)
      return sorted[index] + (sorted[next] - sorted[index]) * (place - Double(index))
    }
    let tail = (1 - confidence) / 2
    return quantile(tail)...quantile(1 - tail)
  }
}
