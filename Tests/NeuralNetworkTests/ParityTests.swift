import Architectures
import Compute
import Foundation
import Images
import NeuralNetwork
import Testing

/// Whole networks against PyTorch's float64 (Scripts/make-parity-goldens.py).
@Suite struct ParityTests {
  /// Relative L2 errors allowed.
  private enum Bound {
    static let logits = 1e-4
    /// More where a small change of the weights makes ReLUs or maxima take another branch.
    static func gradients(_ golden: ParityGolden) -> Double { max(1e-3, 3 * golden.roughness) }
    static let parameters = 1e-3
    static let changes = 2e-2
  }

  /// Every network on every set, for each set rounds in its own way; but for the slowest pair,
  /// which takes as long as a third of the others.
  private static let cases: [(name: String, set: InstructionSet)] =
    ParityGolden.names.flatMap { name in InstructionSet.available.map { (name, $0) } }
    .filter { $0 != ("inception_v3", .baseline) || InstructionSet.available == [.baseline] }

  @Test func thereAreGoldens() {
    #expect(Set(ParityGolden.names).isSuperset(of: ["resnet20", "resnet56", "vgg16"]))
  }

  @Test(arguments: cases)
  func evaluationAndExplanation(name: String, set: InstructionSet) throws {
    let golden = try ParityGolden.read(name)
    let network = try Network(golden, set)
    let shape = network.graph.inputShape
    let count = golden.evaluationLogits.count
    let images = HashedValues.images(
      "evaluation.\(golden.salt)", count: count, shape: shape)
    for mode in [Mode.inference, .attribution] {
      let program = network.program(mode, capacity: count)
      program.input.update(from: images, count: images.count)
      program.forward(images: count)
      let logits = Array(golden.evaluationLogits.joined())
      let error = relativeL2(program.logits.doubles(logits.count), logits)
      record(name, set, "logits, \(mode)", error)
      #expect(error <= Bound.logits)
      guard mode == .attribution else { continue }
      for index in 0..<count * network.graph.classes {
        program.logitsGradient[index] = index % network.graph.classes == 0 ? 1 : 0
      }
      program.backward(images: count)
      let pixels = UnsafeBufferPointer(start: program.inputGradient, count: count * shape.count)
      let gradient = planesFirst(Array(pixels), count: count, shape: shape)
      let sketch = Sketch("input", count: gradient.count) { Double(gradient[$0]) }
      let gradientError = sketch.distance(to: golden.inputGradient) / golden.inputGradient.norm
      record(name, set, "input gradient", gradientError)
      #expect(gradientError <= Bound.gradients(golden))
    }
  }

  @Test(arguments: cases)
  func fiveSteps(name: String, set: InstructionSet) throws {
    let golden = try ParityGolden.read(name)
    let network = try Network(golden, set)
    let images = golden.trainingLogits.count
    let program = network.program(.training, capacity: images)
    let gradients = try #require(program.parameterGradients)
    let optimizer = SGD(
      network.parameters, settings: .init(momentum: 0.9, nesterov: true, weightDecay: 5e-4))
    for (step, loss) in golden.losses.enumerated() {
      let (measured, logits) = network.gradients(program, golden, step: step, images: images)
      // The first loss is the same function of the same weights; later ones follow from changes.
      #expect(abs(measured - loss) <= (step == 0 ? Bound.logits : Bound.changes) * loss)
      if step == 0 { checkFirst(golden, network, logits, gradients, set) }
      optimizer.step(gradients: gradients, rate: 0.001, compute: network.compute)
    }
    checkChanges(golden, network, set)
  }

  private func checkFirst(
    _ golden: ParityGolden, _ network: Network, _ logits: [Double], _ gradients: FloatBuffer,
    _ set: InstructionSet
  ) {
    let logitsError = relativeL2(logits, Array(golden.trainingLogits.joined()))
    record(golden.network, set, "training logits", logitsError)
    #expect(logitsError <= Bound.logits)

    let statistics = network.sketches(isLearned: false) { network.parameters.tensor($0) }
    let statisticsError = worst(statistics, golden.statistics) { golden.statistics[$0]?.norm ?? 0 }
    record(golden.network, set, "statistics", statisticsError.error, statisticsError.name)
    #expect(statisticsError.error <= Bound.logits, "\(statisticsError.name)")

    // Where a batch norm takes a tensor's effect away, wholly (the bias before it) or nearly (a
    // shift that passes a convolution first), the gradient is a small difference of large terms, or
    // rounding alone. So a tensor counts for at least a twentieth of the largest in its block.
    let measured = network.sketches(isLearned: true) {
      network.parameters.tensor($0, in: gradients)
    }
    let error = worst(measured, golden.gradients) { name in
      max(golden.gradients[name]?.norm ?? 0, 0.05 * blockNorm(name, golden.gradients))
    }
    record(golden.network, set, "gradients", error.error, error.name)
    #expect(error.error <= Bound.gradients(golden), "\(error.name)")
  }

