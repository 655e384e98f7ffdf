package import NeuralNetwork

/// Densely connected networks (Huang et al. 2016), with a 3 x 3 stem for small images or the
/// paper's own.
package enum DenseNet {
  struct Size {
    var growth: Int
    var blocks: [Int]
    var stem: Int
  }

  static let sizes: [Int: Size] = [
    121: Size(growth: 32, blocks: [6, 12, 24, 16], stem: 64),
    161: Size(growth: 48, blocks: [6, 12, 36, 24], stem: 96),
    169: Size(growth: 32, blocks: [6, 12, 32, 32], stem: 64),
  ]

  package static func graph(
    depth: Int, stem: Architecture.Stem, input: Shape, classes: Int
  ) throws(NetworkError) -> Graph {
    guard let size = sizes[depth] else { preconditionFailure("no dense network of depth \(depth)") }
    var net = GraphBuilder(name: "densenet\(depth)", input: input)
    var x = try net.stemConvolution("features.conv0", stem, outputs: size.stem)
    x = try net.relu(net.batchNorm("features.norm0", x))
    x = try net.maxPool(
      "features.pool0", x, kernel: Extent(3), stride: Extent(2), padding: Extent(1))
    for (index, layers) in size.blocks.enumerated() {
      x = try block(
        &net, "features.denseblock\(index + 1)", x, layers: layers, growth: size.growth)
      if index + 1 < size.blocks.count {
        x = try transition(&net, "features.transition\(index + 1)", x)
      }
    }
    x = try net.relu(net.batchNorm("features.norm5", x))
    _ = try net.linear(
      "classifier", net.globalAveragePool(x), outputs: classes, biasInitializer: .zeros)
    return try net.graph()
  }

  private static func block(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, layers: Int,
    growth: Int
  ) throws(NetworkError) -> GraphBuilder.Value {
    var features = input
    for layer in 1...layers {
      let name = name + ".denselayer\(layer)"
      var x = try net.relu(net.batchNorm(name + ".norm1", features))
      x = try net.convolution(
        name + ".conv1", x, outputs: 4 * growth, kernel: Extent(1),
        initializer: .heNormal(fan: .inputs))
      x = try net.relu(net.batchNorm(name + ".norm2", x))
      x = try net.convolution(
        name + ".conv2", x, outputs: growth, kernel: Extent(3), padding: Extent(1),
        initializer: .heNormal(fan: .inputs))
      features = try net.concatenate([features, x])
    }
    return features
  }

  private static func transition(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value
  ) throws(NetworkError) -> GraphBuilder.Value {
    let x = try net.convolution(
      name + ".conv", net.relu(net.batchNorm(name + ".norm", input)),
      outputs: net.shape(of: input).channels / 2, kernel: Extent(1),
      initializer: .heNormal(fan: .inputs))
    return try net.averagePool(name + ".pool", x, kernel: Extent(2), stride: Extent(2))
  }
}
