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
  let inputShape: Shape
  let outputShape: Shape
  private let window: Window
  private let isMaximum: Bool
  /// What a mean's sums are multiplied with: the same for all windows, or one for each.
  private let scale: Float
  private let scales: [Float]
  private let keepsChoice: Bool
  private let isInference: Bool

  /// What is made of the values in a window.
  enum Kind {
    case maximum
    /// The sum by the number of pixels: of each window, or the same number for all.
    case mean(counts: [Int])
  }

  init(_ fused: FusedNode, in compilation: Compilation, _ pool: PoolWindow, _ kind: Kind) {
    let graph = compilation.graph
    let node = graph.nodes[fused.main]
    name = node.name
    input = node.inputs[0]
    output = fused.output
    inputShape = graph.nodes[input].shape
    outputShape = node.shape
    window = .pooling(pool, input: inputShape, output: outputShape)
    switch kind {
    case .maximum:
      isMaximum = true
      scale = 1
      scales = []
    case .mean(let counts):
      isMaximum = false
      scale = 1 / Float(counts[0])
      scales = counts.allSatisfy { $0 == counts[0] } ? [] : counts.map { 1 / Float($0) }
    }
    isInference = compilation.mode == .inference
    keepsChoice = isMaximum && compilation.mode.hasBackward
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
    forEachImage(run, parts: parts) { image, part, taps, scales in
      let first = min(part * length, outputShape.height)
      let pool = PoolImage(
        window, taps: taps, scale: scale, scales: scales, input: x + image * inputShape.count,
        output: y + image * outputShape.count, choice: choice(run, image)
      ).limited(to: first..<min(first + length, outputShape.height))
      if isMaximum { run.compute.kernels.maximum(pool) } else { run.compute.kernels.average(pool) }
    }
  }

  func backward(_ run: Run) {
    guard gradientUse[0] != .none else { return }
    let dy = UnsafePointer(run.gradient(output))
    let dx = run.gradient(input)
    forEachImage(run, parts: 1) { image, _, taps, scales in
      let target = dx + image * inputShape.count
      if gradientUse[0] == .overwrite { target.update(repeating: 0, count: inputShape.count) }
      let pool = PoolImage(
        window, taps: taps, scale: scale, scales: scales, choice: choice(run, image),
        gradient: dy + image * outputShape.count, inputGradient: target)
      if isMaximum { run.compute.kernels.maximum(pool) } else { run.compute.kernels.average(pool) }
    }
  }

  private func forEachImage(
    _ run: Run, parts: Int,
    _ body: (
      _ image: Int, _ part: Int, _ taps: UnsafeBufferPointer<Tap>, _ scales: UnsafePointer<Float>?
    ) -> Void
  ) {
    window.taps.withUnsafeBufferPointer { taps in
      scales.withUnsafeBufferPointer { scales in
        let scales = scales.isEmpty ? nil : scales.baseAddress
        run.compute.workers.forEach(pieces: run.images * parts) { piece, _ in
          body(piece / parts, piece % parts, taps, scales)
        }
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

extension PoolStep: LineStep {
  var goesByLines: Bool { isInference }
  var reach: LineReach { LineReach(window) }

  func forward(_ run: Run, _ band: LineBand) {
    window.taps.withUnsafeBufferPointer { taps in
      scales.withUnsafeBufferPointer { scales in
        let pool = PoolImage(
          window, taps: taps, scale: scale, scales: scales.isEmpty ? nil : scales.baseAddress,
          input: band.input, output: band.output
        ).limited(to: band.lines)
        let kernels = run.compute.kernels
        if isMaximum { kernels.maximum(pool) } else { kernels.average(pool) }
      }
    }
  }
}
