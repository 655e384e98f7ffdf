import Compute
import Images
import NeuralNetwork
import Testing

@Suite struct ProgramTests {
  /// A small residual network with every kind of step.
  static func network() throws -> Graph {
    var net = GraphBuilder(name: "all", input: Shape(9, 8, 3))
    var x = try net.convolution(
      "conv1", net.input, outputs: 8, kernel: Extent(3), padding: Extent(1), bias: true)
    x = try net.relu(net.batchNorm("bn1", x))
    var y = try net.convolution(
      "conv2", x, outputs: 16, kernel: Extent(3), stride: Extent(2), padding: Extent(1), groups: 2)
    y = try net.batchNorm("bn2", y)
    x = try net.relu(net.add(y, net.parameterFreeShortcut(x, stride: 2, outputs: 16)), limit: 6)
    // Batch norms whose passes their neighbours make.
    let before = x
    x = try net.convolution("expand", x, outputs: 24, kernel: Extent(1))
    x = try net.relu(net.batchNorm("bn3", x), limit: 6)
    x = try net.convolution(
      "depthwise", x, outputs: 24, kernel: Extent(3), padding: Extent(1), groups: 24)
    x = try net.relu(net.batchNorm("bn4", x), limit: 6)
    x = try net.convolution("project", x, outputs: 16, kernel: Extent(1))
    x = try net.add(net.batchNorm("bn5", x), before)
    let a = try net.maxPool("pool1", x, kernel: Extent(3), stride: Extent(1), padding: Extent(1))
    let b = try net.averagePool(
      "pool2", x, kernel: Extent(3), stride: Extent(1), padding: Extent(1))
    let c = try net.convolution(
      "conv3", x, outputs: 16, kernel: Extent(3), padding: Extent(1), groups: 16)
    x = try net.concatenate([a, net.relu(b), net.add(c, x)])
    x = try net.dropout(net.globalAveragePool(x), rate: 0.3)
    _ = try net.linear("fc", net.relu(net.linear("fc1", x, outputs: 20)), outputs: 10)
    return try net.graph()
  }

  /// Parameters, statistics and velocity after some SGD steps, as bits.
  private func trained(
    threads: Int, set: InstructionSet, mostCachedBytes: Int? = nil
  ) throws -> [UInt32] {
    let graph = try Self.network()
    let parameters = Parameters(graph)
    parameters.initialize(seed: 5)
    var compute = Compute(kernels: set.kernels, workers: Workers(threads: threads))
    if let mostCachedBytes { compute.mostCachedBytes = mostCachedBytes }
    let images = 40
    let program = Program(
      graph, parameters: parameters, mode: .training, capacity: images, compute: compute)
    let gradients = try #require(program.parameterGradients)
    let optimizer = SGD(
      parameters, settings: .init(momentum: 0.9, nesterov: true, weightDecay: 1e-3))
    for step in 0..<3 {
      // The last batch is a partial one.
      let count = step == 2 ? 17 : images
      let input = HashedValues.images("batch \(step)", count: count, shape: graph.inputShape)
      program.input.update(from: input, count: input.count)
      program.forward(images: count, randomKey: (11, UInt64(step)))
      let result = SoftmaxCrossEntropy.evaluate(
        logits: program.logits,
        labels: HashedValues.integers("labels \(step)", count: count, below: 10), classes: 10,
        smoothing: 0.1, gradient: program.logitsGradient)
      #expect(result.loss.isFinite)
      program.backward(images: count, randomKey: (11, UInt64(step)))
      optimizer.step(gradients: gradients, rate: 0.05, compute: compute)
    }
    return (Array(parameters.values.elements) + Array(optimizer.velocity.elements)).map(
      \.bitPattern)
  }

