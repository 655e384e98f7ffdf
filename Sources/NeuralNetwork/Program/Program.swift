package import Compute
import Dispatch
import Images
import KernelInterface

/// A graph compiled for a mode and a batch size: a flat list of steps over one arena, planned once.
///
/// Nothing large is allocated after `init`. Not for use from two threads at a time; the work inside
/// is spread over `compute`'s workers.
package final class Program {
  package let graph: Graph
  package let mode: Mode
  /// Most images of one pass.
  package let capacity: Int
  package let parameters: Parameters
  /// Gradients laid out as the learned parameters (training only).
  package let parameterGradients: FloatBuffer?
  /// Floats of the arena and of all regions beside it.
  package let memoryCount: Int

  /// Time spent in each step so far; nil unless `startProfile` was called.
  package private(set) var profile: [StepTime]?

  let compute: Compute
  let steps: [any Step]
  /// Of each step, for one image: multiplications, and bytes of operands and result.
  private let costs: [(multiplications: Double, bytes: Double)]
  private let arena: FloatBuffer
  private let workspace: FloatBuffer
  private let layout: ProgramLayout
  /// How many of the first steps each worker takes images through by itself.
  private let lead: Int
  /// What each worker computes with by itself.
  private let alone: [Compute]
  private let shared: SharedTensors
  /// Where steps write the gradients of tensors that they share with others.
  private let detour: FloatBuffer
  private var isPrepared = false

  /// - Parameter kept: inner nodes to look at after `backward(images:downTo:)` (attribution only).
  /// - Precondition: `capacity` is at least 1, and `parameters` were made for `graph`.
  package init(
    _ graph: Graph, parameters: Parameters, mode: Mode, capacity: Int, compute: Compute,
    keeping kept: Set<Int> = []
  ) {
    precondition(capacity >= 1)
    self.graph = graph
    self.mode = mode
    self.capacity = capacity
    self.parameters = parameters
    self.compute = compute
    let plan = Plan(graph, mode: mode, capacity: capacity, compute: compute, keeping: kept)
    steps = plan.steps
    let multiplications = Dictionary(
      uniqueKeysWithValues: plan.fused.map { ($0.output, graph.multiplications(of: $0.main)) })
    costs = steps.map { step in
      let floats = (step.inputs + [step.output]).reduce(0) { $0 + graph.nodes[$1].shape.count }
      let parts = (step as? BandStep)?.parts.map(\.output) ?? [step.output]
      return (
        Double(parts.reduce(0) { $0 + (multiplications[$1] ?? 0) }), Double(4 * floats)
      )
    }
    layout = plan.layout
    lead = plan.lead
    alone = (0..<(lead == 0 ? 0 : compute.workers.threads)).map { _ in compute.onOneThread }
    shared = plan.shared
    detour = FloatBuffer(count: shared.floats)
    arena = FloatBuffer(count: layout.arenaCount)
    workspace = FloatBuffer(count: layout.workspaceCount)
    parameterGradients =
      mode == .training ? FloatBuffer(count: parameters.learnedCount) : nil
    memoryCount = plan.memoryCount + (parameterGradients?.count ?? 0)
  }

  /// The floats that a training program would have as its ``memoryCount``, without taking them.
  package static func trainingMemoryCount(
    _ graph: Graph, parameters: Parameters, capacity: Int, compute: Compute
  ) -> Int {
    Plan(graph, mode: .training, capacity: capacity, compute: compute).memoryCount
      + parameters.learnedCount
  }

  /// All that is decided before memory is taken.
  private struct Plan {
    let fused: [FusedNode]
    let steps: [any Step]
    let layout: ProgramLayout
    let lead: Int
    let shared: SharedTensors

    init(
      _ graph: Graph, mode: Mode, capacity: Int, compute: Compute, keeping kept: Set<Int> = []
    ) {
      fused = Fusion.steps(of: graph, mode: mode, keeping: kept)
      let compilation = Compilation(graph: graph, mode: mode, kernels: compute.kernels)
      let single = fused.map { graph.nodes[$0.main].operation.step($0, in: compilation) }
      Seams.join(single, mode: mode)
      steps = mode == .inference ? BandStep.join(single, graph, keeping: kept) : single
      lead =
        mode == .inference && capacity >= compute.workers.threads
        ? Lead.steps(steps, graph: graph, capacity: capacity) : 0
      layout = ProgramLayout(
        steps, graph: graph, mode: mode, capacity: capacity, threads: compute.workers.threads,
        lead: lead, keeping: kept)
      shared = SharedTensors(fused, graph: graph, mode: mode)
    }

    var memoryCount: Int { layout.arenaCount + layout.workspaceCount + shared.floats }
  }

  /// Where the normalised images go, capacity x H x W x 3.
  package var input: UnsafeMutablePointer<Float> { value(0) }
  /// Scores of the last pass, images x classes; `backward` uses their memory again.
  package var logits: UnsafeMutablePointer<Float> { value(graph.output) }
  /// Where the gradient of the objective with respect to the logits goes, before `backward`.
  package var logitsGradient: UnsafeMutablePointer<Float> {
    gradientPointer(graph.output)
  }
  /// Gradient with respect to the input after `backward` (attribution only), images x H x W x 3.
  package var inputGradient: UnsafeMutablePointer<Float> { gradientPointer(0) }

  /// Must be called when parameters were changed from outside (not needed in training).
  package func parametersChanged() { isPrepared = false }

  /// Computes the logits of the first `images` images of `input`.
  ///
  /// - Parameter randomKey: names the random numbers of this pass: seed and step.
  package func forward(images: Int, randomKey: (seed: UInt64, step: UInt64) = (0, 0)) {
    precondition((1...capacity).contains(images))
    if !isPrepared, mode != .training {
      forEachStep(run(images, randomKey)) { $0.prepare($1) }
      isPrepared = true
    }
    if lead > 0 { imageByImage(images: images, randomKey) }
    forEachStep(run(images, randomKey), lead..<steps.count) { $0.forward($1) }
  }

  /// Takes images through the first steps one by one: each worker takes its own, but the last that
  /// are too few for all workers are worked on together.
  private func imageByImage(images: Int, _ randomKey: (seed: UInt64, step: UInt64)) {
    let threads = compute.workers.threads
    let left = images % threads
    let alone = 2 * left > threads ? images : images - left
    eachWorkerItsOwn(images: alone, randomKey)
    for image in alone..<images {
      forEachStep(run(1, randomKey, first: image), 0..<lead) { $0.forward($1) }
    }
  }

  private func eachWorkerItsOwn(images: Int, _ randomKey: (seed: UInt64, step: UInt64)) {
    let threads = compute.workers.threads
    let isProfiled = profile != nil
    var seconds = [Double](repeating: 0, count: isProfiled ? threads * lead : 0)
    seconds.withUnsafeMutableBufferPointer { seconds in
      let start = seconds.baseAddress
      compute.workers.forEach(pieces: images) { image, worker in
        let run = run(1, randomKey, first: image, worker: worker)
        forEachStep(run, 0..<lead, times: isProfiled ? start.map { $0 + worker * lead } : nil) {
          $0.forward($1)
        }
      }
    }
    guard isProfiled else { return }
    for index in 0..<lead {
      let sum = (0..<threads).reduce(0) { $0 + seconds[$1 * lead + index] }
      addTime(sum / Double(threads), of: index, images: images)
    }
  }

  /// Takes `logitsGradient` back through the network; after `forward` with the same arguments.
  package func backward(images: Int, randomKey: (seed: UInt64, step: UInt64) = (0, 0)) {
    precondition(mode.hasBackward && (1...capacity).contains(images))
    forEachStep(run(images, randomKey), reversed: true) { $0.backward($1) }
  }

  /// Takes `logitsGradient` back as far as an inner node, where its value and gradient then stand.
  ///
  /// - Precondition: `node` is one of those kept.
  package func backward(images: Int, downTo node: Int) -> (
    value: UnsafePointer<Float>, gradient: UnsafePointer<Float>
  ) {
    precondition(mode == .attribution && (1...capacity).contains(images))
    guard let last = steps.firstIndex(where: { $0.output == node }) else {
      preconditionFailure("node \(node) is not kept")
    }
    forEachStep(run(images, (0, 0)), last + 1..<steps.count, reversed: true) { $0.backward($1) }
    return (UnsafePointer(value(node)), UnsafePointer(gradientPointer(node)))
  }

  /// Begins to measure the time of every step, from zero.
  package func startProfile() {
    profile = steps.map { StepTime(name: $0.name, kind: $0.kind) }
  }

  /// The memory of a pass.
  ///
  /// - Parameters:
  ///   - first: the first image of the batch that is meant.
  ///   - worker: who works on it alone, or nil where all do together.
  private func run(
    _ images: Int, _ randomKey: (seed: UInt64, step: UInt64), first: Int = 0, worker: Int? = nil
  ) -> Run {
    let values = layout.values.enumerated().map { node, offset in
      let place =
        layout.ownValues.contains(node)
        ? (worker ?? 0) * layout.ownCount : first * graph.nodes[node].shape.count
      return offset.map { arena.pointer + $0 + place }
    }
    return Run(
      compute: worker.map { alone[$0] } ?? compute, mode: mode, images: images,
      capacity: capacity, values: values,
      gradients: layout.gradients.map { $0.map { arena.pointer + $0 } },
      parameters: parameters, parameterGradients: parameterGradients?.pointer,
      detour: shared.floats == 0 ? nil : detour.pointer, detours: [:],
      moments: layout.moments.map { $0.map { arena.pointer + $0 } },
      gradientSums: layout.gradientSums.map { $0.map { arena.pointer + $0 } }, saved: nil,
      packedForward: workspace.pointer, packedBackward: workspace.pointer,
      partials: workspace.pointer + layout.partials,
      scratch: workspace.pointer + layout.scratch + (worker ?? 0) * layout.scratchPerWorker,
      scratchPerWorker: layout.scratchPerWorker, randomKey: randomKey)
  }

  /// - Parameter times: where each step's time is added, in place of the profile.
  private func forEachStep(
    _ run: Run, _ range: Range<Int>? = nil, reversed: Bool = false,
    times: UnsafeMutablePointer<Double>? = nil, _ body: (any Step, Run) -> Void
  ) {
    var run = run
    let range = range ?? 0..<steps.count
    let isTimed = profile != nil
    for position in range {
      let index = reversed ? range.upperBound - 1 + range.lowerBound - position : position
      run.detours = shared.detours(of: index)
      run.saved = layout.saved[index].map { arena.pointer + $0 }
      run.packedForward = workspace.pointer + layout.packed[index].forward
      run.packedBackward = workspace.pointer + layout.packed[index].backward
      let begin = isTimed ? DispatchTime.now().uptimeNanoseconds : 0
      if steps[index].passesOverMemory(backward: reversed) { run.compute.workers.turn() }
      body(steps[index], run)
      if reversed { shared.add(index, run) }
      if !isTimed { continue }
      let seconds = Double(DispatchTime.now().uptimeNanoseconds - begin) * 1e-9
      if let times {
        times[index] += seconds
      } else {
        addTime(seconds, of: index, backward: reversed, images: run.images)
      }
    }
  }

  private func addTime(_ seconds: Double, of step: Int, backward: Bool = false, images: Int) {
    profile?[step].add(
      seconds, backward: backward, multiplications: Double(images) * costs[step].multiplications,
      bytes: Double(images) * costs[step].bytes)
  }

  private func value(_ node: Int) -> UnsafeMutablePointer<Float> {
    guard let offset = layout.values[node] else { preconditionFailure("no value kept") }
    return arena.pointer + offset
  }

  private func gradientPointer(_ node: Int) -> UnsafeMutablePointer<Float> {
    guard let offset = layout.gradients[node] else { preconditionFailure("no gradient kept") }
    return arena.pointer + offset
  }
}
