/// The mean over all pixels of each channel.
package struct GlobalAveragePool: Operation {
  package var text: String { "global mean" }
  package var isModule: Bool { true }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    Shape(1, 1, try place.only(inputs).channels)
  }

  /// A mean over one window as large as the image.
  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    let graph = compilation.graph
    let shape = graph.nodes[graph.nodes[fused.main].inputs[0]].shape
    let window = PoolWindow(
      kernel: Extent(shape.height, shape.width), stride: Extent(1), padding: Padding(Extent(0)))
    return PoolStep(
      fused, in: compilation, window, .mean(counts: [shape.height * shape.width]))
  }
}

extension GraphBuilder {
  package mutating func globalAveragePool(_ input: Value) throws(NetworkError) -> Value {
    try append("avgpool", GlobalAveragePool(), [input])
  }
}
