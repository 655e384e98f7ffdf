import Foundation

/// Softmax followed by the negative log-likelihood of the true class, averaged over a batch.
package enum SoftmaxCrossEntropy {
  /// Mean loss and correct answers; the gradient of the mean with respect to the logits is written.
  ///
  /// - Parameters:
  ///   - logits: images x classes.
  ///   - labels: true classes, each in 0..<classes.
  ///   - smoothing: share of the target spread evenly over all classes (0 for none).
  ///   - gradient: images x classes, or nil.
  package static func evaluate(
    logits: UnsafePointer<Float>, labels: some Collection<Int>, classes: Int,
    smoothing: Float = 0, gradient: UnsafeMutablePointer<Float>?
  ) -> (loss: Double, correct: Int) {
    var loss = 0.0
    var correct = 0
    let images = labels.count
    for (image, label) in labels.enumerated() {
      let row = UnsafeBufferPointer(start: logits + image * classes, count: classes)
      let (probabilities, largestLogit, logSum) = normalized(row)
      var largest = 0
      for index in 1..<max(classes, 1) where row[index] > row[largest] { largest = index }
      if largest == label { correct += 1 }
      let off = Double(smoothing) / Double(classes)
      for index in 0..<classes {
        let target = index == label ? 1 - Double(smoothing) + off : off
        if target > 0 { loss -= target * (Double(row[index]) - largestLogit - logSum) }
        gradient?[image * classes + index] = Float(
          (probabilities[index] - target) / Double(images))
      }
    }
    return (loss / Double(max(images, 1)), correct)
  }

  /// Probabilities of one row of logits; in double precision, the largest logit taken off first.
  package static func softmax(_ logits: UnsafeBufferPointer<Float>) -> [Double] {
    normalized(logits).probabilities
  }

  /// With the probabilities, what is taken off a logit to get its logarithm.
  private static func normalized(
    _ logits: UnsafeBufferPointer<Float>
  ) -> (probabilities: [Double], largest: Double, logSum: Double) {
    let largest = Double(logits.max() ?? 0)
    let exponentials = logits.map { exp(Double($0) - largest) }
    let sum = exponentials.reduce(0, +)
    return (exponentials.map { $0 / sum }, largest, log(sum))
  }
}
