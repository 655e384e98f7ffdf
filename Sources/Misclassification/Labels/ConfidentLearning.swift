/// Which labels of a data set a model's probabilities speak against.
///
/// Northcutt, Jiang & Chuang 2021, "Confident Learning", equations 1 and 2: the threshold of a
/// class is the mean probability of it over the images that are labelled so; an image is counted as
/// the likeliest of the classes whose thresholds its probabilities reach, if any. Where that is
/// another class than its label, the label is suspected. Probabilities must be of images that the
/// model was not trained on.
package struct ConfidentLearning: Sendable, Equatable {
  /// Mean probability of each class over the images labelled so; nil where there are none.
  package let thresholds: [Double?]
  /// The class that each image is counted as; nil for none.
  package let counted: [Int?]
  /// Images by label and the class that they are counted as: the confident joint.
  package let joint: [[Int]]
  private let labels: [Int]

  /// - Parameters:
  ///   - scores: of each image.
  ///   - labels: one for each image, each a class of the scores.
  package init(_ scores: Predictions.Scores, labels: [Int]) {
    precondition(scores.values.count == labels.count * scores.classCount)
    let classes = scores.classCount
    var sums = [Double](repeating: 0, count: classes)
    var counts = [Int](repeating: 0, count: classes)
    for (image, label) in labels.enumerated() {
      sums[label] += scores.probabilities(of: image)[label]
      counts[label] += 1
    }
    let thresholds = zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : nil }
    var joint = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
    counted = labels.enumerated().map { image, label in
      let probabilities = scores.probabilities(of: image)
      var best: Int?
      for (candidate, threshold) in thresholds.enumerated() {
        guard let threshold, probabilities[candidate] >= threshold else { continue }
        if best.map({ probabilities[candidate] > probabilities[$0] }) ?? true { best = candidate }
      }
      if let best { joint[label][best] += 1 }
      return best
    }
    self.thresholds = thresholds
    self.joint = joint
    self.labels = labels
  }

  /// The class that an image should be labelled instead; nil where its label is not suspected.
  package func suspicion(of image: Int) -> Int? {
    counted[image].flatMap { $0 == labels[image] ? nil : $0 }
  }

  /// How many labels are suspected.
  package var suspected: Int { labels.indices.count { suspicion(of: $0) != nil } }
}

/// What several models say of one label.
package struct LabelSuspicion: Sendable, Equatable, Codable {
  /// Models whose scores were asked.
  package let models: Int
  /// Of these, those that suspect the label.
  package let suspecting: Int
  /// The class that most of them suggest; of equals the first. Nil where none suspects it.
  package let suggested: Int?

  /// - Parameter findings: of each model with scores, at least one.
  package init(_ findings: [ConfidentLearning], image: Int) {
    let suggestions = findings.compactMap { $0.suspicion(of: image) }
    models = findings.count
    suspecting = suggestions.count
    let counts = Dictionary(grouping: suggestions) { $0 }.mapValues(\.count)
    suggested = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  /// Whether most of several models suspect it. One alone suspects nearly every label that it is
  /// sure to miss, which says nothing of whose fault that is.
  package var isSuspected: Bool { models > 1 && 2 * suspecting > models }
}
