/// Writes a graph down layer by layer, in PyTorch's names, and works the shapes out.
package struct GraphBuilder {
  private var nodes: [Node] = []
  private var parameters: [ParameterDescription] = []
  private let name: String

  /// The node of the input image.
  package let input = Value(index: 0)

  /// A node of the graph under construction.
  package struct Value: Sendable {
    let index: Int
  }

  package init(name: String, input: Shape) {
    self.name = name
    nodes = [Node(name: "input", operation: .input, inputs: [], shape: input)]
  }

  /// The finished graph; its last node holds the logits.
  package consuming func graph() -> Graph {
    Graph(name: name, nodes: nodes, parameters: parameters)
  }

  package func shape(of value: Value) -> Shape { nodes[value.index].shape }

  /// - Throws: `NetworkError.inputTooSmall` if the kernel does not fit into the padded input.
  package mutating func convolution(
    _ name: String, _ input: Value, outputs: Int, kernel: Extent, stride: Extent = Extent(1),
    padding: Extent = Extent(0), groups: Int = 1, bias: Bool = false,
    initializer: Initializer? = nil, biasInitializer: Initializer? = nil
  ) throws(NetworkError) -> Value {
    let shape = self.shape(of: input)
    precondition(shape.channels % groups == 0 && outputs % groups == 0)
    let fanIn = shape.channels / groups * kernel.height * kernel.width
    parameters.append(
      ParameterDescription(
        name: name + ".weight",
        shape: [outputs, shape.channels / groups, kernel.height, kernel.width],
        kind: .convolutionWeight(groups: groups),
        initializer: initializer ?? .fanInUniform(fanIn: fanIn)))
    if bias {
      parameters.append(
        ParameterDescription(
          name: name + ".bias", shape: [outputs], kind: .bias,
          initializer: biasInitializer ?? .fanInUniform(fanIn: fanIn)))
    }
    let operation = Convolution(
      outputs: outputs, kernel: kernel, stride: stride, padding: padding, groups: groups,
      weight: name + ".weight", bias: bias ? name + ".bias" : nil)
    let size = try outputSize(
      name, shape, kernel: kernel, stride: stride, padding: padding, roundsUp: false)
    return append(
      name, .convolution(operation), [input], Shape(size.height, size.width, outputs))
  }

  package mutating func batchNorm(
    _ name: String, _ input: Value, epsilon: Float = 1e-5, momentum: Float = 0.1
  ) -> Value {
    let channels = shape(of: input).channels
    let operation = BatchNorm(
      epsilon: epsilon, momentum: momentum, scale: name + ".weight", shift: name + ".bias",
      runningMean: name + ".running_mean", runningVariance: name + ".running_var")
    let tensors: [(String, ParameterDescription.Kind, Initializer)] = [
      (operation.scale, .normalizationScale, .ones),
      (operation.shift, .normalizationShift, .zeros),
      (operation.runningMean, .runningMean, .zeros),
      (operation.runningVariance, .runningVariance, .ones),
    ]
    for (name, kind, initializer) in tensors {
      parameters.append(
        ParameterDescription(name: name, shape: [channels], kind: kind, initializer: initializer))
    }
    return append(name, .batchNorm(operation), [input], shape(of: input))
  }

  package mutating func relu(_ input: Value, limit: Float = .infinity) -> Value {
    append("relu", .relu(limit: limit), [input], shape(of: input))
  }

  package mutating func maxPool(
    _ name: String, _ input: Value, kernel: Extent, stride: Extent, padding: Extent = Extent(0),
    roundsUp: Bool = false
  ) throws(NetworkError) -> Value {
    let pool = Pool(kernel: kernel, stride: stride, padding: padding, roundsUp: roundsUp)
    let size = try outputSize(
      name, shape(of: input), kernel: kernel, stride: stride, padding: padding, roundsUp: roundsUp)
    let channels = shape(of: input).channels
    return append(name, .maxPool(pool), [input], Shape(size.height, size.width, channels))
  }

  package mutating func averagePool(
    _ name: String, _ input: Value, kernel: Extent, stride: Extent, padding: Extent = Extent(0)
  ) throws(NetworkError) -> Value {
    let pool = Pool(kernel: kernel, stride: stride, padding: padding, roundsUp: false)
    let size = try outputSize(
      name, shape(of: input), kernel: kernel, stride: stride, padding: padding, roundsUp: false)
    let channels = shape(of: input).channels
    return append(name, .averagePool(pool), [input], Shape(size.height, size.width, channels))
  }

  package mutating func globalAveragePool(_ input: Value) -> Value {
    append("avgpool", .globalAveragePool, [input], Shape(1, 1, shape(of: input).channels))
  }

  /// - Precondition: the input is 1 x 1, so that PyTorch's flattening order does not matter.
  package mutating func linear(
    _ name: String, _ input: Value, outputs: Int, initializer: Initializer? = nil,
    biasInitializer: Initializer? = nil
  ) -> Value {
    let shape = self.shape(of: input)
    precondition(shape.height == 1 && shape.width == 1)
    parameters += [
      ParameterDescription(
        name: name + ".weight", shape: [outputs, shape.channels], kind: .linearWeight,
        initializer: initializer ?? .fanInUniform(fanIn: shape.channels)),
      ParameterDescription(
        name: name + ".bias", shape: [outputs], kind: .bias,
        initializer: biasInitializer ?? .fanInUniform(fanIn: shape.channels)),
    ]
    let operation = Operation.linear(
      outputs: outputs, weight: name + ".weight", bias: name + ".bias")
    return append(name, operation, [input], Shape(1, 1, outputs))
  }

  package mutating func add(_ left: Value, _ right: Value) -> Value {
    precondition(shape(of: left) == shape(of: right))
    return append("add", .add, [left, right], shape(of: left))
  }

  package mutating func concatenate(_ inputs: [Value]) -> Value {
    let shapes = inputs.map { shape(of: $0) }
    let first = shapes[0]
    precondition(shapes.allSatisfy { $0.height == first.height && $0.width == first.width })
    let channels = shapes.reduce(0) { $0 + $1.channels }
    return append("cat", .concatenate, inputs, Shape(first.height, first.width, channels))
  }

  package mutating func dropout(_ input: Value, rate: Float) -> Value {
    append("dropout", .dropout(rate: rate), [input], shape(of: input))
  }

  package mutating func parameterFreeShortcut(
    _ input: Value, stride: Int, outputs: Int
  ) -> Value {
    let shape = self.shape(of: input)
    let before = (outputs - shape.channels) / 2
    let operation = Operation.parameterFreeShortcut(
      stride: stride, before: before, after: outputs - shape.channels - before)
    let height = (shape.height + stride - 1) / stride
    let width = (shape.width + stride - 1) / stride
    return append("shortcut", operation, [input], Shape(height, width, outputs))
  }

  private mutating func append(
    _ name: String, _ operation: Operation, _ inputs: [Value], _ shape: Shape
  ) -> Value {
    nodes.append(
      Node(name: name, operation: operation, inputs: inputs.map(\.index), shape: shape))
    return Value(index: nodes.count - 1)
  }

  private func outputSize(
    _ name: String, _ shape: Shape, kernel: Extent, stride: Extent, padding: Extent,
    roundsUp: Bool
  ) throws(NetworkError) -> Extent {
    func size(_ side: Int, _ kernel: Int, _ stride: Int, _ padding: Int) -> Int? {
      let room = side + 2 * padding - kernel
      guard room >= 0 else { return nil }
      var size = (roundsUp ? room + stride - 1 : room) / stride + 1
      // PyTorch: with rounding up, the last window must begin inside the input or left padding.
      if roundsUp, (size - 1) * stride >= side + padding { size -= 1 }
      return size
    }
    guard
      let height = size(shape.height, kernel.height, stride.height, padding.height),
      let width = size(shape.width, kernel.width, stride.width, padding.width)
    else {
      throw .inputTooSmall(network: self.name, layer: name, shape: shape, kernel: kernel)
    }
    return Extent(height, width)
  }
}