  @Test(arguments: InstructionSet.available)
  func trainingIsTheSameBitsForAnyThreads(set: InstructionSet) throws {
    let one = try trained(threads: 1, set: set)
    #expect(try trained(threads: 1, set: set) == one, "and from run to run")
    #expect(try trained(threads: 2, set: set) == one)
    #expect(try trained(threads: 3, set: set) == one)
  }

  /// Whether a tensor is written in place or past the cache is a matter of speed.
  @Test(arguments: InstructionSet.available)
  func trainingIsTheSameBitsPastTheCache(set: InstructionSet) throws {
    let all = try trained(threads: 2, set: set, mostCachedBytes: .max)
    #expect(try trained(threads: 2, set: set, mostCachedBytes: 0) == all)
  }

  /// Fewer images than the program was made for: as by a program of that size.
  @Test(arguments: InstructionSet.available)
  func partialBatches(set: InstructionSet) throws {
    let check = GradientCheck(try Self.network(), images: 3)
    let compute = Compute(kernels: set.kernels, workers: Workers(threads: 2))
    for mode in [Mode.inference, .attribution, .training] {
      let exact = check.run(mode, compute)
      let partial = check.run(mode, compute, capacity: 7)
      #expect(exact.outputs == partial.outputs, "\(mode)")
      #expect(exact.gradients == partial.gradients, "\(mode)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func foldedInferenceEqualsAttribution(set: InstructionSet) throws {
    let check = GradientCheck(try Self.network(), images: 4)
    let compute = Compute(kernels: set.kernels, workers: Workers(threads: 2))
    let folded = check.run(.inference, compute).outputs
    #expect(relativeL2(folded, check.run(.attribution, compute).outputs) <= 1e-5)
  }

  /// Many images: each worker takes its own tiles to Winograd's points; few: all share them.
  @Test(arguments: InstructionSet.available)
  func bitsDoNotDependOnHowTilesAreCut(set: InstructionSet) throws {
    var net = GraphBuilder(name: "one", input: Shape(32, 32, 8))
    let value = try net.convolution(
      "layer", net.input, outputs: 8, kernel: Extent(3), padding: Extent(1), bias: true)
    _ = try net.globalAveragePool(value)
    let graph = try net.graph()
    let parameters = Parameters(graph)
    parameters.initialize(seed: 1)
    let images = HashedValues.images("images", count: 64, shape: graph.inputShape)
    func logits(capacity: Int, threads: Int, batch: Int? = nil) -> [Double] {
      let batch = batch ?? capacity
      let program = Program(
        graph, parameters: parameters, mode: .inference, capacity: capacity,
        compute: Compute(kernels: set.kernels, workers: Workers(threads: threads)))
      let size = graph.inputShape.count
      return stride(from: 0, to: 64, by: batch).flatMap { first in
        images.withUnsafeBufferPointer {
          program.input.update(from: $0.baseAddress! + first * size, count: batch * size)
        }
        program.forward(images: batch)
        return program.logits.doubles(batch * 8)
      }
    }
    let whole = logits(capacity: 64, threads: 1)
    #expect(logits(capacity: 64, threads: 2) == whole)
    #expect(logits(capacity: 2, threads: 2) == whole)
    #expect(logits(capacity: 64, threads: 2, batch: 2) == whole, "fewer than planned for")
  }

  /// A program that has packed its weights computes with new ones when told so.
  @Test func changedParametersAreSeen() throws {
    let graph = try Self.network()
    let parameters = Parameters(graph)
    parameters.initialize(seed: 1)
    let compute = try Compute(instructionSet: nil, threads: 1)
    let input = HashedValues.images("image", count: 1, shape: graph.inputShape)
    func logits(_ program: Program) -> [Double] {
      program.input.update(from: input, count: input.count)
      program.forward(images: 1)
      return program.logits.doubles(10)
    }
    let program = Program(
      graph, parameters: parameters, mode: .inference, capacity: 1, compute: compute)
    let before = logits(program)
    parameters.initialize(seed: 2)
    program.parametersChanged()
    let fresh = Program(
      graph, parameters: parameters, mode: .inference, capacity: 1, compute: compute)
    let after = logits(program)
    #expect(after == logits(fresh))
    #expect(after != before)
  }
}

@Suite struct DropoutTests {
  private static let rate: Float = 0.3

