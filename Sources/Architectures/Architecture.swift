package import NeuralNetwork

/// A network that can be asked for by name.
package struct Architecture: Sendable {
  package let name: String
  private let describe: @Sendable (Shape, Int) throws(NetworkError) -> Graph

  private init(
    _ name: String, _ describe: @escaping @Sendable (Shape, Int) throws(NetworkError) -> Graph
  ) {
    self.name = name
    self.describe = describe
  }

  /// The graph for images of a size and a number of classes.
  ///
  /// - Throws: `NetworkError.inputTooSmall`.
  package func graph(input: Shape, classes: Int) throws(NetworkError) -> Graph {
    try describe(input, classes)
  }

  /// Every network, in the order of listings.
  package static let all: [Architecture] =
    family("resnet", [20, 32, 44, 56, 110], CifarResNet.graph)
    + family("resnet", [18, 34, 50], ResNet.graph)
    + family("vgg", [11, 13, 16, 19], VGG.graph)
    + [Architecture("googlenet", GoogLeNet.graph)]
    + family("densenet", [121, 161, 169], DenseNet.graph)
    + [
      Architecture("mobilenet_v2", MobileNetV2.graph),
      Architecture("inception_v3", InceptionV3.graph),
    ]

  private static func family(
    _ name: String, _ depths: [Int],
    _ graph: @escaping @Sendable (_ depth: Int, Shape, Int) throws(NetworkError) -> Graph
  ) -> [Architecture] {
    depths.map { depth in
      Architecture("\(name)\(depth)") { input, classes throws(NetworkError) in
        try graph(depth, input, classes)
      }
    }
  }

  /// What is trained when nobody says otherwise: small and quick.
  package static let standard = all[0]

  package static func named(_ name: String) -> Architecture? {
    all.first { $0.name == name }
  }
}
