package import NeuralNetwork

/// A small network that learns 32 x 32 images in few epochs: that of Jordan 2024, "94% on CIFAR-10
/// in 3.29 Seconds on a Single GPU" (arXiv:2404.00498), section 3.
///
/// It comes from Page's "How to train your ResNet" (2018) and Balsam's hlb-CIFAR10 (2023). The
/// first convolution whitens patches of 2 x 2 pixels and is not trained; batch norms shift and do
/// not scale; filters begin by handing their inputs on.
package enum QuickNet {
  /// Channels of the three stages.
  private static let widths = [64, 256, 256]
  /// What the logits are divided by, so that they begin near zero.
  private static let logitScale: Float = 9
  /// How much a batch counts in the running statistics.
  private static let momentum: Float = 0.4

  package static func graph(input: Shape, classes: Int) throws(NetworkError) -> Graph {
    var net = GraphBuilder(name: "quicknet", input: input)
    // Each direction of a patch, and its negative.
    let directions = 2 * 2 * input.channels
    var x = try net.convolution(
      "whiten", net.input, outputs: 2 * directions, kernel: Extent(2), bias: true,
      initializer: .whitening, biasInitializer: .zeros, isFrozen: true)
    x = try net.gelu(x)
    for (index, width) in widths.enumerated() {
      let name = "stage\(index + 1)"
      x = try convolution(&net, name + ".conv1", x, width)
      x = try net.maxPool(name + ".pool", x, kernel: Extent(2), stride: Extent(2))
      x = try activated(&net, name + ".norm1", x)
      x = try convolution(&net, name + ".conv2", x, width)
      x = try activated(&net, name + ".norm2", x)
    }
    let size = net.shape(of: x)
    let whole = Extent(size.height, size.width)
    x = try net.maxPool("pool", x, kernel: whole, stride: whole)
    x = try net.linear("linear", x, outputs: classes, hasBias: false)
    _ = try net.multiple(of: x, factor: 1 / logitScale)
    return try net.graph()
  }

  private static func convolution(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, _ outputs: Int
  ) throws(NetworkError) -> GraphBuilder.Value {
    try net.convolution(
      name, input, outputs: outputs, kernel: Extent(3), padding: Extent(1),
      initializer: .identity(fanIn: 9 * net.shape(of: input).channels))
  }

  private static func activated(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value
  ) throws(NetworkError) -> GraphBuilder.Value {
    try net.gelu(net.batchNorm(name, input, momentum: momentum, learnsScale: false))
  }
}
