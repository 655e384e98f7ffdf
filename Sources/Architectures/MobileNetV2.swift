package import NeuralNetwork

/// MobileNetV2 (Sandler et al. 2018); for small images the first two strides are 1.
///
/// Both kinds have the same tensors: a file of weights does not show which it is.
package enum MobileNetV2 {
  /// The paper's table 2: expansion t, outputs c, repetitions n, stride s of the first.
  static let stages: [(expansion: Int, outputs: Int, count: Int, stride: Int)] = [
    (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
    (6, 320, 1, 1),
  ]

  package static func graph(
    stem: Architecture.Stem, input: Shape, classes: Int
  ) throws(NetworkError) -> Graph {
    let isLarge = stem == .imagenet
    var net = GraphBuilder(name: "mobilenet_v2", input: input)
    var x = try activated(
      &net, "features.0", net.input, outputs: 32, kernel: 3, stride: isLarge ? 2 : 1)
    var index = 1
    for (number, stage) in stages.enumerated() {
      let stride = number == 1 && !isLarge ? 1 : stage.stride
      for block in 0..<stage.count {
        x = try invertedResidual(
          &net, "features.\(index)", x, expansion: stage.expansion, outputs: stage.outputs,
          stride: block == 0 ? stride : 1)
        index += 1
      }
    }
    x = try activated(&net, "features.\(index)", x, outputs: 1280, kernel: 1)
    x = try net.dropout(net.globalAveragePool(x), rate: 0.2)
    _ = try net.linear(
      "classifier.1", x, outputs: classes, initializer: .normal(deviation: 0.01),
      biasInitializer: .zeros)
    return try net.graph()
  }

  private static func invertedResidual(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, expansion: Int,
    outputs: Int, stride: Int
  ) throws(NetworkError) -> GraphBuilder.Value {
    let inputs = net.shape(of: input).channels
    let width = inputs * expansion
    var x = input
    var layer = 0
    if expansion != 1 {
      x = try activated(&net, name + ".conv.0", x, outputs: width, kernel: 1)
      layer = 1
    }
    x = try activated(
      &net, name + ".conv.\(layer)", x, outputs: width, kernel: 3, stride: stride, groups: width)
    x = try net.convolution(
      name + ".conv.\(layer + 1)", x, outputs: outputs, kernel: Extent(1),
      initializer: .heNormal(fan: .outputs))
    x = try net.batchNorm(name + ".conv.\(layer + 2)", x)
    return stride == 1 && inputs == outputs ? try net.add(x, input) : x
  }

  /// Convolution, batch norm, ReLU6.
  private static func activated(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, outputs: Int,
    kernel: Int, stride: Int = 1, groups: Int = 1
  ) throws(NetworkError) -> GraphBuilder.Value {
    let x = try net.convolution(
      name + ".0", input, outputs: outputs, kernel: Extent(kernel), stride: Extent(stride),
      padding: Extent(kernel / 2), groups: groups, initializer: .heNormal(fan: .outputs))
    return try net.relu(net.batchNorm(name + ".1", x), limit: 6)
  }
}
