import Compute
import Images
import KernelInterface

/// Channels of several values side by side.
final class ConcatenationStep: Step {
  let name: String
  let kind = "concatenation"
  let output: Int
  let inputs: [Int]
  var gradientUse: [GradientUse] = []
  private let widths: [Int]
  private let pixels: Int

  init(_ fused: FusedNode, _ graph: Graph) {
    let node = graph.nodes[fused.main]
    name = node.name
    inputs = node.inputs
    output = fused.output
    widths = node.inputs.map { graph.nodes[$0].shape.channels }
    pixels = node.shape.height * node.shape.width
  }

  var savedValues: [Int] { [] }
  private var width: Int { widths.reduce(0, +) }

  func forward(_ run: Run) {
    forEachPart(run) { index, offset, pixels in
      run.compute.kernels.add(
        AddRows(
          x: run.value(inputs[index]) + pixels.lowerBound * widths[index], xStride: widths[index],
          y: run.value(output) + pixels.lowerBound * width + offset, yStride: width,
          rows: pixels.count, width: widths[index], accumulate: false))
    }
  }

  func backward(_ run: Run) {
    forEachPart(run) { index, offset, pixels in
      guard gradientUse[index] != .none else { return }
      run.compute.kernels.add(
        AddRows(
          x: run.gradient(output) + pixels.lowerBound * width + offset, xStride: width,
          y: run.gradient(inputs[index]) + pixels.lowerBound * widths[index],
          yStride: widths[index], rows: pixels.count, width: widths[index],
          accumulate: gradientUse[index] == .accumulate))
    }
  }

  private func forEachPart(
    _ run: Run, _ body: (_ index: Int, _ offset: Int, _ pixels: Range<Int>) -> Void
  ) {
    let length = max(1, 32768 / width)
    run.compute.workers.forEachRun(of: run.images * pixels, length: length) { pixels, _ in
      var offset = 0
      for index in inputs.indices {
        body(index, offset, pixels)
        offset += widths[index]
      }
    }
  }
}

/// Every stride-th pixel, with zero channels before and after (He et al. 2015, option A).
final class ShortcutStep: Step {
  let name: String
  let kind = "shortcut"
  let output: Int
  var gradientUse: [GradientUse] = []
  private let input: Int
  private let inputShape: Shape
  private let outputShape: Shape
  private let stride: Int
  private let before: Int

  init(_ fused: FusedNode, _ graph: Graph, stride: Int, before: Int) {
    let node = graph.nodes[fused.main]
    name = node.name
    input = node.inputs[0]
    output = fused.output
    inputShape = graph.nodes[input].shape
    outputShape = node.shape
    self.stride = stride
    self.before = before
  }

  var inputs: [Int] { [input] }
  var savedValues: [Int] { [] }

  func forward(_ run: Run) {
    let x = run.value(input)
    let y = run.value(output)
    run.compute.workers.forEach(pieces: run.images) { image, _ in
      (y + image * outputShape.count).update(repeating: 0, count: outputShape.count)
      forEachLine(image) { source, target in
        run.compute.kernels.add(
          AddRows(
            x: x + source, xStride: stride * inputShape.channels, y: y + target,
            yStride: outputShape.channels, rows: outputShape.width, width: inputShape.channels,
            accumulate: false))
      }
    }
  }

  func backward(_ run: Run) {
    guard gradientUse[0] != .none else { return }
    let dy = run.gradient(output)
    let dx = run.gradient(input)
    run.compute.workers.forEach(pieces: run.images) { image, _ in
      if gradientUse[0] == .overwrite {
        (dx + image * inputShape.count).update(repeating: 0, count: inputShape.count)
      }
      forEachLine(image) { source, target in
        run.compute.kernels.add(
          AddRows(
            x: dy + target, xStride: outputShape.channels, y: dx + source,
            yStride: stride * inputShape.channels, rows: outputShape.width,
            width: inputShape.channels, accumulate: true))
      }
    }
  }

  /// First float of each line that is kept: in the input, and of its channels in the output.
  private func forEachLine(_ image: Int, _ body: (_ source: Int, _ target: Int) -> Void) {
    for line in 0..<outputShape.height {
      let row = image * inputShape.height + line * stride
      let outputRow = image * outputShape.height + line
      body(
        row * inputShape.width * inputShape.channels,
        outputRow * outputShape.width * outputShape.channels + before)
    }
  }
}
