import Architectures
import Compute
import Images
import KernelInterface
import NeuralNetwork
import Testing

@Suite struct ArenaPlanTests {
  @Test(arguments: 0..<50 as Range<UInt64>)
  func liveBuffersNeverOverlap(seed: UInt64) {
    var stream = RandomStream(seed, 1)
    let requests = (0..<stream.integer(in: 1..<40)).map { _ in
      let first = stream.integer(in: 0..<30)
      return ArenaPlan.Request(
        count: stream.integer(in: 1..<200), first: first,
        last: first + stream.integer(in: 0..<10))
    }
    let plan = ArenaPlan(requests)
    for (index, one) in requests.enumerated() {
      #expect(plan.offsets[index] >= 0 && plan.offsets[index] % 16 == 0)
      #expect(plan.offsets[index] + one.count <= plan.count)
      for (other, two) in requests.enumerated().dropFirst(index + 1)
      where one.first <= two.last && two.first <= one.last {
        let apart =
          plan.offsets[index] + one.count <= plan.offsets[other]
          || plan.offsets[other] + two.count <= plan.offsets[index]
        #expect(apart, "\(one) at \(plan.offsets[index]), \(two) at \(plan.offsets[other])")
      }
    }
  }

  @Test func memoryIsUsedAgain() {
    let plan = ArenaPlan([
      .init(count: 64, first: 0, last: 1), .init(count: 64, first: 1, last: 2),
      .init(count: 64, first: 2, last: 3),
    ])
    #expect(plan.count == 128)
    #expect(plan.offsets[0] == plan.offsets[2])
  }
}

@Suite struct SeamTests {
  /// 1 x 1, batch norm and ReLU read by another 1 x 1, and by something more.
  private func network(readTwice: Bool) throws -> Graph {
    var net = GraphBuilder(name: "seams", input: Shape(16, 16, 8))
    var x = try net.convolution("a", net.input, outputs: 64, kernel: Extent(1))
    x = try net.relu(net.batchNorm("bn", x))
    let y = try net.globalAveragePool(net.convolution("b", x, outputs: 8, kernel: Extent(1)))
    if readTwice { _ = try net.concatenate([y, net.globalAveragePool(x)]) }
    return try net.graph()
  }

  @Test func whatOnlyOneReaderNormalizesIsNeverStored() throws {
    let compute = Compute(kernels: InstructionSet.baseline.kernels, workers: Workers(threads: 1))
    func memory(readTwice: Bool) throws -> Int {
      let graph = try network(readTwice: readTwice)
      return Program(
        graph, parameters: Parameters(graph), mode: .training, capacity: 64, compute: compute
      ).memoryCount
    }
    let activation = 64 * 16 * 16 * 64
    #expect(try memory(readTwice: false) + activation <= memory(readTwice: true))
  }
}

@Suite struct FusionTests {
  private struct Chain: Equatable, CustomStringConvertible {
    var main: Int
    var batchNorm: Int?
    var residual: Int?
    var bounds: Bounds = .none
    var output: Int

    init(_ main: Int, _ output: Int, batchNorm: Int? = nil, residual: Int? = nil) {
      self.main = main
      self.output = output
      self.batchNorm = batchNorm
      self.residual = residual
    }

    init(_ fused: FusedNode) {
      self.init(fused.main, fused.output, batchNorm: fused.batchNorm, residual: fused.residual)
      bounds = fused.bounds
    }

    func limited(_ bounds: Bounds) -> Chain {
      var copy = self
      copy.bounds = bounds
      return copy
    }

    var description: String {
      "\(main)...\(output) bn \(batchNorm ?? -1) + \(residual ?? -1) \(bounds)"
    }
  }

  private func chains(_ graph: Graph, _ mode: Mode) -> [Chain] {
    Fusion.steps(of: graph, mode: mode).map { Chain($0) }
  }

