import NeuralNetwork

extension GraphBuilder {
  /// The first convolution of the residual and dense networks, on the image.
  mutating func stemConvolution(
    _ name: String, _ stem: Architecture.Stem, outputs: Int
  ) throws(NetworkError) -> Value {
    switch stem {
    case .cifar:
      try convolution(name, input, outputs: outputs, kernel: Extent(3), padding: Extent(1))
    case .imagenet:
      try convolution(
        name, input, outputs: outputs, kernel: Extent(7), stride: Extent(2), padding: Extent(3),
        initializer: .heNormal(fan: .outputs))
    }
  }

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
