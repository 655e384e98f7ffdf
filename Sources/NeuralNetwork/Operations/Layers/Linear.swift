import KernelInterface

/// A linear layer; `weight` is outputs x inputs, `bias`, if there is one, has a value per output.
package struct Linear: Operation {
  package var outputs: Int
  package var weight: String
  package var bias: String?
  /// Where the tensors begin; PyTorch's default if nil.
  package var initializer: Initializer?
  package var biasInitializer: Initializer?

  package var text: String { "linear" }
  package var isModule: Bool { true }

  /// The input must be 1 x 1, so that PyTorch's flattening order does not matter.
  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    let input = try place.only(inputs)
    try place.check(outputs, 1...LayerPlace.mostChannels, "outputs")
    guard input.height == 1, input.width == 1 else {
      throw place.error(expected: "an input of 1x1 pixels", found: input.description)
    }
    return Shape(1, 1, outputs)
  }

  package func parameters(of inputs: [Shape]) -> [ParameterDescription] {
    let channels = inputs[0].channels
    let standard = Initializer.fanInUniform(fanIn: channels)
    let weight = ParameterDescription(
      name: weight, shape: [outputs, channels], kind: .linearWeight,
      initializer: initializer ?? standard)
    guard let bias else { return [weight] }
    return [
      weight,
      ParameterDescription(
        name: bias, shape: [outputs], kind: .bias, initializer: biasInitializer ?? standard),
    ]
  }

  package func multiplications(of inputs: [Shape], output: Shape) -> Int {
    output.count * inputs[0].count
  }

  package func carries(in mode: Mode) -> Carriage {
    mode == .inference ? [.sum, .bounds, .curve] : []
  }

  /// The same as a 1 x 1 convolution on a 1 x 1 image.
  private var convolution: Convolution {
    Convolution(
      outputs: outputs, kernel: Extent(1), stride: Extent(1), padding: Padding(Extent(0)),
      dilation: Extent(1), groups: 1, weight: weight, bias: bias)
  }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    let site = ConvolutionSite(convolution, fused, in: compilation)
    // Where weights stay, they are packed once.
    if compilation.mode == .training,
      let step = SmallMapStep(site, kernels: compilation.kernels)
    {
      return step
    }
    return ConvolutionStep(site, kernels: compilation.kernels)
  }
}

extension GraphBuilder {
  /// - Parameters:
  ///   - weight: the name of the weights where it is not that of the layer with `.weight`; layers
  ///     that name the same tensor share it.
  ///   - bias: likewise of the bias.
  /// - Throws: `NetworkError` unless the input is 1 x 1.
  package mutating func linear(
    _ name: String, _ input: Value, outputs: Int, weight: String? = nil, bias: String? = nil,
    hasBias: Bool = true,
    initializer: Initializer? = nil, biasInitializer: Initializer? = nil
  ) throws(NetworkError) -> Value {
    let operation = Linear(
      outputs: outputs, weight: weight ?? name + ".weight",
      bias: hasBias ? bias ?? name + ".bias" : nil, initializer: initializer,
      biasInitializer: biasInitializer)
    return try append(name, operation, [input])
  }
}
