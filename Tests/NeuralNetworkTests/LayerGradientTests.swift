import Compute
import Images
import NeuralNetwork
import Testing

/// Every layer's outputs and gradients against a Double reference and its central differences.
@Suite struct LayerGradientTests {
  struct ConvolutionCase: CustomTestStringConvertible {
    var kernel: Extent
    var stride = Extent(1)
    var padding = Extent(0)
    var groups = 1
    var inputs: Int
    var outputs: Int
    var bias = false
    var image = Extent(5, 7)

    var testDescription: String {
      "\(kernel.height)x\(kernel.width) stride \(stride.height),\(stride.width) padding "
        + "\(padding.height),\(padding.width) groups \(groups) \(inputs)->\(outputs) "
        + "\(image.height)x\(image.width)\(bias ? " bias" : "")"
    }
  }

  static let convolutions: [ConvolutionCase] = [
    .init(kernel: Extent(1), inputs: 1, outputs: 1, bias: true),
    .init(kernel: Extent(1), inputs: 3, outputs: 17),
    .init(kernel: Extent(1), inputs: 24, outputs: 5, bias: true),
    .init(kernel: Extent(1), stride: Extent(2), inputs: 5, outputs: 16),
    .init(kernel: Extent(1), stride: Extent(3), inputs: 16, outputs: 3, bias: true),
    .init(kernel: Extent(1), padding: Extent(1), inputs: 3, outputs: 5),
    .init(kernel: Extent(1), groups: 2, inputs: 16, outputs: 24),
    .init(kernel: Extent(3), inputs: 1, outputs: 3),
    .init(kernel: Extent(3), padding: Extent(1), inputs: 3, outputs: 16, bias: true),
    .init(kernel: Extent(3), padding: Extent(1), inputs: 17, outputs: 24),
    .init(kernel: Extent(3), padding: Extent(2), inputs: 5, outputs: 5),
    .init(kernel: Extent(3), padding: Extent(3), inputs: 3, outputs: 3),
    .init(kernel: Extent(3), stride: Extent(2), padding: Extent(1), inputs: 5, outputs: 17),
    .init(kernel: Extent(3), stride: Extent(2), inputs: 16, outputs: 16, bias: true),
    .init(kernel: Extent(3), stride: Extent(3), padding: Extent(1), inputs: 3, outputs: 5),
    .init(kernel: Extent(3), stride: Extent(2, 1), padding: Extent(1), inputs: 3, outputs: 5),
    .init(kernel: Extent(3), stride: Extent(1, 3), padding: Extent(0, 2), inputs: 5, outputs: 3),
    .init(kernel: Extent(2), stride: Extent(3), inputs: 3, outputs: 5),
    .init(kernel: Extent(3), padding: Extent(1), groups: 2, inputs: 16, outputs: 24),
    .init(kernel: Extent(3), padding: Extent(1), groups: 4, inputs: 24, outputs: 16, bias: true),
    .init(
      kernel: Extent(3), stride: Extent(2), padding: Extent(1), groups: 4, inputs: 16, outputs: 16),
    .init(kernel: Extent(3), padding: Extent(1), groups: 17, inputs: 17, outputs: 17),
    .init(kernel: Extent(3), padding: Extent(1), groups: 24, inputs: 24, outputs: 24, bias: true),
    .init(
      kernel: Extent(3), stride: Extent(2), padding: Extent(1), groups: 5, inputs: 5, outputs: 5),
    .init(kernel: Extent(3), padding: Extent(1), groups: 3, inputs: 3, outputs: 6),
    .init(kernel: Extent(5), padding: Extent(2), inputs: 3, outputs: 17),
    // Windows whose taps lie beyond the image by more than one pixel.
    .init(kernel: Extent(1), padding: Extent(3), inputs: 5, outputs: 3, bias: true),
    .init(kernel: Extent(5), padding: Extent(2), groups: 5, inputs: 5, outputs: 5),
    .init(kernel: Extent(1, 7), padding: Extent(0, 3), inputs: 200, outputs: 3),
    .init(kernel: Extent(5), stride: Extent(2), padding: Extent(3), inputs: 5, outputs: 3),
    .init(kernel: Extent(5), inputs: 17, outputs: 3, bias: true),
    .init(kernel: Extent(1, 7), padding: Extent(0, 3), inputs: 5, outputs: 16),
    .init(kernel: Extent(7, 1), padding: Extent(3, 0), inputs: 16, outputs: 5, bias: true),
    .init(kernel: Extent(1, 7), stride: Extent(2), padding: Extent(0, 3), inputs: 3, outputs: 3),
    .init(kernel: Extent(5, 7), inputs: 3, outputs: 5, bias: true),
    .init(kernel: Extent(3), padding: Extent(1), inputs: 3, outputs: 5, image: Extent(1, 1)),
    .init(
      kernel: Extent(3), stride: Extent(2), padding: Extent(1), inputs: 3, outputs: 5,
      image: Extent(6, 4)),
    // Depth above one block of taps, and pixels for several sums of the weight gradient.
    .init(
      kernel: Extent(3), padding: Extent(1), inputs: 130, outputs: 6, bias: true,
      image: Extent(2, 3)),
    .init(
      kernel: Extent(3), stride: Extent(2), padding: Extent(1), inputs: 5, outputs: 130,
      image: Extent(3, 3)),
    .init(kernel: Extent(3), padding: Extent(1), inputs: 3, outputs: 5, image: Extent(33, 25)),
    // By way of Winograd's points: whole and overhanging tiles, no padding, more rows than a block.
    .init(
      kernel: Extent(3), padding: Extent(1), inputs: 17, outputs: 24, bias: true,
      image: Extent(8, 7)),
    .init(kernel: Extent(3), inputs: 8, outputs: 9, image: Extent(10, 6)),
    .init(
      kernel: Extent(3), padding: Extent(1), inputs: 170, outputs: 8, image: Extent(4, 4)),
    .init(
      kernel: Extent(1, 7), padding: Extent(0, 3), inputs: 9, outputs: 17, bias: true,
      image: Extent(3, 9)),
    .init(
      kernel: Extent(7, 1), padding: Extent(3, 0), inputs: 24, outputs: 8, image: Extent(8, 3)),
    .init(kernel: Extent(1), inputs: 5, outputs: 4, bias: true, image: Extent(33, 25)),
  ]

