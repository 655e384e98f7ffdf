import Statistics

/// How the scores of an image and of its views become one answer.
///
/// Log-probabilities are added with a weight for each view. What makes probabilities of a view's
/// logits is the same number for all classes, and so changes neither the sum's order nor its
/// softmax: logits are added as they are.
package struct Correction: Sendable, Equatable {
  package let views: [ImageView]
  /// One per view.
  package let weights: [Double]
  /// Added to the sum of each class; empty for nothing.
  package let offsets: [Double]
  /// An answer is changed only where the sum of the new class exceeds that of the former by more;
  /// nil changes every answer that the sums would change.
  package let threshold: Double?

  /// - Precondition: a weight for each view, of which there is one.
  package init(
    views: [ImageView], weights: [Double], offsets: [Double] = [], threshold: Double? = nil
  ) {
    precondition(views.count == weights.count && !views.isEmpty)
    self.views = views
    self.weights = weights
    self.offsets = offsets
    self.threshold = threshold
  }

  /// The mean of the views.
  package init(meanOf views: [ImageView]) {
    self.init(
      views: views,
      weights: [Double](repeating: 1 / Double(views.count), count: views.count))
  }

  /// The scores of one image.
  ///
  /// - Parameters:
  ///   - own: of the image as it is, classes.
  ///   - logits: views x classes.
  /// - Returns: the sums; where a threshold keeps the answer, `own`.
  func scores(own: ArraySlice<Float>, _ logits: ArraySlice<Float>) -> [Float] {
    let sums = self.sums(logits)
    guard let threshold else { return sums.map(Float.init) }
    let (former, new) = (own.placeOfLargest, sums[...].placeOfLargest)
    return sums[new] - sums[former] > threshold ? sums.map(Float.init) : Array(own)
  }

  /// - Parameter logits: views x classes of one image.
  func sums(_ logits: ArraySlice<Float>) -> [Double] {
    let classes = logits.count / views.count
    precondition(offsets.isEmpty || offsets.count == classes)
    var sums = offsets.isEmpty ? [Double](repeating: 0, count: classes) : offsets
    for (view, weight) in weights.enumerated() {
      let start = logits.startIndex + view * classes
      for label in 0..<classes { sums[label] += weight * Double(logits[start + label]) }
    }
    return sums
  }
}
