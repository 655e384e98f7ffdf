import Compute
import Images
import NeuralNetwork
import Testing

/// A linear layer of 5 inputs and 3 outputs whose gradients are given; see
/// Scripts/make-optimizer-goldens.py, which prints the expected values with PyTorch.
@Suite struct OptimizerTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var settings: SGD.Settings
    var average: Double?
    var frozen: [String] = []
    /// Weight (outputs x inputs), then bias.
    var expected: [Float]

    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "plain", settings: .init(momentum: 0.9, nesterov: false, weightDecay: 0.05),
      expected: [
        -0.7708973, 0.1353166, 0.3959517, -0.3378954, -0.1972616, 1.6832894, -0.6704736,
        -0.1258397, -0.5380926, 0.3681213, 0.6287563, -0.8706709, 0.0355432, 0.2961782,
        -0.4376688, -1.0479211, 1.3500836, -1.2142102,
      ]),
    Case(
      name: "Nesterov, no decay of vectors",
      settings: .init(momentum: 0.9, nesterov: true, weightDecay: 0.05, decaysVectors: false),
      expected: [
        -0.8409393, 0.0985654, 0.4732623, -0.2294798, -0.3775229, 1.8218621, -0.705568, -0.086011,
        -0.5076776, 0.4318272, 0.806524, -0.9837658, -0.0442611, 0.3304359, -0.3723062, -1.248425,
        1.6535195, -1.4850186,
      ]),
    Case(
      name: "clipped",
      settings: .init(momentum: 0.9, nesterov: true, weightDecay: 0.05, clipNorm: 0.75),
      expected: [
        -0.7303705, -0.0225354, 0.6276908, -0.4941203, 0.0606028, 0.9817462, -0.4109821,
        0.2687042, -0.7885672, -0.080732, 0.5694941, -0.7054291, 0.0024061, 0.6526322,
        -0.4691788, -0.4984566, 0.7382801, -0.4568876,
      ]),
    Case(
      name: "averaged", settings: .init(momentum: 0.9, nesterov: true, weightDecay: 0.05),
      average: 0.3,
      expected: [
        -0.8054783, 0.1334445, 0.4210795, -0.2842058, -0.2677624, 1.748471, -0.6854126,
        -0.1316491, -0.5246336, 0.4142893, 0.7019241, -0.9258404, 0.0130824, 0.3007174,
        -0.4045678, -1.1154814, 1.4474289, -1.3160846,
      ]),
    Case(
      name: "weight frozen, clipped",
      settings: .init(momentum: 0.9, nesterov: true, weightDecay: 0.05, clipNorm: 0.75),
      frozen: ["fc.weight"],
      expected: [
        -0.78, -0.04, 0.7, -0.58, 0.16, 0.9, -0.38, 0.36, -0.92, -0.18, 0.56, -0.72, 0.02, 0.76,
        -0.52, -0.6184974, 0.9753631, -0.6513336,
      ]),
  ]

  static func numbers(_ factor: Int, _ summand: Int, _ count: Int, from offset: Int = 0) -> [Float]
  {
    (0..<count).map { Float(Double((factor * ($0 + offset) + summand) % 101) / 50 - 1) }
  }

  static func graph() throws -> Graph {
    var builder = GraphBuilder(name: "small", input: Shape(1, 1, 5))
    _ = try builder.linear("fc", builder.input, outputs: 3)
    return try builder.graph()
  }

  @Test(arguments: cases, [1, 2]) func asPyTorch(example: Case, threads: Int) throws {
    let parameters = Parameters(try Self.graph())
    parameters.setTensor(0, to: Self.numbers(37, 11, 15))
    parameters.setTensor(1, to: Self.numbers(53, 29, 3))
    let optimizer = SGD(parameters, settings: example.settings) {
      example.frozen.contains($0.name)
    }
    let average = try example.average.map {
      try MovingAverage(of: parameters, into: Parameters(Self.graph()), decay: $0)
    }
    let gradients = FloatBuffer(count: parameters.learnedCount)
    let compute = try Compute(instructionSet: nil, threads: threads)
    for step in 0..<5 {
      let offset = 7 * step + 3
      for (index, values) in [
        Self.numbers(37, 11, 15, from: offset), Self.numbers(53, 29, 3, from: offset),
      ].enumerated() {
        parameters.descriptions[index].storeTorchLayout(
          values.map { 2 * $0 }, into: gradients.pointer + parameters.offsets[index])
      }
      optimizer.step(gradients: gradients, rate: 0.1, compute: compute)
      average?.update(step: step + 1, workers: compute.workers)
    }
    let result = average?.parameters ?? parameters
    let found = result.tensor(0) + result.tensor(1)
    for (value, expected) in zip(found, example.expected) {
      #expect(abs(value - expected) <= 2e-6, "\(example.name)")
    }
    if !example.frozen.isEmpty {
      #expect(result.tensor(0) == Self.numbers(37, 11, 15))
    }
  }

  /// Shifts of normalisations move as with a rate of their own, whose decay is as much smaller.
  @Test func shiftsHaveARateOfTheirOwn() throws {
    var builder = GraphBuilder(name: "shifted", input: Shape(2, 2, 3))
    _ = try builder.batchNorm("bn", builder.input, learnsScale: false)
    let graph = try builder.graph()
    let compute = try Compute(instructionSet: nil, threads: 1)
    func moved(_ settings: SGD.Settings, rate: Float) -> Parameters {
      let parameters = Parameters(graph)
      parameters.initialize(seed: 1)
      parameters.setTensor(1, to: [0.5, -1, 2])
      let optimizer = SGD(parameters, settings: settings)
      let gradients = FloatBuffer(count: parameters.learnedCount)
      for place in 0..<gradients.count { gradients.pointer[place] = Float(place % 5) - 1.5 }
      for _ in 0..<3 { optimizer.step(gradients: gradients, rate: rate, compute: compute) }
      return parameters
    }
    let own = moved(
      .init(momentum: 0.5, nesterov: true, weightDecay: 0.25, shiftRate: 8), rate: 0.125)
    let alone = moved(.init(momentum: 0.5, nesterov: true, weightDecay: 0.03125), rate: 1)
    #expect(own.tensor(1) == alone.tensor(1) && own.tensor(1) != [0.5, -1, 2])
    // The scale is not learned: neither gradient nor decay moves it.
    #expect(own.tensor(0) == [1, 1, 1])
  }

  /// By hand: with a decay of 0.5, the second of four steps keeps 1/16 and the last one half.
  @Test(arguments: [1, 3]) func lookaheadSetsWeightsBack(threads: Int) throws {
    let parameters = Parameters(try Self.graph())
    let compute = try Compute(instructionSet: nil, threads: threads)
    let values = parameters.values
    for place in 0..<values.count { values.pointer[place] = 16 }
    let lookahead = Lookahead(parameters, settings: .init(interval: 2, decay: 0.5))
    var found: [Float] = []
    for step in 1...4 {
      for place in 0..<values.count { values.pointer[place] += 16 }
      lookahead.update(step: step, of: 4, workers: compute.workers)
      #expect(values.elements.allSatisfy { $0 == values.pointer[0] })
      found.append(values.pointer[0])
    }
    // 32; 48 towards 16 by 15/16: 46; 62; 78 towards 46 by half.
    #expect(found == [32, 46, 62, 62])
    #expect(lookahead.slow.elements.allSatisfy { $0 == 62 })
  }

  /// A last step that is no multiple of the interval takes the average as it is.
  @Test func theLastStepTakesTheSlowAverage() throws {
    let parameters = Parameters(try Self.graph())
    let compute = try Compute(instructionSet: nil, threads: 1)
    let lookahead = Lookahead(parameters, settings: .init(interval: 2, decay: 0))
    for step in 1...3 {
      for place in 0..<parameters.values.count { parameters.values.pointer[place] += 1 }
      lookahead.update(step: step, of: 3, workers: compute.workers)
    }
    #expect(parameters.values.elements.allSatisfy { $0 == 2 })
  }

  /// A norm over many pieces, some of which do not count.
  @Test func clippingLooksAtMovingParametersOnlyWhateverTheThreads() throws {
    var builder = GraphBuilder(name: "wide", input: Shape(1, 1, 700))
    let hidden = try builder.linear("a", builder.input, outputs: 300)
    _ = try builder.linear("b", hidden, outputs: 10)
    let graph = try builder.graph()
    func moved(threads: Int) throws -> [Float] {
      let parameters = Parameters(graph)
      let optimizer = SGD(
        parameters,
        settings: .init(momentum: 0, nesterov: false, weightDecay: 0, clipNorm: 2)
      ) { $0.name == "b.weight" }
      let gradients = FloatBuffer(count: parameters.learnedCount)
      var stream = RandomStream(4)
      for (index, description) in parameters.descriptions.enumerated() {
        // A gradient that would swamp the others if it counted.
        let scale: Float = description.name == "b.weight" ? 1e6 : 1
        for element in 0..<description.count {
          gradients.pointer[parameters.offsets[index] + element] = scale * stream.uniform()
        }
      }
      optimizer.step(
        gradients: gradients, rate: 1,
        compute: try Compute(instructionSet: nil, threads: threads))
      return Array(parameters.values.elements)
    }
    let one = try moved(threads: 1)
    #expect(try moved(threads: 3) == one)
    let length = one.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(abs(length - 2) < 1e-5)
  }
}
