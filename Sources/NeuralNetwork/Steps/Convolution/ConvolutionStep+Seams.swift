import Compute
import Images
import KernelInterface

// A convolution among batch norms. One of 1 x 1 reads and writes pixel by pixel, so that it can
// form its input and its output's gradient block by block, and compute both its gradients from the
// same block.

extension ConvolutionStep {
  var canMeasureOutput: Bool { operation.groups == 1 }
  var canSumInputGradient: Bool { operation.groups == 1 && operation.stride == Extent(1) }
  var canNormalizeInput: Bool {
    operation.groups == 1 && operation.bias == nil && forwardProduct.window.isPlain
      && weightCount <= Self.mostWeights
  }
  var canFormOutputGradient: Bool { canNormalizeInput }

  /// Whether both gradients are computed in one loop.
  var isPointwise: Bool { seams.normalizesInput != nil || seams.formsOutputGradient != nil }

  /// Above so many weights the sums of their gradient should stay in the cache rather than the
  /// blocks.
  private static let mostWeights = 1 << 16
  private var weightCount: Int { inputShape.channels * outputShape.channels }
  private var pixelsPerPiece: Int { BatchNormStep.pixelsPerPiece(inputShape) }

  /// Pixels of one block, whole tiles: as many as keep it in the second cache.
  private var blockPixels: Int {
    let fitting = 64 * 1024 / max(inputShape.channels, outputShape.channels)
    return max(96, min(192, fitting)) / (2 * kernels.tileRows) * 2 * kernels.tileRows
  }

  /// How many runs of pieces have weight gradients of their own, and the pieces of each; it depends
  /// on the shapes alone.
  private func runs(images: Int) -> (count: Int, pieces: Int) {
    let pixels = images * inputShape.height * inputShape.width
    let pieces = (pixels + pixelsPerPiece - 1) / pixelsPerPiece
    let most = min(8, max(1, pixels / 256))
    let length = (pieces + most - 1) / most
    return ((pieces + length - 1) / length, length)
  }

  func pointwisePartialCount(images: Int) -> Int { runs(images: images).count * weightCount }

  /// Of one worker: a block of the input and one of the output's gradient, and a panel of the
  /// latter.
  var pointwiseScratchCount: Int {
    guard isPointwise else { return 0 }
    let forward = forwardProduct.blocks.rows(tileRows: kernels.tileRows) * inputShape.channels
    let channels = inputShape.channels + outputShape.channels
    return max(forward, blockPixels * (channels + kernels.panelWidth))
  }

  /// The gradients of weights and input.
  func pointwiseGradients(_ run: Run) {
    guard let result = run.parameterGradient(operation.weight) else { return }
    let pixels = run.images * inputShape.height * inputShape.width
    let (count, pieces) = runs(images: run.images)
    let length = pieces * pixelsPerPiece
    run.compute.workers.forEachRun(of: pixels, length: length) { range, worker in
      let sums = run.partials + range.lowerBound / length * weightCount
      for piece in stride(from: range.lowerBound, to: range.upperBound, by: pixelsPerPiece) {
        let end = min(piece + pixelsPerPiece, range.upperBound)
        for first in stride(from: piece, to: end, by: blockPixels) {
          let block = first..<min(first + blockPixels, end)
          let next = block.upperBound..<min(block.upperBound + blockPixels, range.upperBound)
          pointwiseGradients(
            run, block, next: next, isFirst: first == range.lowerBound, into: sums,
            scratch: run.scratch(worker))
        }
      }
    }
    addPartials(run.partials, count: count, size: weightCount, into: result, compute: run.compute)
  }

  /// The gradients of one block of pixels, while what the `next` reads is fetched.
  private func pointwiseGradients(
    _ run: Run, _ range: Range<Int>, next: Range<Int>, isFirst: Bool,
    into sums: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let (inputs, outputs) = (inputShape.channels, outputShape.channels)
    var x = UnsafePointer(scratch)
    var gradient = UnsafePointer(scratch + blockPixels * inputs)
    if let norm = seams.normalizesInput {
      norm.normalize(run, range, into: scratch)
    } else {
      x = UnsafePointer(run.value(storedInput) + range.lowerBound * inputs)
    }
    if let norm = seams.formsOutputGradient {
      norm.formInputGradient(run, range, into: scratch + blockPixels * inputs)
    } else {
      gradient = UnsafePointer(run.gradient(output) + range.lowerBound * outputs)
    }
    run.compute.kernels.weightGradient(
      WeightGradient(
        a: x, aStride: inputs, d: gradient, dStride: outputs, rows: range.count, depth: inputs,
        columns: outputs, result: sums, resultStride: outputs, accumulate: !isFirst,
        panel: scratch + blockPixels * (inputs + outputs),
        ahead: Ahead(
          run.stretch(run.gradient(gradientRead), next, outputs),
          run.stretch(gradientUse[0] == .none ? nil : run.gradient(self.inputs[0]), next, inputs))))
    guard gradientUse[0] != .none else { return }
    run.compute.kernels.multiply(
      MatrixProduct(
        a: gradient, aStride: outputs, rows: range.count, b: run.packedBackward,
        panelDepth: outputs, depth: outputs, endColumn: inputs,
        c: run.gradient(self.inputs[0]) + range.lowerBound * inputs, cStride: inputs,
        accumulate: gradientUse[0] == .accumulate,
        ahead: Ahead(
          run.stretch(seams.formsOutputGradient.map { run.value($0.input) }, next, outputs),
          run.stretch(run.value(storedInput), next, inputs))))
    seams.sumsInputGradient?.gatherGradientSums(run, range)
  }
}
