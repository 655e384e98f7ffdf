package import Compute
package import Images

/// Weights that are set back, every few steps, to a slow average of where they have been (Zhang et
/// al. 2019, "Lookahead Optimizer: k steps forward, 1 step back").
///
/// The average keeps more and more as the run goes on, in proportion to the cube of the share that
/// is done, as in Balsam's hlb-CIFAR10 (2023): at first it does nothing, at the end it takes the
/// noise out of the steps. Running statistics are averaged and set back alike. After the last step
/// the weights are the average.
package final class Lookahead {
  package struct Settings: Sendable, Equatable, Codable {
    /// Steps from one time to the next.
    package var interval: Int
    /// What the average keeps of itself at the end of the run, in 0...1.
    package var decay: Double

    package init(interval: Int, decay: Double = standardDecay) {
      self.interval = interval
      self.decay = decay
    }

    /// 0.95 to the power of 5: hlb-CIFAR10's for each of five steps.
    package static let standardDecay = 0.774
  }

  package let settings: Settings
  /// The slow average, laid out as the parameters; at first the weights that the run begins with.
  package let slow: FloatBuffer
  private let parameters: Parameters

  /// - Precondition: an interval of at least 1.
  package init(_ parameters: Parameters, settings: Settings) {
    precondition(settings.interval >= 1)
    self.settings = settings
    self.parameters = parameters
    slow = FloatBuffer(count: parameters.values.count)
    slow.pointer.update(from: parameters.values.pointer, count: slow.count)
  }

  /// Takes in the weights after step number `step`, from 1, and sets them back where it is time.
  package func update(step: Int, of total: Int, workers: Workers) {
    let isDue = step % settings.interval == 0
    guard isDue || step == total else { return }
    let done = Double(step) / Double(max(total, 1))
    let weight = isDue ? Float(1 - settings.decay * done * done * done) : 0
    let slow = slow.pointer
    let values = parameters.values.pointer
    // A run writes its own range of both.
    workers.forEachRun(of: parameters.values.count, length: 65536) { run, _ in
      for index in run {
        slow[index] += weight * (values[index] - slow[index])
        values[index] = slow[index]
      }
    }
  }
}
