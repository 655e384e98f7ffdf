package import NeuralNetwork

/// The thin residual networks for 32 x 32 images of He et al. 2015, section 4.2.
///
/// 6n + 2 layers in three stages of 16, 32, 64 channels; shortcuts without parameters (option A).
package enum CifarResNet {
  package static func graph(depth: Int, input: Shape, classes: Int) throws(NetworkError) -> Graph {
    precondition(depth >= 8 && (depth - 2) % 6 == 0)
    var net = GraphBuilder(name: "resnet\(depth)", input: input)
    var x = try net.convolution(
      "conv1", net.input, outputs: 16, kernel: Extent(3), padding: Extent(1))
    x = try net.relu(net.batchNorm("bn1", x))
    for (stage, width) in [16, 32, 64].enumerated() {
      for block in 0..<(depth - 2) / 6 {
        let stride = stage > 0 && block == 0 ? 2 : 1
        x = try basicBlock(
          &net, "layer\(stage + 1).\(block)", x, outputs: width, stride: stride)
      }
    }
    _ = try net.linear("linear", net.globalAveragePool(x), outputs: classes)
    return try net.graph()
  }

  private static func basicBlock(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, outputs: Int,
    stride: Int
  ) throws(NetworkError) -> GraphBuilder.Value {
    var x = try net.convolution(
      name + ".conv1", input, outputs: outputs, kernel: Extent(3), stride: Extent(stride),
      padding: Extent(1))
    x = try net.relu(net.batchNorm(name + ".bn1", x))
    x = try net.convolution(
      name + ".conv2", x, outputs: outputs, kernel: Extent(3), padding: Extent(1))
    x = try net.batchNorm(name + ".bn2", x)
    let shortcut =
      stride == 1
      ? input : try net.parameterFreeShortcut(input, stride: stride, outputs: outputs)
    return try net.relu(net.add(x, shortcut))
  }
}
