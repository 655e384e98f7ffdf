import KernelInterface

/// A convolution; `weight` is outputs x inputs / groups x height x width.
package struct Convolution: Operation {
  package var outputs: Int
  package var kernel: Extent
  package var stride: Extent
  package var padding: Padding
  package var dilation: Extent
  package var groups: Int
  package var weight: String
  package var bias: String?
  /// Where the tensors begin; PyTorch's default if nil.
  package var initializer: Initializer?
  package var biasInitializer: Initializer?
  /// Whether training leaves the weights as they began.
  package var isFrozen = false

  package var text: String {
    "convolution \(kernel.text)" + stride.suffix("stride") + dilation.suffix("dilation")
      + (groups > 1 ? ", \(groups) groups" : "")
  }
  package var isModule: Bool { true }

  var grid: WindowGrid {
    WindowGrid(kernel: kernel, stride: stride, padding: padding, dilation: dilation)
  }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    let input = try place.only(inputs)
    try place.check(outputs, 1...LayerPlace.mostChannels, "output channels")
    try place.check(groups, 1...LayerPlace.mostChannels, "groups")
    guard input.channels % groups == 0, outputs % groups == 0 else {
      throw place.error(
        expected: "input and output channels that \(groups) groups divide",
        found: "\(input.channels) and \(outputs)")
    }
    let size = try grid.size(over: input, at: place)
    return Shape(size.height, size.width, outputs)
  }

  package func parameters(of inputs: [Shape]) -> [ParameterDescription] {
    let channels = inputs[0].channels / groups
    let standard = Initializer.fanInUniform(fanIn: channels * kernel.height * kernel.width)
    let weight = ParameterDescription(
      name: weight, shape: [outputs, channels, kernel.height, kernel.width],
      kind: .convolutionWeight(groups: groups), initializer: initializer ?? standard,
      isFrozen: isFrozen)
    guard let bias else { return [weight] }
    return [
      weight,
      ParameterDescription(
        name: bias, shape: [outputs], kind: .bias, initializer: biasInitializer ?? standard),
    ]
  }

  package func multiplications(of inputs: [Shape], output: Shape) -> Int {
    output.count * (inputs[0].channels / groups) * kernel.height * kernel.width
  }

  package var spread: Spread {
    let half = kernel.height / 2
    guard groups == 1, stride == Extent(1), dilation == Extent(1), kernel.height == kernel.width,
      kernel.height % 2 == 1, padding == Padding(Extent(half))
    else { return .anywhere }
    var inner = self
    inner.padding = Padding(Extent(0))
    return .within(radius: half, inner: inner)
  }

  package func carries(in mode: Mode) -> Carriage {
    mode == .inference ? [.batchNorm, .sum, .bounds, .curve] : []
  }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    let site = ConvolutionSite(self, fused, in: compilation)
    let kernels = compilation.kernels
    if site.isDepthwise { return DepthwiseStep(site, kernels: kernels) }
    if let step = SmallMapStep(site, kernels: kernels) { return step }
    if let step = WinogradStep(site, kernels: kernels) { return step }
    return ConvolutionStep(site, kernels: kernels)
  }
}

extension GraphBuilder {
  /// - Parameters:
  ///   - weight: the name of the weights where it is not that of the layer with `.weight`; layers
  ///     that name the same tensor share it.
  ///   - biasName: likewise of the bias.
  /// - Throws: `NetworkError` if the kernel does not fit into the padded input, or the groups do
  ///   not divide the channels.
  package mutating func convolution(
    _ name: String, _ input: Value, outputs: Int, kernel: Extent, stride: Extent = Extent(1),
    padding: Padding, dilation: Extent = Extent(1), groups: Int = 1, bias: Bool = false,
    weight: String? = nil, biasName: String? = nil, initializer: Initializer? = nil,
    biasInitializer: Initializer? = nil, isFrozen: Bool = false
  ) throws(NetworkError) -> Value {
    let operation = Convolution(
      outputs: outputs, kernel: kernel, stride: stride, padding: padding, dilation: dilation,
      groups: groups, weight: weight ?? name + ".weight",
      bias: bias ? biasName ?? name + ".bias" : nil, initializer: initializer,
      biasInitializer: biasInitializer, isFrozen: isFrozen)
    return try append(name, operation, [input])
  }

  /// The same with as much padding on opposite sides.
  package mutating func convolution(
    _ name: String, _ input: Value, outputs: Int, kernel: Extent, stride: Extent = Extent(1),
    padding: Extent = Extent(0), dilation: Extent = Extent(1), groups: Int = 1,
    bias: Bool = false, weight: String? = nil, biasName: String? = nil,
    initializer: Initializer? = nil, biasInitializer: Initializer? = nil, isFrozen: Bool = false
  ) throws(NetworkError) -> Value {
    try convolution(
      name, input, outputs: outputs, kernel: kernel, stride: stride, padding: Padding(padding),
      dilation: dilation, groups: groups, bias: bias, weight: weight, biasName: biasName,
      initializer: initializer, biasInitializer: biasInitializer, isFrozen: isFrozen)
  }
}
