import Compute
import Images
import KernelInterface

/// x - log Σ exp(x) over the channels of each pixel.
final class LogSoftmaxStep: Step {
  let name: String
  let kind = "log softmax"
  let output: Int
  var gradientUse: [GradientUse] = []
  private let input: Int
  private let pixels: Int
  private let channels: Int

  init(_ fused: FusedNode, _ graph: Graph) {
    let node = graph.nodes[fused.main]
    name = node.name
    input = node.inputs[0]
    output = fused.output
    pixels = node.shape.height * node.shape.width
    channels = node.shape.channels
  }

  var inputs: [Int] { [input] }
  var savedValues: [Int] { [output] }
  /// The exponentials of one pixel, and their sum.
  var scratchPerWorker: Int { channels + 1 }

  func forward(_ run: Run) {
    let (x, y) = (run.value(input), run.value(output))
    forEachPixel(run) { place, scratch in
      let (source, target) = (x + place, y + place)
      var most = source[0]
      for channel in 1..<max(channels, 1) { most = max(most, source[channel]) }
      for channel in 0..<channels { target[channel] = source[channel] - most }
      let sum = scratch + channels
      sum.pointee = exponentials(run, target, into: scratch)
      run.compute.kernels.curve(CurveValues(.logarithm, x: sum, count: 1, y: sum))
      for channel in 0..<channels { target[channel] -= sum.pointee }
    }
  }

  /// dx = dy - exp(y) Σ dy.
  func backward(_ run: Run) {
    guard gradientUse[0] != .none else { return }
    let (y, dy, dx) = (run.value(output), run.gradient(output), run.gradient(input))
    let accumulate = gradientUse[0] == .accumulate
    forEachPixel(run) { place, scratch in
      _ = exponentials(run, y + place, into: scratch)
      var total: Float = 0
      for channel in 0..<channels { total += dy[place + channel] }
      for channel in 0..<channels {
        let gradient = dy[place + channel] - scratch[channel] * total
        dx[place + channel] = accumulate ? dx[place + channel] + gradient : gradient
      }
    }
  }

  /// Their sum, taken in order.
  private func exponentials(
    _ run: Run, _ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>
  ) -> Float {
    run.compute.kernels.curve(
      CurveValues(.exponential, x: source, count: channels, y: target))
    var sum: Float = 0
    for channel in 0..<channels { sum += target[channel] }
    return sum
  }

  private func forEachPixel(
    _ run: Run, _ body: (_ place: Int, _ scratch: UnsafeMutablePointer<Float>) -> Void
  ) {
    run.compute.workers.forEachRun(of: run.images * pixels, length: 64) { range, worker in
      for pixel in range { body(pixel * channels, run.scratch(worker)) }
    }
  }
}