  @Test(arguments: convolutions)
  func convolution(_ layer: ConvolutionCase) throws {
    // Behind a first layer, so that training too needs the gradient of the input.
    let graph = try graph(layer.image, layer.inputs) { net, x throws(NetworkError) in
      try net.convolution(
        "layer", x, outputs: layer.outputs, kernel: layer.kernel, stride: layer.stride,
        padding: layer.padding, groups: layer.groups, bias: layer.bias)
    }
    GradientCheck(graph)()
  }

  @Test(arguments: [1, 3, 5, 16, 17, 24], [Extent(5, 7), Extent(4, 4)])
  func batchNorm(channels: Int, image: Extent) throws {
    GradientCheck(
      try graph(image, channels) { net, x throws(NetworkError) in
        try net.batchNorm("bn", x)
      })()
  }

  struct Chain: CustomTestStringConvertible {
    var testDescription: String
    var image = Extent(5, 7)
    var channels = 5
    var build:
      @Sendable (inout GraphBuilder, GraphBuilder.Value) throws(NetworkError)
        -> GraphBuilder.Value

    init(
      _ testDescription: String, image: Extent = Extent(5, 7), channels: Int = 5,
      _ build:
        @escaping @Sendable (inout GraphBuilder, GraphBuilder.Value) throws(NetworkError)
        -> GraphBuilder.Value
    ) {
      self.testDescription = testDescription
      self.image = image
      self.channels = channels
      self.build = build
    }
  }

  static let chains: [Chain] = plainChains + FurtherChains.chains

