package import Datasets

/// Whoever has scores for the images of whole sets.
package protocol SetScores {
  var classCount: Int { get }

  /// Hands over the logits of a set's images run by run, in order, so that none need be held.
  ///
  /// - Parameter receive: is given a run, and its logits, images x classes; may throw to stop.
  func forEachLogits(
    of set: ImageSet, receive: (_ range: Range<Int>, _ logits: [Float]) throws -> Void
  ) throws
}

extension SetScores {
  /// Logits of a set's images, count x classes.
  ///
  /// - Parameter progress: called with the number of images done; may throw to stop.
  package func logits(
    of set: ImageSet, progress: (Int) throws -> Void = { _ in }
  ) throws -> [Float] {
    var logits: [Float] = []
    logits.reserveCapacity(set.count * classCount)
    try forEachLogits(of: set) { range, answer in
      logits += answer
      try progress(range.upperBound)
    }
    return logits
  }
}
