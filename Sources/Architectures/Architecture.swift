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
    [20, 32, 44, 56].map { depth in
      Architecture("resnet\(depth)") { input, classes throws(NetworkError) in
        try CifarResNet.graph(depth: depth, input: input, classes: classes)
      }
    } + [
      Architecture("vgg16") { input, classes throws(NetworkError) in
        try VGG.graph(input: input, classes: classes)
      }
    ]

  /// What is trained when nobody says otherwise: small and quick.
  package static let standard = all[0]

  package static func named(_ name: String) -> Architecture? {
    all.first { $0.name == name }
  }
}
