import Compute
import Images
import KernelInterface

/// Whether and how a step writes the gradient of one of its inputs.
package enum GradientUse {
  case none
  case overwrite
  case accumulate
}

/// One entry of a program: a kernel, its operands and what it needs.
///
/// Values are named by the graph's node numbers. A step owns no large memory: the program plans it.
package protocol Step: AnyObject {
  /// For profiles and progress: the node's name and the kind of work.
  var name: String { get }
  var kind: String { get }
  /// Values that the output depends on.
  var inputs: [Int] { get }
  var output: Int { get }
  /// Values read by `forward`: the inputs, or what they are formed from.
  var valuesRead: [Int] { get }
  /// Whether the output is written down, and not formed by its reader.
  var storesOutput: Bool { get }
  /// The gradient read by `backward`: the output's, or what it is formed from.
  var gradientRead: Int { get }
  /// Values that `backward` reads again.
  var savedValues: [Int] { get }
  /// Floats per image that the step keeps from `forward` to `backward`.
  var savedPerImage: Int { get }
  /// Floats for packed weights (forward and backward regions, each of this size).
  func packedCount(images: Int) -> Int
  /// Floats of scratch for each worker.
  var scratchPerWorker: Int { get }
  /// Floats that pieces hand to a later reduction.
  func partialCount(images: Int) -> Int
  /// Whether the step reads or writes whole values, or leaves that to its neighbours.
  func passesOverMemory(backward: Bool) -> Bool
  /// How the gradient of each of `inputs` is written; set by the program.
  var gradientUse: [GradientUse] { get set }

  /// Packs or folds parameters that do not change from run to run (all modes but training).
  func prepare(_ run: Run)
  func forward(_ run: Run)
  func backward(_ run: Run)
}

extension Step {
  var valuesRead: [Int] { inputs }
  var storesOutput: Bool { true }
  var gradientRead: Int { output }
  var savedPerImage: Int { 0 }
  func packedCount(images: Int) -> Int { 0 }
  var scratchPerWorker: Int { 0 }
  func partialCount(images: Int) -> Int { 0 }
  func passesOverMemory(backward: Bool) -> Bool { true }
  func prepare(_ run: Run) {}
}

/// The memory and the circumstances of one pass, as a step sees them.
package struct Run {
  var compute: Compute
  var mode: Mode
  /// Images in this batch.
  var images: Int
  /// Most images of a batch, for which the memory is planned; the time may depend on it, no result.
  var capacity: Int
  var values: [UnsafeMutablePointer<Float>?]
  var gradients: [UnsafeMutablePointer<Float>?]
  var parameters: Parameters
  var parameterGradients: UnsafeMutablePointer<Float>?
  /// Where gradients go that are added to another step's, and their places there by name.
  var detour: UnsafeMutablePointer<Float>?
  var detours: [String: Int]
  /// Sums of the batch norms, by the node that they put out.
  var moments: [UnsafeMutablePointer<Float>?]
  var gradientSums: [UnsafeMutablePointer<Float>?]
  /// This step's own regions.
  var saved: UnsafeMutablePointer<Float>?
  var packedForward: UnsafeMutablePointer<Float>
  var packedBackward: UnsafeMutablePointer<Float>
  var partials: UnsafeMutablePointer<Float>
  var scratch: UnsafeMutablePointer<Float>
  var scratchPerWorker: Int
  /// Names the random stream of this pass (dropout).
  var randomKey: (seed: UInt64, step: UInt64)

  func value(_ node: Int) -> UnsafeMutablePointer<Float> {
    guard let pointer = values[node] else { preconditionFailure("no value for node \(node)") }
    return pointer
  }

  func gradient(_ node: Int) -> UnsafeMutablePointer<Float> {
    guard let pointer = gradients[node] else {
      preconditionFailure("no gradient for node \(node)")
    }
    return pointer
  }

  func moments(_ node: Int) -> UnsafeMutablePointer<Float> {
    guard let pointer = moments[node] else { preconditionFailure("no moments for node \(node)") }
    return pointer
  }

  func gradientSums(_ node: Int) -> UnsafeMutablePointer<Float> {
    guard let pointer = gradientSums[node] else { preconditionFailure("no sums for node \(node)") }
    return pointer
  }

  func scratch(_ worker: Int) -> UnsafeMutablePointer<Float> {
    scratch + worker * scratchPerWorker
  }

  func parameter(_ name: String) -> UnsafeMutablePointer<Float> {
    parameters.values.pointer + parameters.offset(of: name)
  }

  /// Where a tensor's gradient goes; nil where none is wanted.
  func parameterGradient(_ name: String) -> UnsafeMutablePointer<Float>? {
    if parameters.isFrozen(name) { return nil }
    if let detour, let offset = detours[name] { return detour + offset }
    return parameterGradients.map { $0 + parameters.offset(of: name) }
  }

  /// Pixels of a tensor, if there is one, as a stretch of memory.
  func stretch(
    _ tensor: UnsafeMutablePointer<Float>?, _ pixels: Range<Int>, _ channels: Int
  ) -> UnsafeBufferPointer<Float> {
    guard let tensor else { return UnsafeBufferPointer(start: nil, count: 0) }
    return UnsafeBufferPointer(
      start: tensor + pixels.lowerBound * channels, count: pixels.count * channels)
  }

  /// Packs weights in runs of panels, on all workers.
  func pack(_ packing: PanelPacking) {
    let width = compute.kernels.panelWidth
    let panelsPerPiece = max(1, 65536 / max(1, packing.rows * width))
    compute.workers.forEachRun(of: packing.columns, length: width * panelsPerPiece) { run, _ in
      var piece = packing
      piece.source += run.lowerBound * packing.columnStride
      piece.panels += run.lowerBound * packing.panelDepth
      piece.columns = run.count
      compute.kernels.packPanels(piece)
    }
  }
}