  /// 0 input, 1 conv, 2 bn, 3 relu, 4 conv, 5 bn, 6 add 3, 7 relu.
  private func residualBlock() throws -> Graph {
    var net = GraphBuilder(name: "block", input: Shape(4, 4, 3))
    let first = try net.convolution("a", net.input, outputs: 3, kernel: Extent(1))
    let x = try net.relu(net.batchNorm("b", first))
    let second = try net.convolution("c", x, outputs: 3, kernel: Extent(1))
    _ = try net.relu(net.add(net.batchNorm("d", second), x), limit: 6)
    return try net.graph()
  }

  @Test func residualBlockInInference() throws {
    #expect(
      chains(try residualBlock(), .inference) == [
        Chain(1, 3, batchNorm: 2).limited(.relu),
        Chain(4, 7, batchNorm: 5, residual: 3).limited(.relu6),
      ])
  }

  @Test(arguments: [Mode.training, .attribution])
  func residualBlockWithGradients(mode: Mode) throws {
    #expect(
      chains(try residualBlock(), mode) == [
        Chain(1, 1), Chain(2, 3).limited(.relu), Chain(4, 4),
        Chain(5, 7, residual: 3).limited(.relu6),
      ])
  }

  /// 1 bn is read by 2 relu and 3 add: neither is taken in.
  @Test(arguments: [Mode.inference, .training, .attribution])
  func valuesReadTwiceStay(mode: Mode) throws {
    var net = GraphBuilder(name: "twice", input: Shape(2, 2, 3))
    let x = try net.batchNorm("a", net.input)
    _ = try net.add(net.relu(x), x)
    #expect(
      chains(try net.graph(), mode) == [Chain(1, 1), Chain(2, 2).limited(.none), Chain(3, 3)])
  }

  /// 1 bn, 2 bn, 3 add, 4 relu: the sum goes to one of them, which runs after the other.
  @Test func twoBatchNormsAdded() throws {
    var net = GraphBuilder(name: "two", input: Shape(2, 2, 3))
    let first = try net.batchNorm("a", net.input)
    _ = try net.relu(net.add(first, net.batchNorm("b", net.input)))
    #expect(
      chains(try net.graph(), .training) == [
        Chain(2, 2), Chain(1, 4, residual: 2).limited(.relu),
      ])
  }

  @Test func valueAddedToItselfIsNotFused() throws {
    var net = GraphBuilder(name: "self", input: Shape(2, 2, 3))
    let x = try net.batchNorm("a", net.input)
    _ = try net.add(x, x)
    #expect(chains(try net.graph(), .inference) == [Chain(1, 1), Chain(2, 2)])
  }

  @Test func linearTakesTheActivationInInferenceOnly() throws {
    var net = GraphBuilder(name: "linear", input: Shape(1, 1, 3))
    _ = try net.relu(net.linear("a", net.input, outputs: 2))
    #expect(chains(try net.graph(), .inference) == [Chain(1, 2).limited(.relu)])
    #expect(chains(try net.graph(), .training) == [Chain(1, 1), Chain(2, 2)])
  }

  /// Every node of a real network is computed by exactly one step, after what it reads.
  @Test(arguments: Architecture.all.map(\.name), [Mode.inference, .training, .attribution])
  func everyNodeOnce(name: String, mode: Mode) throws {
    let architecture = try #require(Architecture.named(name))
    let graph = try architecture.graph(input: Shape(32, 32, 3), classes: 10)
    let steps = Fusion.steps(of: graph, mode: mode)
    var isReady = [Bool](repeating: false, count: graph.nodes.count)
    isReady[0] = true
    for step in steps {
      let reads = graph.nodes[step.main].inputs + (step.residual.map { [$0] } ?? [])
      for node in reads { #expect(isReady[node], "\(node) before \(step)") }
      #expect(!isReady[step.output])
      isReady[step.output] = true
    }
    #expect(isReady[graph.output])
    for node in graph.nodes {
      guard node.operation is Convolution else { continue }
      #expect(steps.filter { graph.nodes[$0.main].name == node.name }.count == 1)
    }
  }
}