  private static let plainChains: [Chain] = [
    Chain("relu") { net, x throws(NetworkError) in try net.relu(x) },
    Chain("relu6", channels: 17) { net, x throws(NetworkError) in try net.relu(x, limit: 1.5) },
    Chain("bn-relu") { net, x throws(NetworkError) in try net.relu(net.batchNorm("bn", x)) },
    Chain("bn-relu6", channels: 16) { net, x throws(NetworkError) in
      try net.relu(net.batchNorm("bn", x), limit: 2)
    },
    Chain("bn-add-relu") { net, x throws(NetworkError) in
      let other = try net.relu(x)
      return try net.relu(net.add(net.batchNorm("bn", x), other))
    },
    Chain("add-bn-relu, the sum's second") { net, x throws(NetworkError) in
      let other = try net.relu(x)
      return try net.relu(net.add(other, net.batchNorm("bn", x)))
    },
    Chain("bn-add of its own input-relu", channels: 24) { net, x throws(NetworkError) in
      try net.relu(net.add(net.batchNorm("bn", x), x))
    },
    Chain("two batch norms added") { net, x throws(NetworkError) in
      try net.relu(net.add(net.batchNorm("bn1", x), net.batchNorm("bn2", x)))
    },
    Chain("bn-add without relu") { net, x throws(NetworkError) in
      try net.add(net.batchNorm("bn", x), x)
    },
    Chain("bn read twice, not fused") { net, x throws(NetworkError) in
      let y = try net.batchNorm("bn", x)
      return try net.add(net.relu(y), y)
    },
    Chain("bn-relu read three times") { net, x throws(NetworkError) in
      let y = try net.relu(net.batchNorm("bn", x))
      let a = try net.convolution("a", y, outputs: 3, kernel: Extent(3), padding: Extent(1))
      let b = try net.convolution(
        "b", y, outputs: 3, kernel: Extent(5), stride: Extent(2), padding: Extent(2))
      let c = try net.globalAveragePool(y)
      return try net.concatenate([
        net.globalAveragePool(a), net.globalAveragePool(b), c,
      ])
    },
    Chain("conv-bn-add-relu", channels: 16) { net, x throws(NetworkError) in
      let y = try net.convolution(
        "conv", x, outputs: 16, kernel: Extent(3), padding: Extent(1), bias: true)
      return try net.relu(net.add(net.batchNorm("bn", y), x))
    },
    Chain("conv-bn-relu, groups", channels: 16) { net, x throws(NetworkError) in
      let y = try net.convolution(
        "conv", x, outputs: 24, kernel: Extent(3), padding: Extent(1), groups: 4)
      return try net.relu(net.batchNorm("bn", y), limit: 2.5)
    },
    Chain("depthwise-bn-relu6-1x1-bn-add", channels: 24) { net, x throws(NetworkError) in
      var y = try net.convolution(
        "depthwise", x, outputs: 24, kernel: Extent(3), padding: Extent(1), groups: 24)
      y = try net.relu(net.batchNorm("bn1", y), limit: 2)
      y = try net.convolution("project", y, outputs: 24, kernel: Extent(1))
      return try net.add(x, net.batchNorm("bn2", y))
    },
    Chain("1x1-bn-relu-1x1-bn-relu6-1x1", image: Extent(9, 11)) { net, x throws(NetworkError) in
      var y = try net.convolution("a", x, outputs: 17, kernel: Extent(1))
      y = try net.relu(net.batchNorm("bn1", y))
      y = try net.convolution("b", y, outputs: 24, kernel: Extent(1))
      y = try net.relu(net.batchNorm("bn2", y), limit: 2)
      return try net.convolution("c", y, outputs: 3, kernel: Extent(1))
    },
    Chain("1x1-bn-relu read by 1x1 and by a sum", channels: 16) { net, x throws(NetworkError) in
      var y = try net.convolution("a", x, outputs: 16, kernel: Extent(1))
      y = try net.relu(net.batchNorm("bn1", y))
      let z = try net.convolution("b", y, outputs: 16, kernel: Extent(1))
      return try net.relu(net.add(net.batchNorm("bn2", z), y))
    },
    Chain("3x3-bn-relu-3x3-bn, two ways", image: Extent(8, 8), channels: 8) {
      net, x throws(NetworkError) in
      var y = try net.convolution("a", x, outputs: 8, kernel: Extent(3), padding: Extent(1))
      y = try net.relu(net.batchNorm("bn1", y))
      y = try net.convolution("b", y, outputs: 6, kernel: Extent(3), padding: Extent(1))
      y = try net.relu(net.batchNorm("bn2", y))
      return try net.convolution("c", y, outputs: 3, kernel: Extent(3))
    },
    invertedResidual(channels: 24),
    invertedResidual(channels: 17),
    invertedResidual(channels: 17, stride: 2),
    invertedResidual(channels: 5, stride: 1, kernel: 5),
    invertedResidual(channels: 16, stride: 2, image: Extent(8, 6)),
    // More than one band of lines; without the kinks of ReLU, of which so many pixels would hit
    // some.
    invertedResidual(channels: 32, stride: 2, image: Extent(94, 30)),
    Chain("bn-depthwise-bn, a long image", image: Extent(147, 29), channels: 16) {
      net, x throws(NetworkError) in
      let y = try net.convolution(
        "depthwise", net.batchNorm("bn1", x), outputs: 16, kernel: Extent(3),
        padding: Extent(1), groups: 16)
      return try net.batchNorm("bn2", y)
    },
    Chain("depthwise-add-relu, strided, read twice", channels: 17) { net, x throws(NetworkError) in
      let y = try net.convolution(
        "a", x, outputs: 17, kernel: Extent(5), stride: Extent(2), padding: Extent(2), groups: 17,
        bias: true)
      let z = try net.convolution(
        "b", x, outputs: 17, kernel: Extent(3), stride: Extent(2), padding: Extent(1), groups: 17)
      return try net.relu(net.add(y, z))
    },
    Chain("conv-relu", channels: 3) { net, x throws(NetworkError) in
      try net.relu(net.convolution("conv", x, outputs: 17, kernel: Extent(3), bias: true))
    },
    Chain("conv-add-relu", channels: 3) { net, x throws(NetworkError) in
      let y = try net.convolution("conv", x, outputs: 3, kernel: Extent(3), padding: Extent(1))
      return try net.relu(net.add(x, y))
    },
    Chain("strided conv into a value read twice") { net, x throws(NetworkError) in
      let a = try net.convolution("a", x, outputs: 5, kernel: Extent(1), stride: Extent(2))
      let b = try net.convolution("b", x, outputs: 5, kernel: Extent(2), stride: Extent(2))
      let c = try net.maxPool("c", x, kernel: Extent(3), stride: Extent(2), padding: Extent(1))
      return try net.concatenate([
        net.globalAveragePool(a), net.globalAveragePool(b), net.globalAveragePool(c),
      ])
    },
    Chain("value added to itself") { net, x throws(NetworkError) in try net.add(x, x) },
    Chain("bn added to itself") { net, x throws(NetworkError) in
      let y = try net.batchNorm("bn", x)
      return try net.relu(net.add(y, y))
    },
    Chain("linear", image: Extent(1, 1), channels: 24) { net, x throws(NetworkError) in
      try net.linear("fc", x, outputs: 17)
    },
    Chain("linear-relu-linear", image: Extent(1, 1), channels: 17) { net, x throws(NetworkError) in
      try net.linear("fc2", net.relu(net.linear("fc1", x, outputs: 5)), outputs: 3)
    },
    Chain("linear-bn-relu", image: Extent(1, 1), channels: 5) { net, x throws(NetworkError) in
      try net.relu(net.batchNorm("bn", net.linear("fc", x, outputs: 16)))
    },
    Chain("max pool 2, stride 2", channels: 16) { net, x throws(NetworkError) in
      try net.maxPool("pool", x, kernel: Extent(2), stride: Extent(2))
    },
    Chain("max pool 3, stride 1, padding 1", channels: 17) { net, x throws(NetworkError) in
      try net.maxPool("pool", x, kernel: Extent(3), stride: Extent(1), padding: Extent(1))
    },
    Chain("max pool 3, stride 2, rounded up", image: Extent(6, 8)) {
      net, x throws(NetworkError) in
      try net.maxPool("pool", x, kernel: Extent(3), stride: Extent(2), roundsUp: true)
    },
    Chain("max pool 2 x 3") { net, x throws(NetworkError) in
      try net.maxPool("pool", x, kernel: Extent(2, 3), stride: Extent(1, 2), padding: Extent(1))
    },
    Chain("mean pool 3, stride 1, padding 1", channels: 24) { net, x throws(NetworkError) in
      try net.averagePool("pool", x, kernel: Extent(3), stride: Extent(1), padding: Extent(1))
    },
    Chain("mean pool 2, stride 2", channels: 3) { net, x throws(NetworkError) in
      try net.averagePool("pool", x, kernel: Extent(2), stride: Extent(2))
    },
    Chain("mean pool 3, stride 2, beside another reader") { net, x throws(NetworkError) in
      let pool = try net.averagePool("pool", x, kernel: Extent(3), stride: Extent(2))
      return try net.concatenate([net.globalAveragePool(pool), net.globalAveragePool(x)])
    },
    Chain("global mean", channels: 17) { net, x throws(NetworkError) in try net.globalAveragePool(x)
    },
    Chain("concatenation of odd widths", channels: 3) { net, x throws(NetworkError) in
      let a = try net.convolution("a", x, outputs: 17, kernel: Extent(1))
      let b = try net.convolution("b", x, outputs: 1, kernel: Extent(1))
      return try net.relu(net.concatenate([x, a, b, x]))
    },
    Chain("concatenation, batch norm, again", channels: 3) { net, x throws(NetworkError) in
      let y = try net.concatenate([x, net.relu(net.batchNorm("bn1", x))])
      let z = try net.convolution("conv", y, outputs: 5, kernel: Extent(3), padding: Extent(1))
      return try net.relu(net.batchNorm("bn2", net.concatenate([y, z])))
    },
    Chain("shortcut without parameters", channels: 3) { net, x throws(NetworkError) in
      try net.parameterFreeShortcut(x, stride: 2, outputs: 8)
    },
    Chain("residual block with shortcut", channels: 5) { net, x throws(NetworkError) in
      var y = try net.convolution(
        "conv1", x, outputs: 16, kernel: Extent(3), stride: Extent(2), padding: Extent(1))
      y = try net.relu(net.batchNorm("bn1", y))
      y = try net.convolution("conv2", y, outputs: 16, kernel: Extent(3), padding: Extent(1))
      y = try net.batchNorm("bn2", y)
      return try net.relu(net.add(y, net.parameterFreeShortcut(x, stride: 2, outputs: 16)))
    },
    Chain("dropout of rate 0") { net, x throws(NetworkError) in
      try net.relu(net.dropout(x, rate: 0))
    },
  ]

