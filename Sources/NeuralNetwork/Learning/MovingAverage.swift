import Compute
package import Images

/// The exponential moving average of a network's weights and running statistics.
///
/// Averaged weights sit in the middle of where the last steps wander about, and usually classify
/// better than the last ones (Polyak & Juditsky 1992). Running statistics are averaged alike: they
/// were measured with weights near the average.
package final class MovingAverage {
  /// The average itself; at first the values it begins from.
  package let parameters: Parameters
  private let source: Parameters
  private let decay: Double

  /// - Parameters:
  ///   - average: takes up the average; made for the same graph as `source`.
  ///   - decay: how much of the average a step keeps, in 0..<1.
  package init(of source: Parameters, into average: Parameters, decay: Double) {
    precondition(average.values.count == source.values.count && (0..<1).contains(decay))
    self.source = source
    self.decay = decay
    parameters = average
    average.values.pointer.update(from: source.values.pointer, count: source.values.count)
  }

  /// Takes in the weights after step number `step`, from 1.
  ///
  /// The first steps keep less, min(decay, (1 + step) / (10 + step)), so that the weights the run
  /// began with are soon forgotten.
  package func update(step: Int, workers: Workers) {
    let count = Double(step)
    let weight = Float(1 - min(decay, (1 + count) / (10 + count)))
    let average = parameters.values.pointer
    let values = UnsafePointer(source.values.pointer)
    // A run writes its own range of the average.
    workers.forEachRun(of: source.values.count, length: 65536) { run, _ in
      for index in run { average[index] += weight * (values[index] - average[index]) }
    }
  }
}
