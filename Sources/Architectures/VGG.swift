package import NeuralNetwork

/// Simonyan & Zisserman 2014 with batch normalisation, a global mean before the classifier.
package enum VGG {
  /// The paper's table 1: 3 x 3 convolutions of 64, 128, 256, 512, 512 channels in each stage.
  static let convolutions: [Int: [Int]] = [
    11: [1, 1, 2, 2, 2],
    13: [2, 2, 2, 2, 2],
    16: [2, 2, 3, 3, 3],
    19: [2, 2, 4, 4, 4],
  ]

  package static func graph(depth: Int, input: Shape, classes: Int) throws(NetworkError) -> Graph {
    var net = GraphBuilder(name: "vgg\(depth)", input: input)
    var x = try net.globalAveragePool(features(&net, depth: depth, isNormalized: true))
    // The first layer was replaced after the others were initialised, so it has PyTorch's default.
    x = try net.dropout(net.relu(net.linear("classifier.0", x, outputs: 4096)), rate: 0.5)
    x = try net.linear(
      "classifier.3", x, outputs: 4096, initializer: .normal(deviation: 0.01),
      biasInitializer: .zeros)
    x = try net.dropout(net.relu(x), rate: 0.5)
    _ = try net.linear(
      "classifier.6", x, outputs: classes, initializer: .normal(deviation: 0.01),
      biasInitializer: .zeros)
    return try net.graph()
  }

  /// Everything before the classifier, with PyTorch's names.
  static func features(
    _ net: inout GraphBuilder, depth: Int, isNormalized: Bool
  ) throws(NetworkError) -> GraphBuilder.Value {
    guard let stages = convolutions[depth] else { preconditionFailure("no VGG of depth \(depth)") }
    var x = net.input
    // PyTorch numbers convolution, batch norm, ReLU and maximum in one row.
    var index = 0
    for (count, channels) in zip(stages, [64, 128, 256, 512, 512]) {
      for _ in 0..<count {
        x = try net.convolution(
          "features.\(index)", x, outputs: channels, kernel: Extent(3), padding: Extent(1),
          bias: true, initializer: .heNormal(fan: .outputs), biasInitializer: .zeros)
        if isNormalized { x = try net.batchNorm("features.\(index + 1)", x) }
        x = try net.relu(x)
        index += isNormalized ? 3 : 2
      }
      x = try net.maxPool("features.\(index)", x, kernel: Extent(2), stride: Extent(2))
      index += 1
    }
    return x
  }
}
