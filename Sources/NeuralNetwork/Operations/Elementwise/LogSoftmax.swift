/// x - log Σ exp(x) over the channels of each pixel: scores as log-probabilities.
package struct LogSoftmax: Operation {
  package var text: String { "log softmax" }
  package var isModule: Bool { false }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    try place.only(inputs)
  }

  package var spread: Spread { .within(radius: 0, inner: self) }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    LogSoftmaxStep(fused, compilation.graph)
  }
}

extension GraphBuilder {
  package mutating func logSoftmax(_ input: Value) throws(NetworkError) -> Value {
    try append("logsoftmax", LogSoftmax(), [input])
  }
}
