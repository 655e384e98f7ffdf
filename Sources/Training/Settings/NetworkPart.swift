/// Parts of a network that are trained together, by names that several networks share.
///
/// The strategies of Nguyen et al. 2020, section 4.2: networks are read as five convolutional
/// blocks (one for each size of their activations) and one of dense layers. VGG and ResNet-50 have
/// such blocks; MobileNetV2's stages of one size are put together. The ResNets for small images
/// have three sizes: their first convolution and stage stand for the first three blocks.
package enum NetworkPart: String, Sendable, CaseIterable {
  /// (a) The dense layers.
  case dense = "dense"
  /// (b) The fourth and fifth convolutional block.
  case lastTwoBlocks = "last-two-blocks"
  /// (c) The first three.
  case firstThreeBlocks = "first-three-blocks"
  /// (d) Everything.
  case all = "all"

  /// Beginnings of the names of the part's parameters; nil where nobody has said what they are.
  package func prefixes(of architecture: String) -> [String]? {
    switch (Self.family(architecture), self) {
    case (_, .all): return []
    case ("resnet-cifar", .dense): return ["linear"]
    case ("resnet-cifar", .firstThreeBlocks): return ["conv1", "bn1", "layer1"]
    case ("resnet-cifar", .lastTwoBlocks): return ["layer2", "layer3"]
    case ("vgg16", .dense): return ["classifier"]
    // Convolutions and batch norms; the numbers between are without parameters.
    case ("vgg16", .firstThreeBlocks):
      return Self.features([0, 1, 3, 4, 7, 8, 10, 11, 14, 15, 17, 18, 20, 21])
    case ("vgg16", .lastTwoBlocks):
      return Self.features([24, 25, 27, 28, 30, 31, 34, 35, 37, 38, 40, 41])
    case ("resnet50", .dense): return ["fc"]
    case ("resnet50", .firstThreeBlocks): return ["conv1", "bn1", "layer1", "layer2"]
    case ("resnet50", .lastTwoBlocks): return ["layer3", "layer4"]
    case ("mobilenet_v2", .dense): return ["classifier"]
    case ("mobilenet_v2", .firstThreeBlocks): return Self.features(Array(0...6))
    case ("mobilenet_v2", .lastTwoBlocks): return Self.features(Array(7...18))
    default: return nil
    }
  }

  private static func family(_ architecture: String) -> String {
    ["resnet20", "resnet32", "resnet44", "resnet56", "resnet110"].contains(architecture)
      ? "resnet-cifar" : architecture
  }

  private static func features(_ numbers: [Int]) -> [String] {
    numbers.map { "features.\($0)" }
  }
}
