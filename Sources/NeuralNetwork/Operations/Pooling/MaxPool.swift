/// The maximum over each window; what lies outside the image is passed over.
package struct MaxPool: Operation {
  package var window: PoolWindow

  package var text: String { "maximum " + window.text }
  package var isModule: Bool { true }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    try window.output(of: inputs, at: place)
  }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    PoolStep(fused, in: compilation, window, .maximum)
  }
}

extension GraphBuilder {
  /// - Throws: `NetworkError` if the kernel does not fit into the padded input.
  package mutating func maxPool(
    _ name: String, _ input: Value, kernel: Extent, stride: Extent, padding: Extent = Extent(0),
    roundsUp: Bool = false
  ) throws(NetworkError) -> Value {
    try maxPool(
      name, input,
      PoolWindow(kernel: kernel, stride: stride, padding: Padding(padding), roundsUp: roundsUp))
  }

  package mutating func maxPool(
    _ name: String, _ input: Value, _ window: PoolWindow
  ) throws(NetworkError) -> Value {
    try append(name, MaxPool(window: window), [input])
  }
}
