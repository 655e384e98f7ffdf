import Compute
import Images
import NeuralNetwork
import Testing

private let hasBfloat16 = (try? Compute(instructionSet: nil, threads: 1).with(.bf16)) != nil

/// Networks whose products round their operands to bfloat16.
@Suite(.enabled(if: hasBfloat16, "needs AVX512_BF16"))
struct Bfloat16Tests {
  /// Layers that go by way of Winograd's points, and those that do not; channels in odd numbers,
  /// deeper than a block.
  private static func network() throws -> Graph {
    var net = GraphBuilder(name: "mixed", input: Shape(9, 8, 3))
    var x = try net.convolution(
      "stem", net.input, outputs: 33, kernel: Extent(3), padding: Extent(1), bias: true)
    x = try net.relu(net.batchNorm("bn1", x))
    let before = x
    x = try net.convolution("winograd", x, outputs: 33, kernel: Extent(3), padding: Extent(1))
    x = try net.relu(net.add(net.batchNorm("bn2", x), before))
    x = try net.convolution("widen", x, outputs: 150, kernel: Extent(1))
    x = try net.convolution(
      "deep", x, outputs: 36, kernel: Extent(3), stride: Extent(2), padding: Extent(1))
    x = try net.relu(net.convolution("grouped", x, outputs: 52, kernel: Extent(3), groups: 4))
    x = try net.convolution("few", x, outputs: 77, kernel: Extent(3), padding: Extent(1))
    x = try net.relu(net.globalAveragePool(x))
    x = try net.relu(net.linear("wide", x, outputs: 1051))
    let output = try net.linear("fc", x, outputs: 10)
    return try net.graph(output: output)
  }

  private struct Answer {
    var logits: [Float]
    var gradients: [Float]
  }

  /// Of the last `images` of a pool of 16.
  private func answer(
    _ graph: Graph, _ precision: Precision, threads: Int = 2, images: Int = 16,
    capacity: Int = 16, parameters: Parameters? = nil, pool: [Float]? = nil
  ) throws -> Answer {
    let own = Parameters(graph)
    if parameters == nil { HashedValues.fill(own) }
    let compute = try Compute(instructionSet: nil, threads: threads).with(precision)
    let pixels = graph.inputShape.count
    let pool = pool ?? HashedValues.images("pool", count: 16, shape: graph.inputShape)
    func program(_ mode: Mode) -> Program {
      let program = Program(
        graph, parameters: parameters ?? own, mode: mode, capacity: capacity, compute: compute)
      program.input.update(from: Array(pool.suffix(images * pixels)), count: images * pixels)
      program.forward(images: images)
      return program
    }
    let inference = program(.inference)
    let logits = Array(
      UnsafeBufferPointer(start: inference.logits, count: images * graph.classes))
    let attribution = program(.attribution)
    for index in 0..<images * graph.classes {
      attribution.logitsGradient[index] = index % graph.classes == 1 ? 1 : 0
    }
    attribution.backward(images: images)
    return Answer(
      logits: logits,
      gradients: Array(
        UnsafeBufferPointer(start: attribution.inputGradient, count: images * pixels)))
  }

  @Test func sameBitsForThreadsAndBatches() throws {
    let graph = try Self.network()
    let whole = try answer(graph, .bf16)
    let cases = [(1, 16, 16), (3, 16, 16), (2, 3, 16), (2, 5, 5), (1, 1, 1)]
    for (threads, images, capacity) in cases {
      let some = try answer(
        graph, .bf16, threads: threads, images: images, capacity: capacity)
      #expect(some.logits == whole.logits.suffix(some.logits.count))
      #expect(some.gradients == whole.gradients.suffix(some.gradients.count))
    }
  }

