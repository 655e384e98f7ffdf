import NeuralNetwork

/// A value of the model on its way into our graph.
enum Operand {
  /// Known before any image is seen.
  case known(Tensor)
  case computed(Activation)

  /// The same, with sizes that do not hang on the batch after all as plain numbers.
  var settled: Operand {
    guard case .known(var tensor) = self, case .sizes(let sizes) = tensor.elements,
      sizes.allSatisfy({ !$0.isPerImage })
    else { return self }
    tensor.elements = .integers(sizes.map(\.factor))
    return .known(tensor)
  }
}

/// A value that hangs on the image.
struct Activation {
  var value: GraphBuilder.Value
  var view: View
  /// What an operator at the end has made of the scores, where nothing followed but reshaping.
  var ending: Ending?

  init(_ value: GraphBuilder.Value, _ view: View) {
    self.value = value
    self.view = view
  }
}

/// Operators that only end a classifier.
package enum Ending: Equatable, Sendable {
  /// Left out: the scores are the numbers before it.
  case softmax
  /// Computed: the scores are log-probabilities.
  case logSoftmax
}
