import NeuralNetwork

extension GraphBuilder {
  /// Convolution without bias, batch norm, ReLU, as the Inception families name them:
  /// `name.conv` and `name.bn`.
  mutating func unit(
    _ name: String, _ input: Value, _ outputs: Int, _ kernel: Extent, stride: Int = 1,
    padding: Extent = Extent(0)
  ) throws(NetworkError) -> Value {
    let x = try convolution(
      name + ".conv", input, outputs: outputs, kernel: kernel, stride: Extent(stride),
      padding: padding)
    return try relu(batchNorm(name + ".bn", x, epsilon: 0.001))
  }
}
