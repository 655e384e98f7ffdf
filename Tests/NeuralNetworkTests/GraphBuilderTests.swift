import Compute
import Images
import NeuralNetwork
import Testing

/// What a model file could ask of the builder, and graphs that are more than a chain.
@Suite struct GraphBuilderTests {
  struct Fault: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var build: @Sendable (inout GraphBuilder) throws(NetworkError) -> GraphBuilder.Value

    init(
      _ testDescription: String,
      _ build: @escaping @Sendable (inout GraphBuilder) throws(NetworkError) -> GraphBuilder.Value
    ) {
      self.testDescription = testDescription
      self.build = build
    }
  }

  private static func convolution(
    _ text: String, outputs: Int = 4, kernel: Extent = Extent(3), stride: Extent = Extent(1),
    padding: Padding = Padding(Extent(0)), dilation: Extent = Extent(1), groups: Int = 1
  ) -> Fault {
    Fault(text) { net throws(NetworkError) in
      try net.convolution(
        "layer", net.input, outputs: outputs, kernel: kernel, stride: stride, padding: padding,
        dilation: dilation, groups: groups)
    }
  }

  static let faults: [Fault] = [
    convolution("groups that do not divide the inputs", groups: 4),
    convolution("groups that do not divide the outputs", groups: 3),
    convolution("no groups", groups: 0),
    convolution("no outputs", outputs: 0),
    convolution("outputs beyond all memory", outputs: .max),
    convolution("outputs that overflow", outputs: 1 << 24, kernel: Extent(1 << 16)),
    convolution(
      "a weight of too many values", outputs: 1 << 24, kernel: Extent(10),
      padding: Padding(Extent(9))),
    convolution("no kernel", kernel: Extent(0)),
    convolution("a kernel below zero", kernel: Extent(.min)),
    convolution("a kernel larger than the image", kernel: Extent(9)),
    convolution("no stride", stride: Extent(0)),
    convolution("a stride below zero", stride: Extent(-1)),
    convolution("padding below zero", padding: Padding(Extent(-1))),
    convolution("padding that overflows", padding: Padding(Extent(.max))),
    convolution("no dilation", dilation: Extent(0)),
    convolution("dilated beyond the image", dilation: Extent(4)),
    Fault("linear layer of an image") { net throws(NetworkError) in
      try net.linear("layer", net.input, outputs: 3)
    },
    Fault("linear layer without outputs") { net throws(NetworkError) in
      try net.linear("layer", net.globalAveragePool(net.input), outputs: -1)
    },
    Fault("sum of two shapes") { net throws(NetworkError) in
      try net.add(net.input, net.globalAveragePool(net.input))
    },
    Fault("concatenation of two sizes") { net throws(NetworkError) in
      try net.concatenate([net.input, net.globalAveragePool(net.input)])
    },
    Fault("concatenation of nothing") { net throws(NetworkError) in try net.concatenate([]) },
    Fault("factors of another shape") { net throws(NetworkError) in
      try net.scaleChannels(net.input, by: net.input)
    },
    Fault("pool padded by its kernel") { net throws(NetworkError) in
      try net.maxPool("layer", net.input, kernel: Extent(2), stride: Extent(1), padding: Extent(2))
    },
    Fault("mean without stride") { net throws(NetworkError) in
      try net.averagePool("layer", net.input, kernel: Extent(2), stride: Extent(0))
    },
    Fault("dropout of everything") { net throws(NetworkError) in
      try net.dropout(net.input, rate: 1)
    },
    Fault("dropout of NaN") { net throws(NetworkError) in
      try net.dropout(net.input, rate: .nan)
    },
    Fault("clamp to nothing") { net throws(NetworkError) in
      try net.clamp(net.input, lower: 1, upper: 0)
    },
    Fault("clamp to NaN") { net throws(NetworkError) in
      try net.clamp(net.input, lower: 0, upper: .nan)
    },
    Fault("hard sigmoid without slope") { net throws(NetworkError) in
      try net.hardSigmoid(net.input, slope: .nan)
    },
    Fault("batch norm of negative epsilon") { net throws(NetworkError) in
      try net.batchNorm("layer", net.input, epsilon: -1)
    },
    Fault("shortcut to fewer channels") { net throws(NetworkError) in
      try net.parameterFreeShortcut(net.input, stride: 2, outputs: 1)
    },
    Fault("a tensor of two shapes") { net throws(NetworkError) in
      let x = try net.convolution("a", net.input, outputs: 6, kernel: Extent(1))
      return try net.convolution("layer", x, outputs: 5, kernel: Extent(1), weight: "a.weight")
    },
    Fault("a tensor of two uses") { net throws(NetworkError) in
      let x = try net.batchNorm("a", net.input)
      let y = try net.linear("b", net.globalAveragePool(x), outputs: 6, bias: "a.weight")
      return y
    },
  ]

  @Test(arguments: faults)
  func isRefused(_ fault: Fault) {
    var net = GraphBuilder(name: "test", input: Shape(8, 7, 6))
    #expect { _ = try fault.build(&net) } throws: { error in
      // The message names network and layer.
      "\(error)".hasPrefix("test: ") && "\(error)".contains("layer ")
    }
  }

  @Test(arguments: [
    Shape(0, 4, 3), Shape(4, 4, 0), Shape(-1, 4, 3), Shape(1 << 20, 1, 1),
    Shape(1 << 16, 1 << 16, 3),
  ])
  func imagesThatCannotBe(shape: Shape) {
    var net = GraphBuilder(name: "test", input: shape)
    #expect(throws: NetworkError.self) { try net.relu(net.input) }
  }

  @Test func anEmptyNetworkIsRefused() {
    let net = GraphBuilder(name: "test", input: Shape(8, 7, 6))
    #expect(throws: NetworkError.self) { try net.graph() }
    #expect(throws: NetworkError.self) { try net.graph(output: net.input) }
  }

  @Test func messagesNameExpectedAndFound() {
    var net = GraphBuilder(name: "test", input: Shape(8, 7, 6))
    #expect(
      throws: NetworkError.layer(
        network: "test", layer: "stem",
        expected: "input and output channels that 4 groups divide", found: "6 and 8")
    ) {
      try net.convolution("stem", net.input, outputs: 8, kernel: Extent(1), groups: 4)
    }
  }

  /// A side branch behind the output, as the side classifiers of some model files.
  @Test func theOutputNeedNotBeTheLastNode() throws {
    var net = GraphBuilder(name: "test", input: Shape(4, 4, 3))
    let x = try net.convolution("stem", net.input, outputs: 6, kernel: Extent(1))
    let pool = try net.globalAveragePool(x)
    let side = try net.linear("side", pool, outputs: 4)
    let output = try net.linear("head", pool, outputs: 5)
    _ = try net.add(side, net.linear("further", output, outputs: 4))
    let graph = try net.graph(output: output)
    #expect(graph.classes == 5)
    #expect(graph.nodes.map(\.name) == ["input", "stem", "avgpool", "head"])
    #expect(graph.parameters.map(\.name) == ["stem.weight", "head.weight", "head.bias"])
    GradientCheck(graph)()
  }

  @Test func aSharedTensorCountsOnce() throws {
    var net = GraphBuilder(name: "test", input: Shape(4, 4, 3))
    let x = try net.convolution("a", net.input, outputs: 3, kernel: Extent(3), padding: Extent(1))
    let y = try net.convolution(
      "b", x, outputs: 3, kernel: Extent(3), padding: Extent(1), weight: "a.weight")
    let graph = try net.graph(output: y)
    #expect(graph.parameters.map(\.name) == ["a.weight"])
    #expect(graph.parameterCount == 81)
    #expect(graph.parameterCounts == [0, 81, 0])
    #expect(graph.multiplications == 2 * 81 * 16)
  }
}