  /// 1 x 1 convolution from one channel, weights 1 and biases 0, then dropout.
  private static func graph() throws -> Graph {
    var net = GraphBuilder(name: "dropout", input: Shape(32, 32, 1))
    let x = try net.convolution("conv", net.input, outputs: 8, kernel: Extent(1), bias: true)
    _ = try net.dropout(x, rate: rate)
    return try net.graph()
  }

  private static func program(_ mode: Mode, threads: Int = 2) throws -> Program {
    let graph = try graph()
    let parameters = Parameters(graph)
    parameters.setTensor(0, to: [Float](repeating: 1, count: 8))
    let program = Program(
      graph, parameters: parameters, mode: mode, capacity: 4,
      compute: try Compute(instructionSet: nil, threads: threads))
    for index in 0..<4 * 1024 { program.input[index] = 2 }
    return program
  }

  private static let count = 4 * 1024 * 8

  @Test func masksInTraining() throws {
    let program = try Self.program(.training)
    program.forward(images: 4, randomKey: (1, 0))
    let first = program.logits.doubles(Self.count)
    let kept = 2 / (1 - Double(Self.rate))
    #expect(first.allSatisfy { $0 == 0 || abs($0 - kept) < 1e-6 })
    let share = Double(first.filter { $0 == 0 }.count) / Double(Self.count)
    // Five standard deviations of a binomial share.
    #expect(abs(share - 0.3) < 5 * (0.3 * 0.7 / Double(Self.count)).squareRoot())

    program.forward(images: 4, randomKey: (1, 0))
    #expect(program.logits.doubles(Self.count) == first, "the same key, the same mask")
    for key in [(2, 0), (1, 1)] as [(UInt64, UInt64)] {
      program.forward(images: 4, randomKey: (seed: key.0, step: key.1))
      let other = program.logits.doubles(Self.count)
      let same = zip(first, other).filter { $0 == $1 }.count
      // Independent masks agree on 0.3² + 0.7² of the values.
      #expect(abs(Double(same) / Double(Self.count) - 0.58) < 0.015)
    }
    let image = Self.count / 4
    #expect(first[..<image] != first[image..<2 * image], "images have masks of their own")
  }

  @Test func backwardUsesTheSameMask() throws {
    let program = try Self.program(.training)
    program.forward(images: 4, randomKey: (1, 0))
    let factors = program.logits.doubles(Self.count).map { $0 / 2 }
    let coefficients = HashedValues.uniform("coefficients", count: Self.count, -1, 1)
    program.logitsGradient.update(from: coefficients, count: Self.count)
    program.backward(images: 4, randomKey: (1, 0))
    let gradients = try #require(program.parameterGradients)
    var expected = [Double](repeating: 0, count: 8)
    for index in 0..<Self.count {
      expected[index % 8] += Double(coefficients[index]) * factors[index]
    }
    let bias = program.parameters.tensor(1, in: gradients).map(Double.init)
    #expect(relativeL2(bias, expected) < 1e-5)
    let weight = program.parameters.tensor(0, in: gradients).map(Double.init)
    #expect(relativeL2(weight, expected.map { 2 * $0 }) < 1e-5)
  }

  @Test(arguments: [Mode.inference, .attribution])
  func identityElsewhere(mode: Mode) throws {
    let program = try Self.program(mode)
    program.forward(images: 4)
    #expect(program.logits.doubles(Self.count).allSatisfy { $0 == 2 })
    guard mode == .attribution else { return }
    for index in 0..<Self.count { program.logitsGradient[index] = 1 }
    program.backward(images: 4)
    #expect(program.inputGradient.doubles(4096).allSatisfy { $0 == 8 })
  }
}
