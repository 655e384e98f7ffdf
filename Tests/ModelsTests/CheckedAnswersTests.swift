import Architectures
import Compute
import Foundation
import Images
import Interchange
import Testing

@testable import Models
@testable import NeuralNetwork

/// Weights that fit a network and were trained in another one.
@Suite struct CheckedAnswersTests {
  private static let input = Shape(32, 32, 3)

  private struct Answers {
    var images: NumpyArray
    var scores: NumpyArray
  }

  private static func parameters(of graph: Graph) -> Parameters {
    let parameters = Parameters(graph)
    parameters.initialize(seed: 4)
    return parameters
  }

  /// What a network answers for two images of noise.
  private static func answers(_ graph: Graph, _ parameters: Parameters) throws -> Answers {
    let shape = graph.inputShape
    var stream = RandomStream(3)
    let planes = (0..<2 * shape.count).map { _ in stream.normal() }
    let program = Program(
      graph, parameters: parameters, mode: .inference, capacity: 2,
      compute: try Compute(instructionSet: nil, threads: 2))
    let area = shape.height * shape.width
    for place in 0..<2 * area {
      for channel in 0..<3 {
        program.input[place * 3 + channel] =
          planes[(place / area * 3 + channel) * area + place % area]
      }
    }
    program.forward(images: 2)
    let scores = Array(UnsafeBufferPointer(start: program.logits, count: 2 * graph.classes))
    return Answers(
      images: NumpyArray(shape: [2, 3, shape.height, shape.width], floats: planes),
      scores: NumpyArray(shape: [2, graph.classes], floats: scores))
  }

