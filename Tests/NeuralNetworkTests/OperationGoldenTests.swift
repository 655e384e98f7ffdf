import Compute
import Foundation
import Images
import NeuralNetwork
import Testing

/// Single operations against PyTorch's float64 (Scripts/make-operation-goldens.py).
@Suite struct OperationGoldenTests {
  struct Golden: Codable, CustomTestStringConvertible {
    var name: String
    /// N x C x H x W.
    var output: [Double]
    var imageGradient: [Double]
    var weightGradient: [Double]

    var testDescription: String { name }

    static let all: [Golden] = {
      let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Fixtures/Operations/operations.json")
      guard let data = try? Data(contentsOf: file) else { return [] }
      return (try? JSONDecoder().decode([Golden].self, from: data)) ?? []
    }()
  }

  private static let images = 2
  private static let shape = Shape(6, 5, 3)

  private static func layer(
    _ name: String, _ net: inout GraphBuilder
  ) throws -> GraphBuilder.Value {
    let x = net.input
    switch name {
    case "sigmoid": return try net.sigmoid(x)
    case "silu": return try net.silu(x)
    case "hard sigmoid": return try net.hardSigmoid(x)
    case "hard swish": return try net.hardSwish(x)
    case "clamp": return try net.clamp(x, lower: -0.5, upper: 2.25)
    case "channel scaling":
      return try net.scaleChannels(x, by: net.sigmoid(net.globalAveragePool(x)))
    case "dilated":
      return try net.convolution(
        "layer", x, outputs: 2, kernel: Extent(3), padding: Extent(2), dilation: Extent(2))
    case "grouped":
      return try net.convolution(
        "layer", x, outputs: 6, kernel: Extent(3, 2), stride: Extent(1, 2), padding: Extent(1),
        groups: 3)
    case "padded unevenly":
      return try net.convolution(
        "layer", x, outputs: 2, kernel: Extent(3), stride: Extent(2),
        padding: Padding(top: 0, left: 1, bottom: 2, right: 0))
    case "maximum, rounded up":
      return try net.maxPool(
        "pool", x, kernel: Extent(3), stride: Extent(2), padding: Extent(1), roundsUp: true)
    default:
      return try net.averagePool(
        "pool", x, kernel: Extent(3), stride: Extent(2), padding: Extent(1),
        roundsUp: name.contains("rounded up"), countsPadding: !name.contains("left out"))
    }
  }

  @Test func thereAreGoldens() { #expect(Golden.all.count == 13) }

  @Test(arguments: Golden.all, InstructionSet.available)
  func asPyTorch(golden: Golden, set: InstructionSet) throws {
    var net = GraphBuilder(name: golden.name, input: Self.shape)
    let output = try Self.layer(golden.name, &net)
    let graph = try net.graph(output: output)
    let parameters = Parameters(graph)
    for (index, tensor) in parameters.descriptions.enumerated() {
      parameters.setTensor(
        index, to: HashedValues.uniform("weight", count: tensor.count, -1, 1))
    }
    let outputShape = graph.nodes[graph.output].shape
    for mode in [Mode.inference, .attribution, .training] {
      let program = Program(
        graph, parameters: parameters, mode: mode, capacity: Self.images,
        compute: Compute(kernels: set.kernels, workers: Workers(threads: 2)))
      let input = Self.pixels("image", Self.shape, 4)
      program.input.update(from: input, count: input.count)
      program.forward(images: Self.images)
      check(program.logits, golden.output, outputShape, "output, \(mode)")
      guard mode != .inference else { continue }
      let coefficients = Self.pixels("coefficients", outputShape, 1)
      program.logitsGradient.update(from: coefficients, count: coefficients.count)
      program.backward(images: Self.images)
      if mode == .attribution {
        check(program.inputGradient, golden.imageGradient, Self.shape, "image gradient")
      } else if let gradients = program.parameterGradients, !golden.weightGradient.isEmpty {
        let gradient = parameters.tensor(0, in: gradients).map(Double.init)
        #expect(relativeL2(gradient, golden.weightGradient) <= 1e-6)
      }
    }
  }

  private static func pixels(_ name: String, _ shape: Shape, _ bound: Double) -> [Float] {
    let planes = HashedValues.uniform(name, count: images * shape.count, -bound, bound)
    return pixelsFirst(planes, count: images, shape: shape)
  }

  private func check(
    _ found: UnsafeMutablePointer<Float>, _ expected: [Double], _ shape: Shape, _ what: String
  ) {
    let pixels = UnsafeBufferPointer(start: found, count: Self.images * shape.count)
    let planes = planesFirst(Array(pixels), count: Self.images, shape: shape)
    #expect(planes.count == expected.count, "\(what)")
    #expect(relativeL2(planes.map(Double.init), expected) <= 1e-6, "\(what)")
  }
}
