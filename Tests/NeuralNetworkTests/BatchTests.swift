import Architectures
import Compute
import Images
import NeuralNetwork
import Testing

/// What a network says of an image does not depend on the images beside it, to the bit.
@Suite struct BatchTests {
  /// Scores, and gradients of the image, of the last `images` of a pool of images.
  private struct Case {
    let graph: Graph
    let parameters: Parameters
    let pool: [Float]
    let poolCount: Int

    init(_ graph: Graph, poolCount: Int) {
      self.graph = graph
      self.poolCount = poolCount
      parameters = Parameters(graph)
      HashedValues.fill(parameters)
      pool = HashedValues.images("pool", count: poolCount, shape: graph.inputShape)
    }

    func bits(_ set: InstructionSet, _ mode: Mode, capacity: Int, images: Int) -> [[UInt32]] {
      let program = Program(
        graph, parameters: parameters, mode: mode, capacity: capacity,
        compute: Compute(kernels: set.kernels, workers: Workers(threads: 2)))
      let (pixels, classes) = (graph.inputShape.count, graph.classes)
      pool.withUnsafeBufferPointer {
        program.input.update(
          from: $0.baseAddress! + (poolCount - images) * pixels, count: images * pixels)
      }
      program.forward(images: images)
      var results = [program.logits.bits(images * classes)]
      guard mode == .attribution else { return results }
      for index in 0..<images * classes {
        program.logitsGradient[index] = index % classes == 1 ? 1 : 0
      }
      program.backward(images: images)
      results.append(program.inputGradient.bits(images * pixels))
      return results
    }

    /// Batches of several sizes, and one that fills less than was planned for, against the whole
    /// pool at once.
    func check(_ set: InstructionSet, _ mode: Mode, batches: [Int]) {
      let whole = bits(set, mode, capacity: poolCount, images: poolCount)
      func check(capacity: Int, images: Int) {
        let some = bits(set, mode, capacity: capacity, images: images)
        for (some, whole) in zip(some, whole) {
          let isSame = some.elementsEqual(whole.suffix(some.count))
          #expect(isSame, "\(graph.name), \(set), \(mode), \(images) of \(capacity)")
        }
      }
      for batch in batches { check(capacity: batch, images: batch) }
      check(capacity: poolCount, images: 3)
    }
  }

  private static let small: Set<String> = ["resnet20", "resnet32", "mobilenet_v2", "vgg11"]
  private static func graph(_ name: String) throws -> Graph {
    try #require(Architecture.named(name)).graph(input: Shape(32, 32, 3), classes: 10)
  }

  @Test(arguments: Architecture.all.map(\.name))
  func scores(name: String) throws {
    let isSmall = Self.small.contains(name)
    let network = Case(try Self.graph(name), poolCount: isSmall ? 64 : 16)
    for set in InstructionSet.available {
      network.check(set, .inference, batches: isSmall ? [1, 3, 4, 15, 16] : [1, 3, 4, 15])
    }
  }

  @Test(arguments: Architecture.all.map(\.name))
  func gradients(name: String) throws {
    let network = Case(try Self.graph(name), poolCount: 16)
    for set in InstructionSet.available where set != .baseline || Self.small.contains(name) {
      network.check(set, .attribution, batches: [1, 4])
    }
  }

  /// Layers whose widths are no multiple of a vector, deeper than a block, on maps of few pixels.
  @Test(arguments: InstructionSet.available)
  func oddLayers(set: InstructionSet) throws {
    var net = GraphBuilder(name: "odd", input: Shape(9, 7, 3))
    var x = try net.convolution("widen", net.input, outputs: 150, kernel: Extent(1))
    x = try net.convolution(
      "deep", x, outputs: 137, kernel: Extent(3), stride: Extent(2), padding: Extent(1))
    x = try net.silu(net.batchNorm("bn", x))
    x = try net.convolution("grouped", x, outputs: 274, kernel: Extent(3), groups: 137)
    x = try net.scaleChannels(
      x, by: net.sigmoid(net.linear("squeeze", net.globalAveragePool(x), outputs: 274)))
    x = try net.convolution("few", x, outputs: 77, kernel: Extent(3), padding: Extent(1))
    x = try net.hardSwish(net.globalAveragePool(x))
    x = try net.linear("wide", x, outputs: 1050)
    x = try net.convolution("one", x, outputs: 1101, kernel: Extent(1), bias: true)
    let output = try net.linear("fc", net.relu(x), outputs: 133)
    let network = Case(try net.graph(output: output), poolCount: 64)
    network.check(set, .inference, batches: [1, 3, 4, 15, 16])
    network.check(set, .attribution, batches: [1, 3, 4, 15, 16])
  }
}

extension UnsafeMutablePointer<Float> {
  fileprivate func bits(_ count: Int) -> [UInt32] { (0..<count).map { self[$0].bitPattern } }
}
