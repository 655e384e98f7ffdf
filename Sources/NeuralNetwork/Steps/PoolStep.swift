import Compute
import Images
import KernelInterface

/// Maximum or mean over windows; the global mean is a window as large as the image.
final class PoolStep: Step {
  let name: String
  let kind = "pooling"
  let output: Int
  var gradientUse: [GradientUse] = []

  private let input: Int
  private let inputShape: Shape
  private let outputShape: Shape
  private let window: Window
  private let isMaximum: Bool
  private let scale: Float
  private let keepsChoice: Bool

  init(_ fused: FusedNode, _ graph: Graph, mode: Mode) {
    let node = graph.nodes[fused.main]
    name = node.name
    input = node.inputs[0]
    output = fused.output
    inputShape = graph.nodes[input].shape
    outputShape = node.shape
    let pool: Pool
    switch node.operation {
    case .maxPool(let operation):
      pool = operation
      isMaximum = true
    case .averagePool(let operation):
      pool = operation
      isMaximum = false
    default:
      let whole = Extent(inputShape.height, inputShape.width)
      pool = Pool(kernel: whole, stride: Extent(1), padding: Extent(0), roundsUp: false)
      isMaximum = false
    }
    window = .pooling(pool, input: inputShape, output: outputShape)
    scale = isMaximum ? 1 : 1 / Float(window.taps.count)
    keepsChoice = isMaximum && mode.hasBackward
  }

  var inputs: [Int] { [input] }
  var savedValues: [Int] { [] }
  var savedPerImage: Int { keepsChoice ? outputShape.count : 0 }

  func forward(_ run: Run) {
    let x = UnsafePointer(run.value(input))
    let y = run.value(output)
    // Few images: their lines are shared out.
    let parts = min(outputShape.height, max(1, 16 / run.images))
    let length = (outputShape.height + parts - 1) / parts
    forEachImage(run, parts: parts) { image, part, taps in
      let first = min(part * length, outputShape.height)
      let pool = PoolImage(
        window, taps: taps, scale: scale, input: x + image * inputShape.count,
        output: y + image * outputShape.count, choice: choice(run, image)
      ).limited(to: first..<min(first + length, outputShape.height))
      if isMaximum { run.compute.kernels.maximum(pool) } else { run.compute.kernels.average(pool) }
    }
  }

  func backward(_ run: Run) {
    guard gradientUse[0] != .none else { return }
    let dy = UnsafePointer(run.gradient(output))
    let dx = run.gradient(input)
    forEachImage(run, parts: 1) { image, _, taps in
      let target = dx + image * inputShape.count
      if gradientUse[0] == .overwrite { target.update(repeating: 0, count: inputShape.count) }
      let pool = PoolImage(
        window, taps: taps, scale: scale, choice: choice(run, image),
        gradient: dy + image * outputShape.count, inputGradient: target)
      if isMaximum { run.compute.kernels.maximum(pool) } else { run.compute.kernels.average(pool) }
    }
  }

  private func forEachImage(
    _ run: Run, parts: Int,
    _ body: (_ image: Int, _ part: Int, _ taps: UnsafeBufferPointer<Tap>) -> Void
  ) {
    window.taps.withUnsafeBufferPointer { taps in
      run.compute.workers.forEach(pieces: run.images * parts) { piece, _ in
        body(piece / parts, piece % parts, taps)
      }
    }
  }

  /// The winning taps of one image, kept in the step's region as whole numbers of the same size.
  private func choice(_ run: Run, _ image: Int) -> UnsafeMutablePointer<Int32>? {
    guard keepsChoice, let saved = run.saved else { return nil }
    return UnsafeMutableRawPointer(saved + image * outputShape.count)
      .assumingMemoryBound(to: Int32.self)
  }
}
