import Compute
import Images
import NeuralNetwork
import Testing

/// Maps of so few pixels that most taps lie outside, and linear layers, against the Double
/// reference.
@Suite struct SmallMapTests {
  struct Layer: CustomTestStringConvertible {
    var image: Extent
    var kernel = Extent(3)
    var padding = Extent(1)
    var inputs = 17
    var outputs = 24
    var bias = false

    var testDescription: String {
      "\(kernel.height)x\(kernel.width) on \(image.height)x\(image.width), \(inputs)->\(outputs)"
    }
  }

  static let layers: [Layer] = [
    Layer(image: Extent(2, 2), bias: true),
    Layer(image: Extent(2, 1), outputs: 3),
    // Taps that are never inside.
    Layer(image: Extent(1, 1), inputs: 5, outputs: 17),
    Layer(image: Extent(2, 3), kernel: Extent(5), padding: Extent(2), inputs: 3),
    Layer(image: Extent(3, 1), kernel: Extent(1, 7), padding: Extent(0, 3), bias: true),
    // More rows and columns than a panel.
    Layer(image: Extent(2, 2), inputs: 1030, outputs: 5),
    Layer(image: Extent(2, 2), inputs: 3, outputs: 130),
  ]

  /// Behind a first layer and before a batch norm, a sum and a ReLU, which inference fuses.
  private static func graph(_ layer: Layer) throws -> Graph {
    var net = GraphBuilder(name: "small", input: Shape(layer.image.height, layer.image.width, 3))
    let x = try net.convolution("first", net.input, outputs: layer.inputs, kernel: Extent(1))
    let y = try net.convolution(
      "layer", x, outputs: layer.outputs, kernel: layer.kernel, padding: layer.padding,
      bias: layer.bias)
    let z = try net.convolution("beside", x, outputs: layer.outputs, kernel: Extent(1))
    _ = try net.relu(net.add(net.batchNorm("bn", y), z))
    return try net.graph()
  }

  @Test(arguments: layers)
  func convolution(_ layer: Layer) throws {
    GradientCheck(try Self.graph(layer), images: 3)(capacity: 16)
  }

  @Test(arguments: [1, 5, 130])
  func linear(images: Int) throws {
    var net = GraphBuilder(name: "linear", input: Shape(1, 1, 3))
    let x = try net.convolution("first", net.input, outputs: 1030, kernel: Extent(1))
    _ = try net.linear("layer", x, outputs: 37)
    GradientCheck(try net.graph(), images: images)()
  }

  @Test(arguments: InstructionSet.available)
  func sameBitsForAnyThreads(set: InstructionSet) throws {
    let check = GradientCheck(try Self.graph(Self.layers[0]), images: 3)
    for mode in [Mode.inference, .attribution, .training] {
      let results = [1, 3].map { threads in
        check.run(
          mode, Compute(kernels: set.kernels, workers: Workers(threads: threads)), capacity: 16)
      }
      #expect(results[0].outputs == results[1].outputs, "\(mode)")
      #expect(results[0].gradients == results[1].gradients, "\(mode)")
    }
  }
}
