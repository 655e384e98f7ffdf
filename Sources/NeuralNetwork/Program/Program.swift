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

  private let compute: Compute
  private let steps: [any Step]
  /// Of each step, for one image: multiplications, and bytes of operands and result.
  private let costs: [(multiplications: Double, bytes: Double)]
  private let arena: FloatBuffer
  private let workspace: FloatBuffer
  private let layout: ProgramLayout
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
    costs = zip(plan.fused, plan.steps).map { node, step in
      let floats = (step.inputs + [step.output]).reduce(0) { $0 + graph.nodes[$1].shape.count }
      return (
        Double(graph.multiplications(of: node.main)), Double(4 * floats)
      )
    }
    layout = plan.layout
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
    let shared: SharedTensors

    init(
      _ graph: Graph, mode: Mode, capacity: Int, compute: Compute, keeping kept: Set<Int> = []
    ) {
      fused = Fusion.steps(of: graph, mode: mode, keeping: kept)
      let compilation = Compilation(graph: graph, mode: mode, kernels: compute.kernels)
      steps = fused.map { graph.nodes[$0.main].operation.step($0, in: compilation) }
      Seams.join(steps, mode: mode)
      layout = ProgramLayout(
        steps, graph: graph, mode: mode, capacity: capacity, threads: compute.workers.threads,
        keeping: kept)
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
      forEachStep(images, randomKey) { $0.prepare($1) }
      isPrepared = true
    }
    forEachStep(images, randomKey) { $0.forward($1) }
  }

  /// Takes `logitsGradient` back through the network; after `forward` with the same arguments.
  package func backward(images: Int, randomKey: (seed: UInt64, step: UInt64) = (0, 0)) {
    precondition(mode.hasBackward && (1...capacity).contains(images))
    forEachStep(images, randomKey, reversed: true) { $0.backward($1) }
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
    forEachStep(images, (0, 0), reversed: true, downTo: last + 1) { $0.backward($1) }
    return (UnsafePointer(value(node)), UnsafePointer(gradientPointer(node)))
  }

  /// Begins to measure the time of every step, from zero.
  package func startProfile() {
    profile = steps.map { StepTime(name: $0.name, kind: $0.kind) }
  }

  private func forEachStep(
    _ images: Int, _ randomKey: (seed: UInt64, step: UInt64), reversed: Bool = false,
    downTo first: Int = 0, _ body: (any Step, Run) -> Void
  ) {
    var run = Run(
      compute: compute, mode: mode, images: images, capacity: capacity,
      values: layout.values.map { $0.map { arena.pointer + $0 } },
      gradients: layout.gradients.map { $0.map { arena.pointer + $0 } },
      parameters: parameters, parameterGradients: parameterGradients?.pointer,
      detour: shared.floats == 0 ? nil : detour.pointer, detours: [:],
      moments: layout.moments.map { $0.map { arena.pointer + $0 } },
      gradientSums: layout.gradientSums.map { $0.map { arena.pointer + $0 } }, saved: nil,
      packedForward: workspace.pointer, packedBackward: workspace.pointer,
      partials: workspace.pointer + layout.partials, scratch: workspace.pointer + layout.scratch,
      scratchPerWorker: layout.scratchPerWorker, randomKey: randomKey)
    for position in first..<steps.count {
      let index = reversed ? steps.count - 1 + first - position : position
      run.detours = shared.detours(of: index)
      run.saved = layout.saved[index].map { arena.pointer + $0 }
      run.packedForward = workspace.pointer + layout.packed[index].forward
      run.packedBackward = workspace.pointer + layout.packed[index].backward
      let begin = profile == nil ? 0 : DispatchTime.now().uptimeNanoseconds
      if steps[index].passesOverMemory(backward: reversed) { compute.workers.turn() }
      body(steps[index], run)
      if reversed { shared.add(index, run) }
      if profile != nil {
        let seconds = Double(DispatchTime.now().uptimeNanoseconds - begin) * 1e-9
        profile?[index].add(
          seconds, backward: reversed,
          multiplications: Double(images) * costs[index].multiplications,
          bytes: Double(images) * costs[index].bytes)
      }
    }
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
