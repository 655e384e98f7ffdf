/// What a graph is compiled for.
package enum Mode: Sendable {
  /// Scores only: batch norm folded into the convolutions, activations and sums fused.
  case inference
  /// Batch statistics, gradients of all parameters.
  case training
  /// Stored statistics, gradients of chosen scores with respect to the input image.
  case attribution

  var hasBackward: Bool { self != .inference }
  var usesBatchStatistics: Bool { self == .training }
}
