/// Values kept with probability 1 - rate and divided by it, in training alone.
package struct Dropout: Operation {
  package var rate: Float

  package var text: String { "dropout \(rate)" }
  package var isModule: Bool { false }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    guard rate >= 0, rate < 1 else {
      throw place.error(expected: "a dropout rate from 0 to below 1", found: "\(rate)")
    }
    return try place.only(inputs)
  }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    DropoutStep(fused, compilation.graph, rate: rate, mode: compilation.mode)
  }
}

extension GraphBuilder {
  package mutating func dropout(_ input: Value, rate: Float) throws(NetworkError) -> Value {
    try append("dropout", Dropout(rate: rate), [input])
  }
}

extension Graph {
  /// The same network with every dropout rate 0: a training pass without chance, as comparisons
  /// need.
  package var withoutDropout: Graph {
    var graph = self
    for index in graph.nodes.indices where graph.nodes[index].operation is Dropout {
      graph.nodes[index].operation = Dropout(rate: 0)
    }
    return graph
  }
}
