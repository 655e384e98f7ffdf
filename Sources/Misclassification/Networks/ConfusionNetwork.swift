/// Which classes are taken for which, often enough: an edge i→j where v_j|i reaches a threshold.
///
/// Figure 5 of "Causal Explanations of Image Misclassifications".
package struct ConfusionNetwork: Sendable, Equatable {
  package struct Edge: Sendable, Equatable {
    /// The true class.
    package let label: Int
    /// The class it is taken for.
    package let predicted: Int
    /// n_ij, the images behind it.
    package let count: Int
    /// v_j|i, the share of the true class's errors.
    package let v: Double
    /// u_i · v_j|i, the share of the true class's images.
    package let joint: Double
    /// n_ji, the images taken for each other the other way.
    package let countBack: Int
    /// Whether the edge j→i exists too.
    package let isMutual: Bool
  }

  /// What comes in to one class, by four readings of the paper's equation 3.
  package struct InDegree: Sendable, Equatable {
    /// d_i, the sum of v_i|j over edges j→i: the reading that agrees with figure 5.
    package var weighted = 0.0
    /// The number of edges.
    package var plain = 0
    /// The sum of u_j over edges j→i: the other literal reading.
    package var weightedByRate = 0.0
    /// The sum of u_j · v_i|j over edges j→i.
    package var weightedJointly = 0.0
  }

  package let classCount: Int
  package let threshold: Double
  /// By true class, then predicted class.
  package let edges: [Edge]
  /// For each class.
  package let inDegrees: [InDegree]

  /// - Parameter threshold: the smallest v of an edge, inclusive; at 0 every cell of a row with
  ///   errors is one, and the weighted in-degrees add up to the number of classes with errors.
  /// - Precondition: `threshold` in 0...1.
  package init(_ counts: ConfusionCounts, threshold: Double) {
    precondition((0...1).contains(threshold))
    classCount = counts.classCount
    self.threshold = threshold
    let (images, errors) = (counts.images, counts.errors)
    func rate(_ label: Int, _ predicted: Int) -> Double? {
      errors[label] == 0 || label == predicted
        ? nil : Double(counts[label, predicted]) / Double(errors[label])
    }
    var edges: [Edge] = []
    var degrees = [InDegree](repeating: InDegree(), count: counts.classCount)
    // Above 0, only classes that somebody took for each other have an edge.
    let taken = Dictionary(grouping: counts.confusions, by: \.label)
    for label in 0..<counts.classCount where errors[label] > 0 {
      let others =
        threshold > 0
        ? taken[label, default: []].map(\.predicted) : Array(0..<counts.classCount)
      for predicted in others {
        guard let v = rate(label, predicted), v >= threshold else { continue }
        let u = Double(errors[label]) / Double(images[label])
        let joint = Double(counts[label, predicted]) / Double(images[label])
        edges.append(
          Edge(
            label: label, predicted: predicted, count: counts[label, predicted], v: v,
            joint: joint, countBack: counts[predicted, label],
            isMutual: rate(predicted, label).map { $0 >= threshold } ?? false))
        degrees[predicted].weighted += v
        degrees[predicted].plain += 1
        degrees[predicted].weightedByRate += u
        degrees[predicted].weightedJointly += joint
      }
    }
    self.edges = edges
    inDegrees = degrees
  }
}
