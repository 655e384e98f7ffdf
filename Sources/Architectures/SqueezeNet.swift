package import NeuralNetwork

/// SqueezeNet 1.1 (Iandola et al. 2016), which needs less than half the work of 1.0.
package enum SqueezeNet {
  /// Channels of a fire module after squeezing, and of each of the two that expand; nil stands for
  /// a 3 x 3 maximum with stride 2.
  private static let modules: [(squeeze: Int, expand: Int)?] = [
    nil, (16, 64), (16, 64), nil, (32, 128), (32, 128), nil, (48, 192), (48, 192), (64, 256),
    (64, 256),
  ]

  package static func graph(input: Shape, classes: Int) throws(NetworkError) -> Graph {
    var net = GraphBuilder(name: "squeezenet1_1", input: input)
    var x = try net.relu(
      net.convolution(
        "features.0", net.input, outputs: 64, kernel: Extent(3), stride: Extent(2), bias: true,
        initializer: .heNormal(fan: .inputs), biasInitializer: .zeros))
    // The first ReLU is a module of its own.
    for (index, module) in modules.enumerated() {
      let name = "features.\(index + 2)"
      if let module {
        let squeezed = try activated(&net, name + ".squeeze", x, module.squeeze, side: 1)
        x = try net.concatenate([
          activated(&net, name + ".expand1x1", squeezed, module.expand, side: 1),
          activated(&net, name + ".expand3x3", squeezed, module.expand, side: 3),
        ])
      } else {
        x = try net.maxPool(name, x, kernel: Extent(3), stride: Extent(2), roundsUp: true)
      }
    }
    x = try net.dropout(x, rate: 0.5)
    x = try net.convolution(
      "classifier.1", x, outputs: classes, kernel: Extent(1), bias: true,
      initializer: .normal(deviation: 0.01), biasInitializer: .zeros)
    _ = try net.globalAveragePool(net.relu(x))
    return try net.graph()
  }

  private static func activated(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, _ outputs: Int,
    side: Int
  ) throws(NetworkError) -> GraphBuilder.Value {
    try net.relu(
      net.convolution(
        name, input, outputs: outputs, kernel: Extent(side), padding: Extent(side / 2),
        bias: true, initializer: .heNormal(fan: .inputs), biasInitializer: .zeros))
  }
}