  private func checkChanges(_ golden: ParityGolden, _ network: Network, _ set: InstructionSet) {
    let starts = network.descriptions.map { HashedValues.values(of: $0) }
    var norms: [String: Double] = [:]
    for (description, start) in zip(network.descriptions, starts) {
      norms[description.name] = start.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    let changes = network.sketches(isLearned: true) { index in
      zip(network.parameters.tensor(index), starts[index]).map { $0 - $1 }
    }
    let parameters = worst(changes, golden.changes) { norms[$0] ?? 0 }
    record(golden.network, set, "parameters after five steps", parameters.error, parameters.name)
    #expect(parameters.error <= Bound.parameters, "\(parameters.name)")
    // Also by what five steps have moved; a tensor that has hardly moved, by 1/1000 of itself, for
    // its own rounding is of that order.
    let moved = worst(changes, golden.changes) { name in
      max(golden.changes[name]?.norm ?? 0, 1e-3 * (norms[name] ?? 0))
    }
    record(golden.network, set, "changes in five steps", moved.error, moved.name)
    #expect(moved.error <= Bound.changes, "\(moved.name)")
  }

  /// The largest error over all tensors, each relative to `scale`; all of the golden ones must be
  /// there.
  private func worst(
    _ measured: [String: Sketch], _ golden: [String: Sketch], scale: (String) -> Double
  ) -> (error: Double, name: String) {
    #expect(Set(measured.keys) == Set(golden.keys))
    var largest = (error: 0.0, name: "")
    for (name, sketch) in measured {
      guard let other = golden[name] else { continue }
      let error = sketch.distance(to: other) / scale(name)
      // Not "error > largest": a NaN is the worst of all.
      if !(error <= largest.error) { largest = (error, name) }
    }
    return largest
  }

  /// The largest norm among the tensors of the block that `name` belongs to: all whose names agree
  /// but for the last two parts, layer and tensor.
  private func blockNorm(_ name: String, _ tensors: [String: Sketch]) -> Double {
    func block(_ name: String) -> [Substring] { name.split(separator: ".").dropLast(2) }
    return tensors.filter { block($0.key) == block(name) }.map(\.value.norm).max() ?? 0
  }

  /// Prints the figures when they are asked for: PARITY_FIGURES=1 swift test …
  private func record(
    _ network: String, _ set: InstructionSet, _ what: String, _ error: Double, _ tensor: String = ""
  ) {
    guard ProcessInfo.processInfo.environment["PARITY_FIGURES"] != nil else { return }
    print("parity \(network) \(set.rawValue) \(what): \(error) \(tensor)")
  }
}

/// One network with the golden file's weights.
private struct Network {
  let graph: Graph
  let parameters: Parameters
  let compute: Compute
  var descriptions: [ParameterDescription] { parameters.descriptions }

  init(_ golden: ParityGolden, _ set: InstructionSet) throws {
    let architecture = try #require(Architecture.named(golden.network))
    let classes = try #require(golden.evaluationLogits.first).count
    graph = try architecture.graph(input: Shape(32, 32, 3), classes: classes).withoutDropout
    parameters = Parameters(graph)
    HashedValues.fill(parameters)
    compute = Compute(kernels: set.kernels, workers: Workers(threads: 2))
  }

  func program(_ mode: Mode, capacity: Int) -> Program {
    Program(graph, parameters: parameters, mode: mode, capacity: capacity, compute: compute)
  }

  /// Forward, loss and backward on the batch of one step.
  func gradients(
    _ program: Program, _ golden: ParityGolden, step: Int, images: Int
  ) -> (loss: Double, logits: [Double]) {
    let input = HashedValues.images(
      "batch.\(golden.salt).\(step)", count: images, shape: graph.inputShape)
    program.input.update(from: input, count: input.count)
    program.forward(images: images)
    // Read now: the backward pass may use the same memory.
    let logits = program.logits.doubles(images * graph.classes)
    let labels = HashedValues.integers(
      "labels.\(golden.salt).\(step)", count: images, below: graph.classes)
    let result = SoftmaxCrossEntropy.evaluate(
      logits: program.logits, labels: labels, classes: graph.classes,
      gradient: program.logitsGradient)
    program.backward(images: images)
    return (result.loss, logits)
  }

  func sketches(isLearned: Bool, _ tensor: (Int) -> [Float]) -> [String: Sketch] {
    var sketches: [String: Sketch] = [:]
    for (index, description) in descriptions.enumerated()
    where description.isLearned == isLearned && !description.isFrozen {
      let values = tensor(index)
      sketches[description.name] = values.withUnsafeBufferPointer { values in
        Sketch(description.name, count: values.count) { Double(values[$0]) }
      }
    }
    return sketches
  }
}
