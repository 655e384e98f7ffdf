import Architectures
import Compute
import Images
import KernelInterface
import NeuralNetwork
import Testing

@testable import Onnx

/// Networks that are written as ONNX come back as they were.
@Suite struct WritingTests {
  private let compute: Compute

  init() throws {
    compute = try Compute(instructionSet: nil, threads: 1)
  }

  private func logits(_ graph: Graph, _ parameters: Parameters, _ pixels: [Float]) -> [Float] {
    let program = Program(
      graph, parameters: parameters, mode: .inference, capacity: 2, compute: compute)
    program.input.update(from: pixels, count: pixels.count)
    program.forward(images: 2)
    return Array(UnsafeBufferPointer(start: program.logits, count: 2 * graph.classes))
  }

  private func readBack(
    _ graph: Graph, _ parameters: Parameters, properties: [String: String] = [:]
  ) throws -> OnnxNetwork {
    let bytes = try OnnxWriting.bytes(
      of: graph, parameters, properties: properties, version: "1")
    return try OnnxNetwork(OnnxModel(bytes, file: "written.onnx"))
  }

  /// One of each family that is described here.
  @Test(arguments: [
    "resnet20", "resnet18", "resnet50", "vgg11", "googlenet", "densenet121", "mobilenet_v2",
    "inception_v3", "mobilenet_v2-imagenet", "squeezenet1_1", "efficientnet_b0", "quicknet",
  ])
  func architecturesComeBack(name: String) throws {
    let architecture = try #require(Architecture.named(name))
    let graph = try architecture.graph(input: Shape(32, 32, 3), classes: 7)
    let parameters = Parameters(graph)
    parameters.initialize(seed: 3)
    var random = RandomStream(4, 9)
    let pixels: [Float] = (0..<2 * 32 * 32 * 3).map { _ in random.uniform() - 0.5 }
    let network = try readBack(graph, parameters, properties: ["mean": "0,0,0"])
    #expect(network.metadata == ["mean": "0,0,0"] && network.ending == nil)
    #expect(network.graph.classes == 7 && network.graph.inputShape == graph.inputShape)
    let again = logits(network.graph, try network.parameters(), pixels)
    let error = relativeError(again, logits(graph, parameters, pixels))
    #expect(error < 1e-6, "\(error)")
  }

  /// As torchvision's VGG has it before its classifier.
  @Test func flatteningComesBack() throws {
    var builder = GraphBuilder(name: "flat", input: Shape(4, 5, 3))
    let x = try builder.convolution(
      "conv", builder.input, outputs: 6, kernel: Extent(2), bias: true)
    _ = try builder.linear("fc", try builder.flatten(x), outputs: 3)
    let graph = try builder.graph()
    let parameters = Parameters(graph)
    parameters.initialize(seed: 2)
    let pixels: [Float] = (0..<2 * 4 * 5 * 3).map { Float($0 % 17) / 8 - 1 }
    let network = try readBack(graph, parameters)
    let again = logits(network.graph, try network.parameters(), pixels)
    let error = relativeError(again, logits(graph, parameters, pixels))
    #expect(error < 1e-6, "\(error)")
  }

  /// What no architecture has, but an ONNX model may bring.
  @Test(arguments: [
    Curve.sigmoid, .silu, .hardSigmoid(slope: 0.2, offset: 0.4), .hardSwish, .tanh,
    .elu(scale: 0.7), .leakyReLU(slope: 0.1), .errorFunction, .softplus, .magnitude,
    .gelu, .multiple(factor: -0.3),
  ])
  func curvesComeBack(curve: Curve) throws {
    var builder = GraphBuilder(name: "curve", input: Shape(5, 6, 3))
    let convolution = try builder.convolution(
      "conv", builder.input, outputs: 4, kernel: Extent(3),
      padding: Padding(top: 1, left: 0, bottom: 2, right: 1), dilation: Extent(2), bias: true)
    let pooled = try builder.globalAveragePool(try builder.curve(curve, convolution))
    _ = try builder.linear("fc", pooled, outputs: 3)
    let graph = try builder.graph()
    let parameters = Parameters(graph)
    parameters.initialize(seed: 8)
    let pixels: [Float] = (0..<2 * 5 * 6 * 3).map { Float($0 % 13) / 6 - 1 }
    let network = try readBack(graph, parameters)
    let again = logits(network.graph, try network.parameters(), pixels)
    let error = relativeError(again, logits(graph, parameters, pixels))
    #expect(error < 1e-6, "\(error)")
  }

  @Test func whatOnnxHasNotIsRefusedByName() throws {
    var builder = GraphBuilder(name: "small", input: Shape(5, 6, 3))
    let mean = try builder.averagePool(
      "mean", builder.input, kernel: Extent(2), stride: Extent(3), roundsUp: true)
    let pooled = try builder.globalAveragePool(mean)
    _ = try builder.linear("fc", pooled, outputs: 3)
    let graph = try builder.graph()
    let error = #expect(throws: OnnxWriting.Refused.self) {
      try OnnxWriting.bytes(of: graph, Parameters(graph), properties: [:], version: "1")
    }
    let expected =
      "small: layer 'mean': ONNX cannot say a mean whose windows are dilated or rounded up"
    #expect(error?.description == expected)
  }
}
