/// Writes a graph down layer by layer, in PyTorch's names, and works the shapes out.
///
/// Every operation adds its own functions to it. They throw for whatever a model file could ask of
/// them that makes no sense, and nothing is added then.
package struct GraphBuilder {
  private var nodes: [Node] = []
  private var parameters: [ParameterDescription] = []
  private var parameterIndex: [String: Int] = [:]
  private var multiplications = 0
  package let name: String

  /// The node of the input image.
  package let input = Value(index: 0)

  /// A node of the graph under construction.
  package struct Value: Hashable, Sendable {
    let index: Int
  }

  package init(name: String, input: Shape) {
    self.name = name
    nodes = [Node(name: "input", operation: Input(shape: input), inputs: [], shape: input)]
  }

  /// The finished graph; the node that was added last holds the logits.
  ///
  /// - Throws: `NetworkError.layer` where there is no node but the input.
  package consuming func graph() throws(NetworkError) -> Graph {
    let last = Value(index: nodes.count - 1)
    return try graph(output: last)
  }

  /// The finished graph with a node as its output. Nodes and parameters that do not lead there are
  /// left out.
  ///
  /// - Throws: `NetworkError.layer` where the output is the input.
  package consuming func graph(output: Value) throws(NetworkError) -> Graph {
    guard output.index > 0 else {
      let place = LayerPlace(network: name, layer: "input")
      throw place.error(expected: "a layer that puts the scores out", found: "the image itself")
    }
    var isNeeded = [Bool](repeating: false, count: nodes.count)
    isNeeded[0] = true
    isNeeded[output.index] = true
    for index in nodes.indices.reversed() where isNeeded[index] {
      for input in nodes[index].inputs { isNeeded[input] = true }
    }
    var graph = Graph(name: name, nodes: [], parameters: [], output: 0)
    var places: [Int: Int] = [:]
    for (index, node) in nodes.enumerated() where isNeeded[index] {
      places[index] = graph.nodes.count
      var node = node
      node.inputs = node.inputs.compactMap { places[$0] }
      graph.nodes.append(node)
    }
    graph.output = graph.nodes.count - 1
    let names = graph.parameterNames
    graph.parameters = parameters.filter { names.contains($0.name) }
    return graph
  }

  package func shape(of value: Value) -> Shape { nodes[value.index].shape }

  /// Adds a node, and the tensors that no node has named before.
  mutating func append(
    _ name: String, _ operation: some Operation, _ inputs: [Value]
  ) throws(NetworkError) -> Value {
    let place = LayerPlace(network: self.name, layer: name)
    if nodes.count == 1 {
      try check(nodes[0].shape, LayerPlace(network: self.name, layer: "input"))
    }
    let shapes = inputs.map { nodes[$0.index].shape }
    let shape = try operation.output(of: shapes, at: place)
    try check(shape, place)
    let tensors = operation.parameters(of: shapes)
    for tensor in tensors { try check(tensor, place) }
    // Of factors that were checked: no overflow.
    let total = multiplications + operation.multiplications(of: shapes, output: shape)
    guard total <= Self.mostMultiplications else {
      throw place.error(
        expected: "at most \(Self.mostMultiplications) multiplications", found: "\(total)")
    }
    multiplications = total
    for tensor in tensors where parameterIndex[tensor.name] == nil {
      parameterIndex[tensor.name] = parameters.count
      parameters.append(tensor)
    }
    nodes.append(
      Node(name: name, operation: operation, inputs: inputs.map(\.index), shape: shape))
    return Value(index: nodes.count - 1)
  }

  private static let mostMultiplications = 1 << 61

  private func check(_ shape: Shape, _ place: LayerPlace) throws(NetworkError) {
    try place.check(shape.height, 1...LayerPlace.largestSide, "height")
    try place.check(shape.width, 1...LayerPlace.largestSide, "width")
    try place.check(shape.channels, 1...LayerPlace.mostChannels, "channels")
    let sides = [shape.height, shape.width, shape.channels]
    guard LayerPlace.product(sides, most: LayerPlace.mostValues) != nil else {
      throw place.error(
        expected: "at most \(LayerPlace.mostValues) values for an image", found: "\(shape)")
    }
  }

  private func check(_ tensor: ParameterDescription, _ place: LayerPlace) throws(NetworkError) {
    guard LayerPlace.product(tensor.shape, most: LayerPlace.mostParameters) != nil else {
      throw place.error(
        expected: "at most \(LayerPlace.mostParameters) values in \(tensor.name)",
        found: "shape \(tensor.shape)")
    }
    guard let index = parameterIndex[tensor.name] else { return }
    let other = parameters[index]
    guard other.shape == tensor.shape, other.kind == tensor.kind else {
      throw place.error(
        expected: "tensor \(tensor.name) of shape \(other.shape) for the same use as before",
        found: "shape \(tensor.shape) or another use")
    }
  }
}

extension Graph {
  /// Names of the tensors that nodes read.
  var parameterNames: Set<String> {
    Set(nodes.indices.flatMap { parameters(of: $0) }.map(\.name))
  }
}
