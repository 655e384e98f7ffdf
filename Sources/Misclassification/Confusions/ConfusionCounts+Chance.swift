extension ConfusionCounts {
  /// Whether labels and predictions agree no more often than by chance, as they do where the
  /// predictions are of another split or order.
  ///
  /// Chance is the agreement of two independent draws with the observed class frequencies; the
  /// bound is three standard deviations above it. False for fewer than 20 images.
  package var agreesNoBetterThanChance: Bool {
    let images = self.images
    let total = images.reduce(0, +)
    let agreeing = (0..<classCount).reduce(0) { $0 + self[$1, $1] }
    if total < 20 || agreeing == total { return false }
    let chance = zip(images, takenFor).reduce(0) { sum, pair in
      sum + Double(pair.0) / Double(total) * Double(pair.1) / Double(total)
    }
    let deviation = (chance * (1 - chance) / Double(total)).squareRoot()
    return Double(agreeing) / Double(total) <= chance + 3 * deviation
  }
}
