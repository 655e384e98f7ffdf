/// Which score of a class is explained.
package enum ScoreKind: String, Sendable, CaseIterable {
  /// Before the softmax.
  case logit
  /// After it.
  case probability
}
