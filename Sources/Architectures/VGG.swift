package import NeuralNetwork

/// Simonyan & Zisserman 2014 with batch normalisation, a global mean before the classifier.
package enum VGG {
  /// Channels of the 3 x 3 convolutions; nil stands for a 2 x 2 maximum.
  static let sixteen: [Int?] = [
    64, 64, nil, 128, 128, nil, 256, 256, 256, nil, 512, 512, 512, nil, 512, 512, 512, nil,
  ]

  package static func graph(input: Shape, classes: Int) throws(NetworkError) -> Graph {
    var net = GraphBuilder(name: "vgg16", input: input)
    var x = net.input
    var index = 0
    for layer in sixteen {
      if let channels = layer {
        x = try net.convolution(
          "features.\(index)", x, outputs: channels, kernel: Extent(3), padding: Extent(1),
          bias: true, initializer: .heNormal(fan: .outputs), biasInitializer: .zeros)
        x = net.relu(net.batchNorm("features.\(index + 1)", x))
        index += 3
      } else {
        x = try net.maxPool("features.\(index)", x, kernel: Extent(2), stride: Extent(2))
        index += 1
      }
    }
    x = net.globalAveragePool(x)
    for (index, outputs) in [0: 4096, 3: 4096].sorted(by: { $0.key < $1.key }) {
      // PyTorch replaces the first classifier layer after initialisation, so it has the default one.
      let initializer: Initializer? = index == 0 ? nil : .normal(deviation: 0.01)
      x = net.linear(
        "classifier.\(index)", x, outputs: outputs, initializer: initializer,
        biasInitializer: index == 0 ? nil : .zeros)
      x = net.dropout(net.relu(x), rate: 0.5)
    }
    _ = net.linear(
      "classifier.6", x, outputs: classes, initializer: .normal(deviation: 0.01),
      biasInitializer: .zeros)
    return net.graph()
  }
}
