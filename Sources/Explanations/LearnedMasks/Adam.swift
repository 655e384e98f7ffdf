/// Kingma & Ba 2015, algorithm 1.
package struct Adam: Sendable, Equatable, Codable {
  package var rate: Double
  package var firstDecay = 0.9
  package var secondDecay = 0.999
  package var epsilon = 1e-8

  package init(rate: Double) {
    self.rate = rate
  }

  /// The moments of some values.
  package struct State: Sendable {
    private var first: [Double]
    private var second: [Double]
    private var steps = 0

    package init(count: Int) {
      first = [Double](repeating: 0, count: count)
      second = first
    }

    /// One step down the gradient.
    package mutating func step(_ values: inout [Double], gradient: [Double], by adam: Adam) {
      steps += 1
      var (firstShare, secondShare) = (1.0, 1.0)
      for _ in 0..<steps {
        firstShare *= adam.firstDecay
        secondShare *= adam.secondDecay
      }
      for place in values.indices {
        first[place] += (1 - adam.firstDecay) * (gradient[place] - first[place])
        second[place] +=
          (1 - adam.secondDecay) * (gradient[place] * gradient[place] - second[place])
        let size = (second[place] / (1 - secondShare)).squareRoot() + adam.epsilon
        values[place] -= adam.rate * first[place] / (1 - firstShare) / size
      }
    }
  }
}
