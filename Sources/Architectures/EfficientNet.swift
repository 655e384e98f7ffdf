package import NeuralNetwork

/// EfficientNet-B0 (Tan & Le 2019), without the random depth of its training.
package enum EfficientNet {
  /// The paper's table 1: expansion, kernel, stride of the first, outputs, repetitions.
  private static let stages: [Stage] = [
    Stage(1, 3, 1, 16, 1), Stage(6, 3, 2, 24, 2), Stage(6, 5, 2, 40, 2), Stage(6, 3, 2, 80, 3),
    Stage(6, 5, 1, 112, 3), Stage(6, 5, 2, 192, 4), Stage(6, 3, 1, 320, 1),
  ]

  private struct Stage {
    let expansion: Int
    let kernel: Int
    let stride: Int
    let outputs: Int
    let count: Int

    init(_ expansion: Int, _ kernel: Int, _ stride: Int, _ outputs: Int, _ count: Int) {
      self.expansion = expansion
      self.kernel = kernel
      self.stride = stride
      self.outputs = outputs
      self.count = count
    }
  }

  package static func graph(input: Shape, classes: Int) throws(NetworkError) -> Graph {
    var net = GraphBuilder(name: "efficientnet_b0", input: input)
    var x = try activated(&net, "features.0", net.input, 32, kernel: 3, stride: 2)
    for (index, stage) in stages.enumerated() {
      for block in 0..<stage.count {
        x = try self.block(
          &net, "features.\(index + 1).\(block).block", x, stage,
          stride: block == 0 ? stage.stride : 1)
      }
    }
    x = try activated(&net, "features.\(stages.count + 1)", x, 1280, kernel: 1)
    x = try net.dropout(net.globalAveragePool(x), rate: 0.2)
    _ = try net.linear("classifier.1", x, outputs: classes, biasInitializer: .zeros)
    return try net.graph()
  }

  /// Expansion, depthwise convolution, squeeze and excitation, projection.
  private static func block(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, _ stage: Stage,
    stride: Int
  ) throws(NetworkError) -> GraphBuilder.Value {
    let inputs = net.shape(of: input).channels
    let width = inputs * stage.expansion
    var x = input
    var layer = 0
    if stage.expansion != 1 {
      x = try activated(&net, name + ".0", x, width, kernel: 1)
      layer = 1
    }
    x = try activated(
      &net, name + ".\(layer)", x, width, kernel: stage.kernel, stride: stride, groups: width)
    x = try excited(&net, name + ".\(layer + 1)", x, squeezed: max(inputs / 4, 1))
    let projection = name + ".\(layer + 2)"
    x = try net.convolution(
      projection + ".0", x, outputs: stage.outputs, kernel: Extent(1),
      initializer: .heNormal(fan: .outputs))
    x = try net.batchNorm(projection + ".1", x)
    return stride == 1 && inputs == stage.outputs ? try net.add(x, input) : x
  }

  /// Squeeze and excitation (Hu, Shen & Sun 2017).
  private static func excited(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, squeezed: Int
  ) throws(NetworkError) -> GraphBuilder.Value {
    let channels = net.shape(of: input).channels
    var x = try net.globalAveragePool(input)
    x = try net.silu(
      net.convolution(
        name + ".fc1", x, outputs: squeezed, kernel: Extent(1), bias: true,
        initializer: .heNormal(fan: .outputs), biasInitializer: .zeros))
    x = try net.sigmoid(
      net.convolution(
        name + ".fc2", x, outputs: channels, kernel: Extent(1), bias: true,
        initializer: .heNormal(fan: .outputs), biasInitializer: .zeros))
    return try net.scaleChannels(input, by: x)
  }

  /// Convolution, batch norm, SiLU.
  private static func activated(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, _ outputs: Int,
    kernel: Int, stride: Int = 1, groups: Int = 1
  ) throws(NetworkError) -> GraphBuilder.Value {
    let x = try net.convolution(
      name + ".0", input, outputs: outputs, kernel: Extent(kernel), stride: Extent(stride),
      padding: Extent(kernel / 2), groups: groups, initializer: .heNormal(fan: .outputs))
    return try net.silu(net.batchNorm(name + ".1", x))
  }
}
