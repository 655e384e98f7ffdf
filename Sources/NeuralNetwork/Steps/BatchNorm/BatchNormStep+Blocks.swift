import Compute
import KernelInterface

// What a batch norm does with a block of pixels: by itself, or called by the neighbour that has the
// block in its cache. A block is a range of the batch's pixels.

extension BatchNormStep {
  /// output = clamp(input * scale + shift + residual) on a block, at `target`.
  func normalize(_ run: Run, _ range: Range<Int>, into target: UnsafeMutablePointer<Float>) {
    let start = range.lowerBound * shape.channels
    let (rows, width) = matrix(range)
    run.compute.kernels.scaleShift(
      ScaleShift(
        x: run.value(input) + start, rows: rows, width: width, scale: scale.pointer,
        shift: shift.pointer, residual: residual.map { UnsafePointer(run.value($0) + start) },
        bounds: bounds, y: target))
  }

  /// The input's gradient on a block, at `target`; that of what was added at `residual`.
  func formInputGradient(
    _ run: Run, _ range: Range<Int>, into target: UnsafeMutablePointer<Float>,
    accumulate: Bool = false, residual: UnsafeMutablePointer<Float>? = nil
  ) {
    let start = range.lowerBound * shape.channels
    let (rows, width) = matrix(range)
    let isInputKept = savedValues.contains(input)
    run.compute.kernels.normalizationGradient(
      NormalizationGradient(
        gradient: run.gradient(output) + start,
        y: isOutputKept ? UnsafePointer(run.value(output) + start) : nil, bounds: bounds,
        x: run.value(isInputKept ? input : output) + start, center: center.pointer,
        scale: scale.pointer, shift: shift.pointer, slope: slope.pointer, offset: offset.pointer,
        rows: rows, width: width, dx: target, accumulate: accumulate, residual: residual,
        accumulateResidual: residual != nil && gradientUse[1] == .accumulate))
  }

  /// A block as a matrix: as many pixels to a row, up to `fold`, as make whole rows. All per-column
  /// operands repeat themselves from pixel to pixel, so that they serve shorter rows too.
  func matrix(_ range: Range<Int>) -> (rows: Int, width: Int) {
    let pixels = min(fold, 1 << range.count.trailingZeroBitCount)
    return (range.count / pixels, pixels * shape.channels)
  }
}
