/// The mean over each window.
package struct AveragePool: Operation {
  package var window: PoolWindow
  /// Whether padding counts as zeros (PyTorch's default) or is left out of sum and count.
  package var countsPadding: Bool

  package var text: String {
    "mean " + window.text + (countsPadding ? "" : ", padding left out")
  }
  package var isModule: Bool { true }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    try window.output(of: inputs, at: place)
  }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    let graph = compilation.graph
    let node = graph.nodes[fused.main]
    let counts = counts(over: graph.nodes[node.inputs[0]].shape, output: node.shape)
    return PoolStep(fused, in: compilation, window, .mean(counts: counts))
  }

  /// How many pixels each window's sum is divided by, row by row.
  ///
  /// As PyTorch has it, a window that rounding up has taken beyond the padding is only as large as
  /// what is left of it.
  private func counts(over input: Shape, output: Shape) -> [Int] {
    func sizes(
      _ windows: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ before: Int,
      _ after: Int, _ side: Int
    ) -> [Int] {
      (0..<windows).map { number in
        let first = number * stride - before
        let inside = countsPadding ? -before..<side + after : 0..<side
        return (0..<kernel).count { inside.contains(first + $0 * dilation) }
      }
    }
    let (kernel, stride, padding) = (window.kernel, window.stride, window.padding)
    let dilation = window.dilation
    let rows = sizes(
      output.height, kernel.height, stride.height, dilation.height, padding.top, padding.bottom,
      input.height)
    let columns = sizes(
      output.width, kernel.width, stride.width, dilation.width, padding.left, padding.right,
      input.width)
    return rows.flatMap { row in columns.map { row * $0 } }
  }
}

extension GraphBuilder {
  /// - Throws: `NetworkError` if the kernel does not fit into the padded input.
  package mutating func averagePool(
    _ name: String, _ input: Value, kernel: Extent, stride: Extent, padding: Extent = Extent(0),
    roundsUp: Bool = false, countsPadding: Bool = true
  ) throws(NetworkError) -> Value {
    try averagePool(
      name, input,
      PoolWindow(kernel: kernel, stride: stride, padding: Padding(padding), roundsUp: roundsUp),
      countsPadding: countsPadding)
  }

  package mutating func averagePool(
    _ name: String, _ input: Value, _ window: PoolWindow, countsPadding: Bool
  ) throws(NetworkError) -> Value {
    try append(name, AveragePool(window: window, countsPadding: countsPadding), [input])
  }
}
