import Statistics

/// Logits of some images, all finite, N x classes.
struct CheckedLogits {
  let logits: [Float]
  let classCount: Int

  /// - Parameter indices: what the images are called in a message, one each.
  /// - Throws: when there are more or fewer than one score per image and class, or one of them is
  ///   not finite, in which case there is no largest score.
  init(_ logits: [Float], classCount: Int, indices: some Collection<Int>) throws(ExplanationError) {
    guard logits.count == indices.count * classCount else {
      throw .classifierAnswer(
        what: "logits", expected: indices.count * classCount, found: logits.count)
    }
    if let place = logits.firstIndex(where: { !$0.isFinite }) {
      let image = indices[indices.index(indices.startIndex, offsetBy: place / classCount)]
      throw .scoreNotFinite(image: image, score: logits[place])
    }
    self.logits = logits
    self.classCount = classCount
  }

  subscript(image: Int) -> ArraySlice<Float> {
    logits[image * classCount..<(image + 1) * classCount]
  }

  /// The class with the largest score; of equal ones the first.
  func predicted(_ image: Int) -> Int { self[image].placeOfLargest }

  /// The logit of a class, and its probability by the softmax.
  func score(_ image: Int, of label: Int) -> ClassScore {
    let row = self[image]
    return ClassScore(logit: row[row.startIndex + label], probability: Softmax(row)[label])
  }
}

/// The network's score for one class.
package struct ClassScore: Sendable, Equatable, Codable {
  /// Before the softmax.
  package let logit: Float
  /// After it, 0...1.
  package let probability: Double

  package init(logit: Float, probability: Double) {
    self.logit = logit
    self.probability = probability
  }
}
