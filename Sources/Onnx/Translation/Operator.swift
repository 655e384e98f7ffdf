/// How a node's results are worked out from known inputs, and how they are put into our graph.
typealias Fold = @Sendable (Folding) throws -> [Tensor]
typealias Translate = @Sendable (Call, Translation) throws -> [Operand]

/// What is known of one of ONNX's operators.
struct Operator: Sendable {
  /// Versions of ONNX's operators in which it is understood.
  var opsets: ClosedRange<Int>
  /// Its results where all inputs are known beforehand; nil where that is not computed.
  var fold: Fold?
  /// Its results where an input hangs on the image; nil where that is not computed.
  var translate: Translate?
  /// Whether the Softmax before it may still be what ends a classifier.
  var mayFollowEnding = false

  static let latest = 23

  init(
    from first: Int = 1, fold: Fold? = nil,
    translate: Translate? = nil, mayFollowEnding: Bool = false
  ) {
    opsets = first...Self.latest
    self.fold = fold
    self.translate = translate
    self.mayFollowEnding = mayFollowEnding
  }
}