  /// A weights file that names a network by its family alone, as PyTorch's users do.
  private static func withFile(
    _ family: String, _ parameters: Parameters, _ answers: Answers?,
    change: (inout SafetensorsFile) -> Void = { _ in }, _ body: (String) throws -> Void
  ) throws {
    let path = NSTemporaryDirectory() + "misclass-" + UUID().uuidString + ".safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var tensors = parameters.descriptions.indices.map { index in
      NamedTensor(
        name: parameters.descriptions[index].name, shape: parameters.descriptions[index].shape,
        values: parameters.tensor(index))
    }
    if let answers {
      tensors += [
        NamedTensor(
          name: "misclass_check.images", shape: answers.images.shape,
          values: answers.images.floats),
        NamedTensor(
          name: "misclass_check.logits", shape: answers.scores.shape,
          values: answers.scores.floats),
      ]
    }
    var file = SafetensorsFile(
      tensors: tensors, metadata: ["arch": family, "mean": "0,0,0", "std": "1,1,1"])
    change(&file)
    try file.write(to: path)
    try body(path)
  }

  private static func network(_ name: String) throws -> Graph {
    try #require(Architecture.named(name)).graph(input: input, classes: 3)
  }

  /// torchvision's MobileNetV2: its tensors are those of the one for small images.
  @Test func stridesThatNoTensorShows() throws {
    let graph = try Self.network("mobilenet_v2-imagenet")
    let parameters = Self.parameters(of: graph)
    try Self.withFile("mobilenet_v2", parameters, try Self.answers(graph, parameters)) { path in
      let model = try Model(path: path, input: Self.input)
      #expect(model.architecture?.stem == .imagenet)
      #expect(model.remarks.isEmpty)
      #expect {
        _ = try Model(path: path, input: Self.input, hints: .init(stem: .cifar))
      } throws: {
        "\($0)".contains("every tensor fits mobilenet_v2, but it computes something else")
      }
      #expect(throws: ModelError.self) {
        _ = try WeightsFile(path: path, architecture: nil, stem: .cifar)
      }
    }
    try Self.withFile("mobilenet_v2", parameters, nil) { path in
      let model = try Model(path: path, input: Self.input)
      #expect(model.architecture?.stem == .cifar)
      #expect(model.remarks.contains { $0.contains("do not show whether its strides") })
      let told = try Model(path: path, input: Self.input, hints: .init(stem: .imagenet))
      #expect(told.architecture?.stem == .imagenet && told.remarks.isEmpty)
    }
  }

  /// A ResNet-18 whose maximum was replaced by the identity, as many do for small images.
  @Test func poolingThatIsGone() throws {
    let whole = try #require(Architecture.named("resnet18")).graph(
      input: Shape(16, 16, 3), classes: 3)
    let parameters = Self.parameters(of: whole)
    let graph = try whole.without("maxpool")
    let answers = try Self.answers(graph, parameters)
    try Self.withFile("resnet18", parameters, answers) { path in
      #expect {
        _ = try Model(path: path, input: Self.input)
      } throws: { error in
        if case ModelError.computesOtherwise = error { true } else { false }
      }
    }
    // By hand, for a file that holds no answers.
    try Self.withFile("resnet18", parameters, nil) { path in
      var weights = try WeightsFile(path: path, architecture: nil)
      #expect(weights.check == nil)
      let wrong = try CheckedAnswers(
        images: answers.images, scores: answers.scores, normalization: nil, path: "images.npy")
      #expect(throws: ModelError.self) { try weights.verify(wrong) }
      let own = try Self.answers(whole, parameters)
      try weights.verify(
        CheckedAnswers(
          images: own.images, scores: own.scores, normalization: nil, path: "images.npy"))
      try weights.write(to: path, as: .float32)
      #expect(try WeightsFile(path: path, architecture: nil).check?.count == 2)
    }
  }

  @Test func halfPrecisionIsNotTakenForAnotherNetwork() throws {
    let graph = try Self.network("resnet20")
    let parameters = Self.parameters(of: graph)
    try Self.withFile("resnet20", parameters, try Self.answers(graph, parameters)) { path in
      for type in [NamedTensor.ElementType.float16, .bfloat16] {
        try WeightsFile(path: path, architecture: nil).write(to: path + ".half", as: type)
        defer { try? FileManager.default.removeItem(atPath: path + ".half") }
        #expect(try Model(path: path + ".half", input: Self.input).graph.classes == 3)
      }
    }
  }

  @Test func answersThatAreNone() throws {
    let graph = try Self.network("resnet20")
    let parameters = Self.parameters(of: graph)
    let answers = try Self.answers(graph, parameters)
    let spoils: [(inout SafetensorsFile) -> Void] = [
      { $0.tensors.removeAll { $0.name == "misclass_check.logits" } },
      { file in
        for index in file.tensors.indices where file.tensors[index].name.hasSuffix("logits") {
          file.tensors[index].shape = [3, 2]
        }
      },
      { file in
        for index in file.tensors.indices where file.tensors[index].name.hasSuffix("images") {
          file.tensors[index].values[5] = .nan
        }
      },
    ]
    for spoil in spoils {
      try Self.withFile("resnet20", parameters, answers, change: spoil) { path in
        #expect {
          _ = try Model(path: path, input: Self.input)
        } throws: { error in
          if case ModelError.unusableCheck = error { true } else { false }
        }
      }
    }
  }

  // MARK: What wrappers add

  /// What stands before names in the file, tensors beside the network's, and what is stripped.
  private static let wrapped: [(prefix: String, others: [String], stripped: String)] = [
    ("module.", [], "module."), ("_orig_mod.", [], "_orig_mod."),
    ("module.", ["n_averaged"], "module."), ("model.", ["criterion.weight"], "model."),
    ("model.net.", ["loss.scale", "metric.total"], "model.net."),
    ("net._orig_mod.module.", [], "net._orig_mod.module."),
    (
      "ema_model.module.", ["online_model.module.conv1.weight", "initted", "step"],
      "ema_model.module."
    ),
  ]

  @Test(arguments: wrapped.indices)
  func wrappersAreStripped(index: Int) throws {
    let (prefix, others, stripped) = Self.wrapped[index]
    let parameters = Self.parameters(of: try Self.network("resnet20"))
    try Self.withFile(
      "resnet20", parameters, nil,
      change: { file in
        for index in file.tensors.indices {
          file.tensors[index].name = prefix + file.tensors[index].name
        }
        file.tensors += others.map { NamedTensor(name: $0, shape: [1], values: [7]) }
      }
    ) { path in
      let model = try Model(path: path, input: Self.input)
      #expect(model.strippedPrefix == stripped)
      #expect(
        Array(model.parameters.values.elements) == Array(parameters.values.elements))
    }
  }

  @Test func sideClassifiersAreLeftOut() throws {
    let graph = try #require(Architecture.named("googlenet-imagenet")).graph(
      input: Shape(64, 64, 3), classes: 3)
    try Self.withFile(
      "googlenet", Self.parameters(of: graph), nil,
      change: { file in
        file.tensors.append(NamedTensor(name: "aux1.fc2.bias", shape: [3], values: [1, 2, 3]))
      }
    ) { path in
      let model = try Model(path: path, input: Shape(64, 64, 3))
      #expect(model.architecture?.name == "googlenet-imagenet")
      #expect(model.remarks.contains { $0.contains("side classifiers") })
    }
  }
}

extension Graph {
  /// The same network where a layer passes on what it is given.
  fileprivate func without(_ layer: String) throws -> Graph {
    var builder = GraphBuilder(name: name, input: inputShape)
    var values = [builder.input]
    for node in nodes.dropFirst() {
      let inputs = node.inputs.map { values[$0] }
      values.append(
        try node.name == layer ? inputs[0] : builder.append(node.name, node.operation, inputs))
    }
    return try builder.graph()
  }
}
