import Compute
import Images
import KernelInterface
import NeuralNetwork
import Testing

/// Wide maps between steps that are taken through an image band by band.
@Suite struct BandTests {
  /// Inverted residuals on maps of odd sides, with strides, sums, activations and squeezes, after a
  /// first convolution and a maximum.
  private static func graph() throws -> Graph {
    var net = GraphBuilder(name: "wide", input: Shape(103, 61, 3))
    var x = try net.convolution(
      "stem", net.input, outputs: 64, kernel: Extent(3), stride: Extent(2), padding: Extent(1),
      bias: true)
    x = try net.maxPool("pool", net.relu(x), kernel: Extent(2), stride: Extent(1))
    x = try block("first", &net, x, wide: 96, outputs: 24, kernel: 3, stride: 1)
    let second = try block("second", &net, x, wide: 96, outputs: 24, kernel: 5, stride: 1)
    x = try net.add(x, second)
    x = try block("third", &net, x, wide: 112, outputs: 20, kernel: 5, stride: 2)
    let output = try net.linear("fc", net.globalAveragePool(net.relu(x)), outputs: 7)
    return try net.graph(output: output)
  }

  private static func block(
    _ name: String, _ net: inout GraphBuilder, _ input: GraphBuilder.Value, wide: Int,
    outputs: Int, kernel: Int, stride: Int
  ) throws -> GraphBuilder.Value {
    var x = try net.convolution(name + ".widen", input, outputs: wide, kernel: Extent(1))
    x = try net.silu(net.batchNorm(name + ".norm", x))
    x = try net.convolution(
      name + ".depthwise", x, outputs: wide, kernel: Extent(kernel), stride: Extent(stride),
      padding: Extent(kernel / 2), groups: wide, bias: true)
    x = try net.hardSwish(x)
    x = try net.scaleChannels(
      x, by: net.sigmoid(net.linear(name + ".squeeze", net.globalAveragePool(x), outputs: wide)))
    return try net.convolution(name + ".narrow", x, outputs: outputs, kernel: Extent(1))
  }

  private static func logits(
    _ mode: Mode, set: InstructionSet, capacity: Int, threads: Int, images: Int = 5
  ) throws -> [Float] {
    let graph = try graph()
    let parameters = Parameters(graph)
    HashedValues.fill(parameters)
    let program = Program(
      graph, parameters: parameters, mode: mode, capacity: capacity,
      compute: Compute(kernels: set.kernels, workers: Workers(threads: threads)))
    let pixels = HashedValues.images("bands", count: images, shape: graph.inputShape)
    var logits: [Float] = []
    for first in stride(from: 0, to: images, by: capacity) {
      let count = min(capacity, images - first)
      pixels.withUnsafeBufferPointer {
        program.input.update(
          from: $0.baseAddress! + first * graph.inputShape.count,
          count: count * graph.inputShape.count)
      }
      program.forward(images: count)
      logits += UnsafeBufferPointer(start: program.logits, count: count * graph.classes)
    }
    return logits
  }

  /// Step by step, as with gradients, whole maps stand in memory.
  @Test(arguments: InstructionSet.available)
  func sameScoresAsStepByStep(set: InstructionSet) throws {
    let bands = try Self.logits(.inference, set: set, capacity: 5, threads: 2)
    let whole = try Self.logits(.attribution, set: set, capacity: 5, threads: 2)
    #expect(relativeL2(bands.map(Double.init), whole.map(Double.init)) <= 1e-5)
  }

  /// Few images are shared out among workers, many are not.
  @Test(arguments: InstructionSet.available)
  func sameBitsHoweverImagesAreShared(set: InstructionSet) throws {
    let one = try Self.logits(.inference, set: set, capacity: 5, threads: 1)
    for (capacity, threads) in [(1, 1), (1, 2), (1, 5), (2, 3), (4, 2), (5, 4), (5, 8)] {
      let other = try Self.logits(.inference, set: set, capacity: capacity, threads: threads)
      let isSame = zip(one, other).allSatisfy { $0.bitPattern == $1.bitPattern }
      #expect(isSame, "\(capacity) images, \(threads) threads")
    }
  }

  /// A network's first, wide maps are there once for each worker, not for each image.
  @Test func memoryOfWideMaps() throws {
    let graph = try Self.graph()
    let compute = try Compute(instructionSet: nil, threads: 2)
    func memory(_ capacity: Int) -> Int {
      Program(
        graph, parameters: Parameters(graph), mode: .inference, capacity: capacity,
        compute: compute
      ).memoryCount
    }
    let perImage = (memory(34) - memory(2)) / 32
    let narrow = 50 * 30 * 24
    #expect(perImage <= graph.inputShape.count + narrow)
  }
}
