import Compute
import Images
import KernelInterface

/// Every channel of an image times a factor of the image's own.
final class ChannelScaleStep: Step {
  let name: String
  let kind = "channel scaling"
  let output: Int
  let inputs: [Int]
  var gradientUse: [GradientUse] = []
  let outputShape: Shape
  private let isInference: Bool

  init(_ fused: FusedNode, _ graph: Graph, _ mode: Mode) {
    let node = graph.nodes[fused.main]
    name = node.name
    inputs = node.inputs
    output = fused.output
    outputShape = node.shape
    isInference = mode == .inference
  }

  private var pixels: Int { outputShape.height * outputShape.width }
  private var channels: Int { outputShape.channels }

  var savedValues: [Int] { inputs }

  func forward(_ run: Run) {
    multiply(run, run.value(inputs[0]), into: run.value(output), accumulate: false)
  }

  func backward(_ run: Run) {
    let gradient = UnsafePointer(run.gradient(output))
    if gradientUse[0] != .none {
      multiply(
        run, gradient, into: run.gradient(inputs[0]), accumulate: gradientUse[0] == .accumulate)
    }
    guard gradientUse[1] != .none else { return }
    let x = run.value(inputs[0])
    let sums = run.gradient(inputs[1])
    // An image's sums are taken in one piece, so that they do not depend on the batch.
    run.compute.workers.forEach(pieces: run.images) { image, _ in
      let start = image * pixels * channels
      run.compute.kernels.channelProducts(
        ChannelProducts(
          a: x + start, b: gradient + start, rows: pixels, width: channels,
          sums: sums + image * channels, accumulate: gradientUse[1] == .accumulate))
    }
  }

  /// target (+)= source * factor, in runs of an image's pixels.
  private func multiply(
    _ run: Run, _ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>,
    accumulate: Bool
  ) {
    let factors = run.value(inputs[1])
    let length = max(1, 16384 / channels)
    let runs = (pixels + length - 1) / length
    run.compute.workers.forEach(pieces: run.images * runs) { piece, _ in
      let (image, part) = piece.quotientAndRemainder(dividingBy: runs)
      let first = part * length
      let start = (image * pixels + first) * channels
      run.compute.kernels.scaleChannels(
        ChannelScaling(
          x: source + start, factors: factors + image * channels,
          rows: min(length, pixels - first), width: channels, y: target + start,
          accumulate: accumulate))
    }
  }
}

extension ChannelScaleStep: LineStep {
  var goesByLines: Bool { isInference }
  var inputShape: Shape { outputShape }
  var reach: LineReach { LineReach(height: outputShape.height) }

  func forward(_ run: Run, _ band: LineBand) {
    let start = band.lines.lowerBound * lineFloats
    run.compute.kernels.scaleChannels(
      ChannelScaling(
        x: band.input + start, factors: run.value(inputs[1]) + band.image * channels,
        rows: band.lines.count * outputShape.width, width: channels, y: band.output + start,
        accumulate: false))
  }
}
