/// What is said of a mistake.
package enum CauseVerdict: String, Sendable, Codable, CaseIterable {
  case interference
  /// The object looks like one of another class.
  case lookAlike = "look-alike"
  case undecided

  /// Probabilities that decide nothing.
  package static let open = 0.35...0.65

  package init(probability: Double) {
    self =
      Self.open.contains(probability)
      ? .undecided : probability > Self.open.upperBound ? .interference : .lookAlike
  }
}
