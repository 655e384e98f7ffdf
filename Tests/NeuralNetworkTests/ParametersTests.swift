import Architectures
import Compute
import Images
import NeuralNetwork
import Testing

@Suite struct ParametersTests {
  private static func graph(groups: Int = 2) throws -> Graph {
    var net = GraphBuilder(name: "small", input: Shape(4, 4, 4))
    let x = try net.convolution(
      "conv", net.input, outputs: 6, kernel: Extent(2, 3), groups: groups, bias: true)
    _ = try net.linear("fc", net.globalAveragePool(net.batchNorm("bn", x)), outputs: 3)
    return try net.graph()
  }

  @Test(arguments: [1, 2])
  func tensorsComeBackAsSet(groups: Int) throws {
    let parameters = Parameters(try Self.graph(groups: groups))
    for (index, tensor) in parameters.descriptions.enumerated() {
      let values = (0..<tensor.count).map { Float(1000 * index + $0) }
      parameters.setTensor(index, to: values)
    }
    for (index, tensor) in parameters.descriptions.enumerated() {
      #expect(parameters.tensor(index) == (0..<tensor.count).map { Float(1000 * index + $0) })
    }
  }

  /// OIHW, here 6 x 2 x 2 x 3 in two groups, is stored as groups x H x W x I x O.
  @Test func storedLayout() throws {
    let parameters = Parameters(try Self.graph())
    parameters.setTensor(0, to: (0..<72).map(Float.init))
    let stored = parameters.values.pointer + parameters.offset(of: "conv.weight")
    for output in 0..<6 {
      for input in 0..<2 {
        for tap in 0..<6 {
          let place = ((output / 3 * 6 + tap) * 2 + input) * 3 + output % 3
          #expect(stored[place] == Float((output * 2 + input) * 6 + tap))
        }
      }
    }
  }

