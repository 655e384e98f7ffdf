/// The mask learned for one image, and its effect.
package struct LearnedMask: Sendable, Equatable, Codable {
  /// In the data set.
  package let index: Int
  package let label: Int
  /// The class the network chooses for the image.
  package let predicted: Int
  /// The class whose score was raised, or lowered.
  package let target: Int
  /// The coarse mask, rows x columns: 1 keeps, 0 removes.
  package let cells: [Double]
  /// How much of each pixel is removed, 1 − M′, H x W.
  package let removed: [Float]
  /// The target's score in the image and in the changed image.
  package let before: ClassScore
  package let after: ClassScore
  /// The class the network chooses for the changed image.
  package let predictedAfter: Int
  /// The same where the cells of the mask are shuffled: as much removed, elsewhere.
  package let shuffled: ClassScore
  package let predictedShuffled: Int

  package init(
    index: Int, label: Int, predicted: Int, target: Int, cells: [Double], removed: [Float],
    before: ClassScore, after: ClassScore, predictedAfter: Int, shuffled: ClassScore,
    predictedShuffled: Int
  ) {
    self.index = index
    self.label = label
    self.predicted = predicted
    self.target = target
    self.cells = cells
    self.removed = removed
    self.before = before
    self.after = after
    self.predictedAfter = predictedAfter
    self.shuffled = shuffled
    self.predictedShuffled = predictedShuffled
  }

  /// The part of what was missing that was gained, (f(Q) − f(X)) / (1 − f(X)): equation 8 of Kang
  /// et al., of which φ is the mean in per cent. Nil where the image has probability 1 already.
  package var gain: Double? { Self.gain(before, after) }
  package var shuffledGain: Double? { Self.gain(before, shuffled) }

  private static func gain(_ before: ClassScore, _ after: ClassScore) -> Double? {
    let missing = 1 - before.probability
    return missing > 0 ? (after.probability - before.probability) / missing : nil
  }

  /// Which pixels count as undesirable.
  package enum Polarity: String, Sendable, CaseIterable, Codable {
    /// 1 − M′ above the threshold: what is removed.
    case removed
    /// M′ above the threshold: the other reading of the paper.
    case kept
  }

  /// Pixels above the threshold, H x W.
  package func pixels(above threshold: Double, _ polarity: Polarity = .removed) -> [Bool] {
    removed.map { (polarity == .removed ? Double($0) : 1 - Double($0)) > threshold }
  }
}
