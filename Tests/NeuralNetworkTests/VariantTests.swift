import Compute
import Images
import NeuralNetwork
import Testing

/// Partial recomputation for images that differ in one window, against whole passes.
@Suite struct VariantTests {
  struct Network: CustomTestStringConvertible, Sendable {
    var testDescription: String
    /// Whether anything can be saved.
    var isPlanned: Bool
    var build: @Sendable (inout GraphBuilder) throws(NetworkError) -> GraphBuilder.Value

    init(
      _ testDescription: String, isPlanned: Bool = true,
      _ build: @escaping @Sendable (inout GraphBuilder) throws(NetworkError) -> GraphBuilder.Value
    ) {
      self.testDescription = testDescription
      self.isPlanned = isPlanned
      self.build = build
    }
  }

  private static func convolution(
    _ name: String, _ net: inout GraphBuilder, _ x: GraphBuilder.Value, kernel: Int = 3
  ) throws(NetworkError) -> GraphBuilder.Value {
    try net.convolution(
      name, x, outputs: 8, kernel: Extent(kernel), padding: Extent(kernel / 2), bias: true)
  }

  static let networks: [Network] = [
    Network("3x3-relu twice") { net throws(NetworkError) in
      let x = try net.relu(convolution("a", &net, net.input))
      return try net.relu(convolution("b", &net, x))
    },
    Network("smooth activations and a sum") { net throws(NetworkError) in
      let x = try net.silu(net.batchNorm("bn1", convolution("a", &net, net.input, kernel: 5)))
      let y = try net.batchNorm("bn2", convolution("b", &net, x))
      return try net.hardSwish(net.add(y, x))
    },
    // What is 0 outside the image is not 0 behind these.
    Network("hard sigmoid, batch norm and clamp by themselves") { net throws(NetworkError) in
      let x = try net.hardSigmoid(convolution("a", &net, net.input))
      let y = try net.clamp(net.batchNorm("bn", x), lower: 0.25, upper: 1.5)
      return try convolution("b", &net, y)
    },
    Network("channels scaled behind two layers") { net throws(NetworkError) in
      let x = try net.silu(convolution("a", &net, net.input))
      return try net.scaleChannels(x, by: net.sigmoid(net.globalAveragePool(x)))
    },
    Network("padded on one side", isPlanned: false) { net throws(NetworkError) in
      let x = try net.convolution(
        "a", net.input, outputs: 8, kernel: Extent(3),
        padding: Padding(top: 2, left: 2, bottom: 0, right: 0))
      return try net.silu(x)
    },
    Network("dilated", isPlanned: false) { net throws(NetworkError) in
      let x = try net.convolution(
        "a", net.input, outputs: 8, kernel: Extent(3), padding: Extent(2), dilation: Extent(2))
      return try net.silu(x)
    },
  ]

  @Test(arguments: networks)
  func sameScores(_ network: Network) throws {
    var net = GraphBuilder(name: "variants", input: Shape(20, 18, 3))
    let x = try network.build(&net)
    let output = try net.linear("fc", net.globalAveragePool(x), outputs: 5)
    let graph = try net.graph(output: output)
    let parameters = Parameters(graph)
    HashedValues.fill(parameters)
    let compute = try Compute(instructionSet: nil, threads: 2)
    let window = Extent(3, 2)
    let variants = VariantProgram(
      graph, window: window, parameters: parameters, capacity: 4, compute: compute)
    #expect((variants != nil) == network.isPlanned)
    guard let variants else { return }

    let image = HashedValues.images("image", count: 1, shape: graph.inputShape)
    // In the middle, in the corners, and over the edges.
    let corners = [5 * 18 + 7, 0, 17, 19 * 18, 19 * 18 + 17, 18 * 18 + 3, 17 * 18 + 16]
    let found = variants.logits(of: image, withWindowsAt: corners, replacedBy: [2, -1, 0.5])
    let program = Program(
      graph, parameters: parameters, mode: .inference, capacity: 1, compute: compute)
    for (number, corner) in corners.enumerated() {
      var changed = image
      let (top, left) = corner.quotientAndRemainder(dividingBy: 18)
      for y in top..<min(top + window.height, 20) {
        for x in left..<min(left + window.width, 18) {
          for (channel, value) in [2, -1, 0.5].enumerated() {
            changed[(y * 18 + x) * 3 + channel] = Float(value)
          }
        }
      }
      program.input.update(from: changed, count: changed.count)
      program.forward(images: 1)
      let some = found[number * 5..<number * 5 + 5].map(Double.init)
      #expect(relativeL2(some, program.logits.doubles(5)) <= 2e-6, "corner \(corner)")
    }
  }
}
