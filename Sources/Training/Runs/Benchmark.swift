package import Compute
import Datasets
import Foundation
import Images
import KernelInterface
package import NeuralNetwork

/// Throughput of one network on random images: no data set, no files.
package struct Benchmark {
  package enum Work: String, Sendable, CaseIterable, Codable {
    /// Augmentation (crop and flip), forward, loss, backward, one step of SGD with momentum.
    case train
    case infer
  }

  package struct Result: Sendable, Encodable {
    package let arch: String
    package let mode: Work
    package let precision: Precision
    package let batch: Int
    package let threads: Int
    /// Median over the repetitions, and the slowest and quickest.
    package let imagesPerSecond: Double
    package let slowest: Double
    package let quickest: Double
    /// 2 operations per multiplication; a training step counts as three forward passes.
    package let gflops: Double
    /// Parameters, their gradients and momentum, and the program's own memory.
    package let memoryBytes: Int
    /// The process's highest resident memory so far.
    package let peakMemoryBytes: Int
    /// From the network's file to the end of the first pass.
    package let loadingSeconds: Double

    enum CodingKeys: String, CodingKey {
      case arch, mode, precision, batch, threads, slowest, quickest, gflops
      case imagesPerSecond = "images_per_second"
      case memoryBytes = "memory_bytes"
      case peakMemoryBytes = "peak_memory_bytes"
      case loadingSeconds = "loading_seconds"
    }
  }

  private let name: String
  private let work: Work
  private let batch: Int
  private let compute: Compute
  private let graph: Graph
  private let parameters: Parameters
  private let program: Program
  /// Nil where nothing is trained.
  private let optimizer: SGD?
  private let images: ByteImages
  private let loadingSeconds: Double

  /// A network with its own parameters, which training changes.
  ///
  /// - Parameter reading: seconds that reading them has taken.
  package init(
    _ name: String, _ graph: Graph, _ parameters: Parameters, _ work: Work, batch: Int,
    compute: Compute, reading: Double = 0
  ) {
    let begin = Self.now
    self.name = name
    self.work = work
    self.batch = batch
    self.compute = compute
    self.graph = graph
    self.parameters = parameters
    program = Program(
      graph, parameters: parameters, mode: work == .train ? .training : .inference,
      capacity: batch, compute: compute)
    optimizer =
      work == .train
      ? SGD(parameters, settings: .init(momentum: 0.9, nesterov: false, weightDecay: 5e-4)) : nil
    program.forward(images: 1)
    loadingSeconds = reading + Self.now - begin
    images = Self.randomImages(batch, graph)
    fillInput()
  }

  /// Classes of the networks that have no weights of their own.
  package static let classes = 10

  package static func randomParameters(of graph: Graph) -> Parameters {
    let parameters = Parameters(graph)
    parameters.initialize(seed: 0)
    return parameters
  }

  private static func randomImages(_ count: Int, _ graph: Graph) -> ByteImages {
    let shape = graph.inputShape
    var stream = RandomStream(0)
    let pixels = (0..<count * shape.count).map { _ in UInt8(stream.integer(in: 0..<256)) }
    return ByteImages(
      count: count, height: shape.height, width: shape.width, pixels: pixels)
  }

  private func fillInput() {
    Augmentation.standard.fillBatch(
      of: images, indices: Array(0..<batch),
      normalization: Normalization(
        mean: [Float](repeating: 0.5, count: 3), deviation: [Float](repeating: 0.25, count: 3)),
      seed: 0, epoch: 0, workers: compute.workers, into: program.input)
  }

  /// What a function gives, and how long it took.
  package static func timed<Result>(
    _ function: () throws -> Result
  ) rethrows -> (result: Result, seconds: Double) {
    let begin = now
    return (try function(), now - begin)
  }

  /// Measures `repetitions` runs of at least `seconds` each, after one pass that is not counted.
  package func run(repetitions: Int, seconds: Double) -> Result {
    pass()
    let rates = (0..<repetitions).map { _ in
      var images = 0
      let begin = Self.now
      repeat {
        pass()
        images += batch
      } while Self.now - begin < seconds
      return Double(images) / (Self.now - begin)
    }.sorted()
    let median = rates[rates.count / 2]
    let passes = work == .train ? 3.0 : 1.0
    let learned = work == .train ? parameters.learnedCount : 0
    return Result(
      arch: name, mode: work, precision: compute.precision, batch: batch,
      threads: compute.workers.threads,
      imagesPerSecond: median, slowest: rates[0], quickest: rates[rates.count - 1],
      gflops: 2 * passes * Double(graph.multiplications) * median * 1e-9,
      memoryBytes: 4 * (program.memoryCount + parameters.values.count + learned),
      peakMemoryBytes: Self.peakMemory, loadingSeconds: loadingSeconds)
  }

  /// Time of every step over `passes` passes.
  package func profile(passes: Int) -> [StepTime] {
    pass()
    program.startProfile()
    for _ in 0..<passes { pass() }
    return program.profile ?? []
  }

  private func pass() {
    if work == .train { fillInput() }
    program.forward(images: batch)
    guard let optimizer, let gradients = program.parameterGradients else { return }
    _ = SoftmaxCrossEntropy.evaluate(
      logits: program.logits, labels: (0..<batch).map { $0 % graph.classes },
      classes: graph.classes,
      gradient: program.logitsGradient)
    program.backward(images: batch)
    // A rate so small that the weights stay usable however long this runs.
    optimizer.step(gradients: gradients, rate: 1e-6, compute: compute)
  }

  /// What the innermost tile reaches on all threads, in GFLOP/s: the machine's limit.
  package static func peak(_ compute: Compute) -> Double {
    let kernels = compute.kernels
    let steps = 1 << 20
    let best =
      (0..<5).map { _ in
        let begin = now
        compute.workers.forEach(pieces: compute.workers.threads) { _ in _ = kernels.peak(steps) }
        return now - begin
      }.min() ?? 1
    let operations = 2 * kernels.tileRows * kernels.panelWidth * steps * compute.workers.threads
    return Double(operations) / best * 1e-9
  }

  private static var now: Double { ProcessInfo.processInfo.systemUptime }

  private static var peakMemory: Int {
    var usage = rusage()
    #if os(Linux)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss * 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }
}
