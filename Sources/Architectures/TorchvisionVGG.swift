package import NeuralNetwork

/// Simonyan & Zisserman 2014 as torchvision defines it for large images, with or without batch
/// normalisation: the classifier sees 7 x 7 pixels.
package enum TorchvisionVGG {
  /// The height and width that the classifier sees.
  private static let side = 7

  /// - Throws: `NetworkError` unless the last map's height and width are multiples of 7.
  package static func graph(
    depth: Int, isNormalized: Bool, input: Shape, classes: Int
  ) throws(NetworkError) -> Graph {
    guard let stages = VGG.convolutions[depth] else {
      preconditionFailure("no VGG of depth \(depth)")
    }
    var net = GraphBuilder(
      name: "vgg\(depth)" + (isNormalized ? "_bn" : ""), input: input)
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
    x = try net.dropout(
      net.relu(linear(&net, "classifier.0", try pooled(&net, x), 4096)), rate: 0.5)
    x = try net.dropout(net.relu(linear(&net, "classifier.3", x, 4096)), rate: 0.5)
    _ = try linear(&net, "classifier.6", x, classes)
    return try net.graph()
  }

  /// Means over as many pixels as leave 7 x 7, in PyTorch's flattening order.
  private static func pooled(
    _ net: inout GraphBuilder, _ input: GraphBuilder.Value
  ) throws(NetworkError) -> GraphBuilder.Value {
    let shape = net.shape(of: input)
    guard shape.height % side == 0, shape.width % side == 0 else {
      throw .layer(
        network: net.name, layer: "avgpool",
        expected: "an input of a multiple of \(side)x\(side) pixels, as of images of 224x224",
        found: shape.description)
    }
    let kernel = Extent(shape.height / side, shape.width / side)
    let x =
      kernel == Extent(1)
      ? input : try net.averagePool("avgpool", input, kernel: kernel, stride: kernel)
    return try net.flatten(x)
  }

  private static func linear(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, _ outputs: Int
  ) throws(NetworkError) -> GraphBuilder.Value {
    try net.linear(
      name, input, outputs: outputs, initializer: .normal(deviation: 0.01),
      biasInitializer: .zeros)
  }
}