  /// Where operands need no rounding, nothing but the order of sums differs from float32.
  @Test func roundedOperands() throws {
    var net = GraphBuilder(name: "one", input: Shape(7, 5, 3))
    let x = try net.convolution(
      "strided", net.input, outputs: 37, kernel: Extent(5), stride: Extent(2), padding: Extent(2),
      bias: true)
    let output = try net.globalAveragePool(x)
    let graph = try net.graph(output: output)
    let parameters = Parameters(graph)
    HashedValues.fill(parameters)
    for index in parameters.values.elements.indices {
      parameters.values.pointer[index] = rounded(parameters.values.pointer[index])
    }
    let pool = HashedValues.images("pool", count: 16, shape: graph.inputShape).map(rounded)
    let exact = try answer(graph, .float32, parameters: parameters, pool: pool)
    let found = try answer(graph, .bf16, parameters: parameters, pool: pool)
    #expect(found.logits != exact.logits)
    for (found, exact) in zip(found.logits, exact.logits) { #expect(abs(found - exact) < 1e-5) }
  }

  private func rounded(_ value: Float) -> Float {
    Float(bitPattern: (value.bitPattern + 0x8000) & 0xFFFF_0000)
  }

  /// The error of a whole network, with what amplifies it: Winograd's points.
  @Test func errorOfANetwork() throws {
    let graph = try Self.network()
    let exact = try answer(graph, .float32)
    let found = try answer(graph, .bf16)
    #expect(error(found.logits, exact.logits) < 0.02)
    // A gradient hangs on which units are active, and rounding moves some that are almost silent.
    #expect(error(found.gradients, exact.gradients) < 0.2)
    #expect(error(found.logits, exact.logits) > 1e-4)
  }

  /// Gradients of all parameters, a tensor after the other, for some images of a pool of 16.
  private func gradients(
    _ graph: Graph, _ precision: Precision, threads: Int = 2
  ) throws -> [Float] {
    let parameters = Parameters(graph)
    HashedValues.fill(parameters)
    let compute = try Compute(instructionSet: nil, threads: threads).with(precision)
    let images = 16
    let program = Program(
      graph, parameters: parameters, mode: .training, capacity: images, compute: compute)
    let pool = HashedValues.images("pool", count: images, shape: graph.inputShape)
    program.input.update(from: pool, count: pool.count)
    program.forward(images: images)
    _ = SoftmaxCrossEntropy.evaluate(
      logits: program.logits,
      labels: HashedValues.integers("labels", count: images, below: graph.classes),
      classes: graph.classes, gradient: program.logitsGradient)
    program.backward(images: images)
    return Array(try #require(program.parameterGradients).elements)
  }

  @Test func sameGradientsForAnyThreads() throws {
    for graph in [try Self.network(), try ProgramTests.network()] {
      let one = try gradients(graph, .bf16, threads: 1)
      #expect(try gradients(graph, .bf16, threads: 2) == one)
      #expect(try gradients(graph, .bf16, threads: 3) == one)
    }
  }

  /// Gradients of weights point where those of float32 do, and differ from them.
  @Test func errorOfGradients() throws {
    for graph in [try Self.network(), try ProgramTests.network()] {
      let exact = try gradients(graph, .float32)
      let found = try gradients(graph, .bf16)
      let parameters = Parameters(graph)
      for parameter in graph.parameters where parameter.isLearned && parameter.shape.count > 1 {
        let offset = parameters.offset(of: parameter.name)
        let range = offset..<offset + parameter.count
        let error = error(Array(found[range]), Array(exact[range]))
        #expect(error < 0.2 && error > 1e-5, "\(graph.name) \(parameter.name)")
      }
    }
  }

  /// Root of the mean square of differences, as a share of the values' own spread.
  private func error(_ found: [Float], _ exact: [Float]) -> Double {
    let mean = exact.reduce(0) { $0 + Double($1) } / Double(exact.count)
    let spread = exact.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    let sum = zip(found, exact).reduce(0) {
      $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
    }
    return (sum / spread).squareRoot()
  }
}