  /// 1 x 1, depthwise and 1 x 1 again, each with a batch norm (Sandler et al. 2018).
  private static func invertedResidual(
    channels: Int, stride: Int = 1, kernel: Int = 3, image: Extent? = nil
  ) -> Chain {
    let size = image.map { ", \($0.height) x \($0.width)" } ?? ""
    return Chain(
      "1x1-bn-relu6-depthwise \(kernel), stride \(stride)-bn-relu6-1x1-bn, \(channels)\(size)",
      image: image ?? Extent(5, 7)
    ) { net, x throws(NetworkError) in
      var y = try net.convolution("expand", x, outputs: channels, kernel: Extent(1))
      y = try net.relu(net.batchNorm("bn1", y), limit: 2)
      y = try net.convolution(
        "depthwise", y, outputs: channels, kernel: Extent(kernel), stride: Extent(stride),
        padding: Extent(kernel / 2), groups: channels)
      y = try net.relu(net.batchNorm("bn2", y), limit: 2)
      return try net.batchNorm(
        "bn3", try net.convolution("project", y, outputs: 5, kernel: Extent(1)))
    }
  }

  @Test(arguments: chains)
  func chain(_ chain: Chain) throws {
    GradientCheck(try graph(chain.image, chain.channels, chain.build), images: 3)()
  }

  /// The layer under test alone on the input image: nothing below it has parameters.
  @Test(arguments: chains.filter { !$0.testDescription.contains("shortcut") })
  func chainOnTheImage(_ chain: Chain) throws {
    var net = GraphBuilder(
      name: "test", input: Shape(chain.image.height, chain.image.width, chain.channels))
    let output = try chain.build(&net, net.input)
    _ = try net.convolution("last", output, outputs: 2, kernel: Extent(1))
    GradientCheck(try net.graph(), images: 3)()
  }

  /// input (3 channels) -> 1 x 1 convolution -> the layers under test.
  private func graph(
    _ image: Extent, _ channels: Int,
    _ build: (inout GraphBuilder, GraphBuilder.Value) throws(NetworkError) -> GraphBuilder.Value
  ) throws -> Graph {
    var net = GraphBuilder(name: "test", input: Shape(image.height, image.width, 3))
    let x = try net.convolution(
      "first", net.input, outputs: channels, kernel: Extent(1), bias: true)
    _ = try build(&net, x)
    return try net.graph()
  }
}
