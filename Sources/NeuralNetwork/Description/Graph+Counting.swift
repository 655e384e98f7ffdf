extension Graph {
  /// Learnable values, running statistics not counted, as PyTorch counts.
  package var parameterCount: Int {
    parameters.filter(\.isLearned).reduce(0) { $0 + $1.count }
  }

  /// Learnable values of each node; a tensor that several nodes read counts for the first.
  package var parameterCounts: [Int] {
    var counted = Set<String>()
    return nodes.indices.map { index in
      parameters(of: index).reduce(0) { count, parameter in
        parameter.isLearned && counted.insert(parameter.name).inserted
          ? count + parameter.count : count
      }
    }
  }

  /// Shapes of what a node reads.
  func inputShapes(of index: Int) -> [Shape] { nodes[index].inputs.map { nodes[$0].shape } }

  /// The tensors that a node reads.
  func parameters(of index: Int) -> [ParameterDescription] {
    nodes[index].operation.parameters(of: inputShapes(of: index))
  }

  /// Bytes of all activations of one image.
  package var activationBytes: Int {
    nodes.reduce(0) { $0 + $1.shape.count } * MemoryLayout<Float>.size
  }

  /// Multiplications with weights per image (convolutions and linear layers).
  package var multiplications: Int {
    nodes.indices.reduce(0) { $0 + multiplications(of: $1) }
  }

  /// Multiplications with weights of one node, per image, as its formula has them.
  package func multiplications(of index: Int) -> Int {
    nodes[index].operation.multiplications(
      of: inputShapes(of: index), output: nodes[index].shape)
  }
}
