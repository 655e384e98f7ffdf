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

  /// Calls `body` for each resample with how often each thing was drawn; these add up to `things`.
  package func forEach(_ body: (_ times: [Int32]) throws -> Void) rethrows {
    var times = [Int32](repeating: 0, count: things)
    for resample in 0..<resamples {
      var generator = SeededGenerator(seed: seed, stream: UInt64(resample))
      times.withUnsafeMutableBufferPointer { times in
        times.update(repeating: 0)
        for _ in 0..<things { times[Int(generator.next(upperBound: UInt64(things)))] += 1 }
      }
      try body(times)
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