  @Test func learnedTensorsComeFirstAndAligned() throws {
    let parameters = Parameters(try Self.graph())
    for (description, offset) in zip(parameters.descriptions, parameters.offsets) {
      #expect(offset % 16 == 0)
      #expect((offset < parameters.learnedCount) == description.isLearned)
    }
    #expect(
      parameters.descriptions.map(\.name) == [
        "conv.weight", "conv.bias", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var",
        "fc.weight", "fc.bias",
      ])
  }

  private static func tensors(
    _ parameters: Parameters
  ) -> [(name: String, shape: [Int], values: [Float])] {
    parameters.descriptions.map { ($0.name, $0.shape, [Float](repeating: 3, count: $0.count)) }
  }

  @Test func fillByName() throws {
    let parameters = Parameters(try Self.graph())
    let tensors = Self.tensors(parameters) + [("bn.num_batches_tracked", [], [7])]
    try parameters.fill(from: tensors.reversed(), source: "a.safetensors", network: "small")
    for index in parameters.descriptions.indices {
      #expect(parameters.tensor(index).allSatisfy { $0 == 3 })
    }
  }

  @Test func fillNamesEveryDifferenceAtOnceAndChangesNothing() throws {
    let parameters = Parameters(try Self.graph())
    parameters.initialize(seed: 1)
    let before = Array(parameters.values.elements)
    var tensors = Self.tensors(parameters)
    tensors.removeAll { $0.name == "conv.bias" || $0.name == "bn.running_var" }
    tensors.append(("fc2.weight", [2, 3], [Float](repeating: 0, count: 6)))
    tensors[0].shape = [6, 2, 3, 2]
    let error = #expect(throws: NetworkError.self) {
      try parameters.fill(from: tensors, source: "a.safetensors", network: "small")
    }
    guard case .tensorMismatch(let source, let network, let differences) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(source == "a.safetensors" && network == "small")
    #expect(
      Set(differences) == [
        "missing tensor conv.bias [6]", "missing tensor bn.running_var [6]",
        "extra tensor fc2.weight [2, 3]",
        "conv.weight: expected shape [6, 2, 2, 3], found [6, 2, 3, 2]",
      ])
    #expect(Array(parameters.values.elements) == before)
  }

  @Test func namesThatCannotBeShownAreEscapedAndCut() throws {
    let parameters = Parameters(try Self.graph())
    let long = String(repeating: "x", count: 81)
    let tensors = Self.tensors(parameters) + [("a\u{1B}[2J\u{85}é", [1], [0]), (long, [1], [0])]
    let error = #expect(throws: NetworkError.self) {
      try parameters.fill(from: tensors, source: "a.safetensors", network: "small")
    }
    #expect(
      error
        == .tensorMismatch(
          source: "a.safetensors", network: "small",
          differences: [
            #"extra tensor a\u{001B}[2J\u{0085}\u{00E9} [1]"#,
            "extra tensor \(long.dropLast())… [1]",
          ]))
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func fillRefusesWhatIsNoNumber(value: Float) throws {
    let parameters = Parameters(try Self.graph())
    var tensors = Self.tensors(parameters)
    tensors[0].values[5] = value
    let error = #expect(throws: NetworkError.self) {
      try parameters.fill(from: tensors, source: "a.safetensors", network: "small")
    }
    #expect(
      error
        == .tensorMismatch(
          source: "a.safetensors", network: "small",
          differences: [
            "\(tensors[0].name): expected finite numbers, found \(value) at element 5"
          ]))
  }

  /// Mean, standard deviation and range of each initialiser on a large tensor.
  @Test func initialisersHaveTheirStatistics() throws {
    var net = GraphBuilder(name: "large", input: Shape(3, 3, 64))
    let uniform = try net.convolution(
      "uniform", net.input, outputs: 64, kernel: Extent(3), padding: Extent(1), bias: true)
    let he = try net.convolution(
      "out", uniform, outputs: 32, kernel: Extent(3), initializer: .heNormal(fan: .outputs))
    let heInputs = try net.convolution(
      "in", net.batchNorm("bn", he), outputs: 512, kernel: Extent(1),
      initializer: .heNormal(fan: .inputs))
    _ = try net.linear("fc", heInputs, outputs: 40, initializer: .normal(deviation: 0.01))
    let parameters = Parameters(try net.graph())
    parameters.initialize(seed: 9)
    func values(_ name: String) throws -> [Double] {
      let index = try #require(parameters.descriptions.firstIndex { $0.name == name })
      return parameters.tensor(index).map(Double.init)
    }
    func expectMoments(_ name: String, deviation: Double) throws {
      let values = try values(name)
      let count = Double(values.count)
      let mean = values.reduce(0, +) / count
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      #expect(abs(mean) < 5 * deviation / count.squareRoot(), "\(name)")
      // Five standard deviations of the variance of normal values.
      #expect(abs(variance / (deviation * deviation) - 1) < 5 * (2 / count).squareRoot(), "\(name)")
    }
    let bound = (1.0 / 576).squareRoot()
    try expectMoments("uniform.weight", deviation: bound / 3.0.squareRoot())
    for name in ["uniform.weight", "uniform.bias"] {
      let largest = try values(name).map(abs).max() ?? 0
      #expect(largest <= bound * 1.000001 && largest > 0.9 * bound)
    }
    try expectMoments("out.weight", deviation: (2.0 / (32 * 9)).squareRoot())
    try expectMoments("in.weight", deviation: (2.0 / 32).squareRoot())
    try expectMoments("fc.weight", deviation: 0.01)
    #expect(try values("bn.weight").allSatisfy { $0 == 1 })
    #expect(try values("bn.running_var").allSatisfy { $0 == 1 })
    #expect(try values("bn.bias").allSatisfy { $0 == 0 })
    #expect(try values("bn.running_mean").allSatisfy { $0 == 0 })
  }

  @Test func initialValuesFollowTheSeed() throws {
    let parameters = Parameters(try Self.graph())
    func values(_ seed: UInt64) -> [Float] {
      parameters.initialize(seed: seed)
      return Array(parameters.values.elements)
    }
    let one = values(1)
    #expect(values(2) != one)
    #expect(values(1) == one)
  }
}

@Suite struct ArchitectureTests {
  /// PyTorch's counts of the same networks.
  @Test(arguments: [
    ("resnet20", 269_722), ("resnet32", 464_154), ("resnet44", 658_586), ("resnet56", 853_018),
    ("vgg16", 33_646_666),
  ])
  func parameterCounts(name: String, count: Int) throws {
    let architecture = try #require(Architecture.named(name))
    let graph = try architecture.graph(input: Shape(32, 32, 3), classes: 10)
    #expect(graph.parameterCount == count)
    #expect(graph.classes == 10)
  }

  @Test func unknownName() {
    #expect(Architecture.named("resnet21") == nil)
  }

  @Test func tooSmallAnInputIsNamed() throws {
    let architecture = try #require(Architecture.named("vgg16"))
    let error = #expect(throws: NetworkError.self) {
      try architecture.graph(input: Shape(16, 16, 3), classes: 10)
    }
    let text = try #require(error).description
    #expect(text.contains("vgg16") && text.contains("features.") && text.contains("1 x 1"))
  }
}
