package import NeuralNetwork

/// A network that can be asked for by name.
package struct Architecture: Sendable {
  /// The name that the networks of all stems share, as PyTorch's models have it.
  package let family: String
  package let stem: Stem
  private let describe: @Sendable (Stem, Shape, Int) throws(NetworkError) -> Graph

  /// What a network's first layers are made for.
  package enum Stem: String, CaseIterable, Sendable {
    /// Small images, which are made smaller late.
    case cifar
    /// Images of 224 pixels and more, as torchvision defines the network.
    case imagenet
  }

  private init(
    _ family: String, _ stem: Stem,
    _ describe: @escaping @Sendable (Stem, Shape, Int) throws(NetworkError) -> Graph
  ) {
    self.family = family
    self.stem = stem
    self.describe = describe
  }

  /// The graph for images of a size and a number of classes.
  ///
  /// - Throws: `NetworkError.inputTooSmall`.
  package func graph(input: Shape, classes: Int) throws(NetworkError) -> Graph {
    try describe(stem, input, classes)
  }

  /// Every network for small images, in the order of listings.
  package static let all: [Architecture] =
    family("resnet", [20, 32, 44, 56, 110], [.cifar]) {
      depth, _, input, classes throws(NetworkError) in
      try CifarResNet.graph(depth: depth, input: input, classes: classes)
    } + ofBothStems.filter { $0.stem == .cifar }
    + [
      Architecture("quicknet", .cifar) { _, input, classes throws(NetworkError) in
        try QuickNet.graph(input: input, classes: classes)
      }
    ]

  /// Every network for large images, by torchvision's names.
  package static let imagenet: [Architecture] =
    ofBothStems.filter { $0.stem == .imagenet }
    + family("resnet", [101], [.imagenet], ResNet.graph)
    + [11, 13, 16, 19].map { depth in
      Architecture("vgg\(depth)_bn", .imagenet) { _, input, classes throws(NetworkError) in
        try TorchvisionVGG.graph(depth: depth, isNormalized: true, input: input, classes: classes)
      }
    }
    + [
      Architecture("squeezenet1_1", .imagenet) { _, input, classes throws(NetworkError) in
        try SqueezeNet.graph(input: input, classes: classes)
      },
      Architecture("efficientnet_b0", .imagenet) { _, input, classes throws(NetworkError) in
        try EfficientNet.graph(input: input, classes: classes)
      },
    ]

  private static let ofBothStems: [Architecture] =
    family("resnet", [18, 34, 50], Stem.allCases, ResNet.graph)
    + family("vgg", [11, 13, 16, 19], Stem.allCases) {
      depth, stem, input, classes throws(NetworkError) in
      switch stem {
      case .cifar: return try VGG.graph(depth: depth, input: input, classes: classes)
      case .imagenet:
        return try TorchvisionVGG.graph(
          depth: depth, isNormalized: false, input: input, classes: classes)
      }
    }
    + Stem.allCases.map { Architecture("googlenet", $0, GoogLeNet.graph) }
    + family("densenet", [121, 161, 169], Stem.allCases, DenseNet.graph)
    + Stem.allCases.map { Architecture("mobilenet_v2", $0, MobileNetV2.graph) }
    + Stem.allCases.map { Architecture("inception_v3", $0, InceptionV3.graph) }

  private static func family(
    _ name: String, _ depths: [Int], _ stems: [Stem],
    _ graph:
      @escaping @Sendable (_ depth: Int, Stem, Shape, Int) throws(NetworkError) -> Graph
  ) -> [Architecture] {
    depths.flatMap { depth in
      stems.map { stem in
        Architecture("\(name)\(depth)", stem) { stem, input, classes throws(NetworkError) in
          try graph(depth, stem, input, classes)
        }
      }
    }
  }

  /// What is trained when nobody says otherwise: small and quick.
  package static let standard = all[0]

  /// The family's name; with the stem where the family is known for small images, too.
  package var name: String {
    let hasBoth = Self.ofBothStems.contains { $0.family == family }
    return stem == .imagenet && hasBoth ? "\(family)-\(stem.rawValue)" : family
  }

  /// All networks that a name may mean: those of a family, or the one that is named whole.
  package static func variants(of name: String) -> [Architecture] {
    (all + imagenet).filter { $0.name == name || $0.family == name }
  }

  /// The network of a name; that for small images where a family's name may mean several.
  package static func named(_ name: String) -> Architecture? { variants(of: name).first }

  /// All names, in the order of listings.
  package static let names: [String] = (all + imagenet).map(\.name)

  /// Images that every network of the stem takes.
  package var exampleInput: Shape {
    switch stem {
    case .cifar: Shape(32, 32, 3)
    case .imagenet: Shape(224, 224, 3)
    }
  }
}
