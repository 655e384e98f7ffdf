package import NeuralNetwork

/// Residual networks (He et al. 2015), with a 3 x 3 stem for small images or the paper's own.
///
/// The stride of a bottleneck stands in its 3 x 3 convolution, as in PyTorch's models.
package enum ResNet {
  /// Blocks per stage, and whether they are bottlenecks (1 x 1, 3 x 3, 1 x 1).
  static let depths: [Int: (blocks: [Int], isBottleneck: Bool)] = [
    18: ([2, 2, 2, 2], false),
    34: ([3, 4, 6, 3], false),
    50: ([3, 4, 6, 3], true),
    101: ([3, 4, 23, 3], true),
  ]

  package static func graph(
    depth: Int, stem: Architecture.Stem, input: Shape, classes: Int
  ) throws(NetworkError) -> Graph {
    guard let (blocks, isBottleneck) = depths[depth] else {
      preconditionFailure("no residual network of depth \(depth)")
    }
    var net = GraphBuilder(name: "resnet\(depth)", input: input)
    var x = try net.stemConvolution("conv1", stem, outputs: 64)
    x = try net.relu(net.batchNorm("bn1", x))
    x = try net.maxPool("maxpool", x, kernel: Extent(3), stride: Extent(2), padding: Extent(1))
    for (stage, count) in blocks.enumerated() {
      for block in 0..<count {
        let name = "layer\(stage + 1).\(block)"
        let stride = stage > 0 && block == 0 ? 2 : 1
        let width = 64 << stage
        x =
          isBottleneck
          ? try bottleneck(&net, name, x, width: width, stride: stride)
          : try basic(&net, name, x, width: width, stride: stride)
      }
    }
    _ = try net.linear("fc", net.globalAveragePool(x), outputs: classes)
    return try net.graph()
  }

  private static func basic(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, width: Int,
    stride: Int
  ) throws(NetworkError) -> GraphBuilder.Value {
    var x = try convolution(&net, name + ".conv1", input, width, kernel: 3, stride: stride)
    x = try net.relu(net.batchNorm(name + ".bn1", x))
    x = try convolution(&net, name + ".conv2", x, width, kernel: 3)
    x = try net.batchNorm(name + ".bn2", x)
    return try sum(&net, name, x, input, stride: stride)
  }

  private static func bottleneck(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, width: Int,
    stride: Int
  ) throws(NetworkError) -> GraphBuilder.Value {
    var x = try convolution(&net, name + ".conv1", input, width, kernel: 1)
    x = try net.relu(net.batchNorm(name + ".bn1", x))
    x = try convolution(&net, name + ".conv2", x, width, kernel: 3, stride: stride)
    x = try net.relu(net.batchNorm(name + ".bn2", x))
    x = try convolution(&net, name + ".conv3", x, 4 * width, kernel: 1)
    x = try net.batchNorm(name + ".bn3", x)
    return try sum(&net, name, x, input, stride: stride)
  }

  /// Adds the input, through a 1 x 1 convolution where its shape is another (option B).
  private static func sum(
    _ net: inout GraphBuilder, _ name: String, _ x: GraphBuilder.Value,
    _ input: GraphBuilder.Value, stride: Int
  ) throws(NetworkError) -> GraphBuilder.Value {
    guard net.shape(of: x) != net.shape(of: input) else { return try net.relu(net.add(x, input)) }
    let outputs = net.shape(of: x).channels
    let projected = try convolution(
      &net, name + ".downsample.0", input, outputs, kernel: 1, stride: stride)
    return try net.relu(net.add(x, net.batchNorm(name + ".downsample.1", projected)))
  }

  private static func convolution(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, _ outputs: Int,
    kernel: Int, stride: Int = 1
  ) throws(NetworkError) -> GraphBuilder.Value {
    try net.convolution(
      name, input, outputs: outputs, kernel: Extent(kernel), stride: Extent(stride),
      padding: Extent(kernel / 2), initializer: .heNormal(fan: .outputs))
  }
}
