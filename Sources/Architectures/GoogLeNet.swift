package import NeuralNetwork

/// GoogLeNet (Szegedy et al. 2014) with batch norm and without side classifiers; for small images
/// one 3 x 3 convolution is the stem.
///
/// As in PyTorch's model the third branch has a 3 x 3 where the paper has a 5 x 5.
package enum GoogLeNet {
  /// Outputs of an inception module's branches: 1 x 1; 1 x 1 then 3 x 3; likewise; after the pool.
  struct Module {
    var one: Int
    var threeReduce: Int
    var three: Int
    var fiveReduce: Int
    var five: Int
    var pool: Int
  }

  /// The paper's table 1; nil stands for a 3 x 3 maximum with stride 2.
  static let modules: [(name: String, module: Module?)] = [
    (
      "inception3a", .init(one: 64, threeReduce: 96, three: 128, fiveReduce: 16, five: 32, pool: 32)
    ),
    (
      "inception3b",
      .init(one: 128, threeReduce: 128, three: 192, fiveReduce: 32, five: 96, pool: 64)
    ),
    ("maxpool3", nil),
    (
      "inception4a",
      .init(one: 192, threeReduce: 96, three: 208, fiveReduce: 16, five: 48, pool: 64)
    ),
    (
      "inception4b",
      .init(one: 160, threeReduce: 112, three: 224, fiveReduce: 24, five: 64, pool: 64)
    ),
    (
      "inception4c",
      .init(one: 128, threeReduce: 128, three: 256, fiveReduce: 24, five: 64, pool: 64)
    ),
    (
      "inception4d",
      .init(one: 112, threeReduce: 144, three: 288, fiveReduce: 32, five: 64, pool: 64)
    ),
    (
      "inception4e",
      .init(one: 256, threeReduce: 160, three: 320, fiveReduce: 32, five: 128, pool: 128)
    ),
    ("maxpool4", nil),
    (
      "inception5a",
      .init(one: 256, threeReduce: 160, three: 320, fiveReduce: 32, five: 128, pool: 128)
    ),
    (
      "inception5b",
      .init(one: 384, threeReduce: 192, three: 384, fiveReduce: 48, five: 128, pool: 128)
    ),
  ]

  package static func graph(
    stem: Architecture.Stem, input: Shape, classes: Int
  ) throws(NetworkError) -> Graph {
    var net = GraphBuilder(name: "googlenet", input: input)
    var x = try first(&net, stem)
    for (name, module) in modules {
      if let module {
        x = try inception(&net, name, x, module)
        continue
      }
      switch stem {
      case .cifar:
        x = try net.maxPool(name, x, kernel: Extent(3), stride: Extent(2), padding: Extent(1))
      case .imagenet:
        // As in PyTorch's model the second is over 2 x 2 where the paper has 3 x 3.
        x = try net.maxPool(
          name, x, kernel: Extent(name == "maxpool4" ? 2 : 3), stride: Extent(2), roundsUp: true)
      }
    }
    x = try net.dropout(net.globalAveragePool(x), rate: 0.2)
    _ = try net.linear("fc", x, outputs: classes)
    return try net.graph()
  }

  /// What stands before the modules.
  private static func first(
    _ net: inout GraphBuilder, _ stem: Architecture.Stem
  ) throws(NetworkError) -> GraphBuilder.Value {
    guard stem == .imagenet else {
      return try net.unit("conv1", net.input, 192, Extent(3), padding: Extent(1))
    }
    var x = try net.unit("conv1", net.input, 64, Extent(7), stride: 2, padding: Extent(3))
    x = try net.maxPool("maxpool1", x, kernel: Extent(3), stride: Extent(2), roundsUp: true)
    x = try net.unit("conv2", x, 64, Extent(1))
    x = try net.unit("conv3", x, 192, Extent(3), padding: Extent(1))
    return try net.maxPool("maxpool2", x, kernel: Extent(3), stride: Extent(2), roundsUp: true)
  }

  private static func inception(
    _ net: inout GraphBuilder, _ name: String, _ input: GraphBuilder.Value, _ module: Module
  ) throws(NetworkError) -> GraphBuilder.Value {
    let one = try net.unit(name + ".branch1", input, module.one, Extent(1))
    var three = try net.unit(name + ".branch2.0", input, module.threeReduce, Extent(1))
    three = try net.unit(name + ".branch2.1", three, module.three, Extent(3), padding: Extent(1))
    var five = try net.unit(name + ".branch3.0", input, module.fiveReduce, Extent(1))
    five = try net.unit(name + ".branch3.1", five, module.five, Extent(3), padding: Extent(1))
    var pool = try net.maxPool(
      name + ".branch4.0", input, kernel: Extent(3), stride: Extent(1), padding: Extent(1),
      roundsUp: true)
    pool = try net.unit(name + ".branch4.1", pool, module.pool, Extent(1))
    return try net.concatenate([one, three, five, pool])
  }
}
