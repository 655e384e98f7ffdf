import Compute
import Images
import KernelInterface

extension BatchNorm {
  /// The stored statistics as scale and shift per channel: y = x * scale + shift.
  func affine(_ run: Run) -> (scale: [Float], shift: [Float]) {
    let channels = run.parameters.count(of: scale)
    let gamma = run.parameter(scale)
    let beta = run.parameter(shift)
    let mean = run.parameter(runningMean)
    let variance = run.parameter(runningVariance)
    var scales = [Float](repeating: 0, count: channels)
    var shifts = scales
    for channel in 0..<channels {
      scales[channel] = gamma[channel] / (variance[channel] + epsilon).squareRoot()
      shifts[channel] = beta[channel] - mean[channel] * scales[channel]
    }
    return (scales, shifts)
  }
}

/// Batch normalisation, with the sum and the activation that may follow (Ioffe & Szegedy 2015).
///
/// In training its passes over memory are left to its neighbours where they can take them on; see
/// `Seams`.
final class BatchNormStep: Step {
  let name: String
  let kind = "batch norm"
  let input: Int
  let output: Int
  let residual: Int?
  let bounds: Bounds
  let shape: Shape
  var gradientUse: [GradientUse] = []
  /// What neighbours do in its place.
  var relief = Relief()

  let operation: BatchNorm
  private let mode: Mode
  /// Neighbouring pixels that are treated as one row, so that rows fill whole vectors.
  let fold: Int
  /// Per-column operands: scale, shift, mean, and those of the gradient.
  var scale: FloatBuffer
  var shift: FloatBuffer
  var center: FloatBuffer
  var slope: FloatBuffer
  var offset: FloatBuffer
  /// 1 / standard deviation of the batch per channel.
  let inverse: FloatBuffer

  /// The passes that a neighbour makes block by block.
  struct Relief {
    /// The sums of the input are taken by the step that writes it.
    var ofMoments = false
    /// The output is formed by the step that reads it, and never stored.
    var ofOutput = false
    /// The sums of the output's gradient are taken by the step that writes it last.
    var ofGradientSums = false
    /// The input's gradient is formed by the step that reads it, and never stored.
    var ofInputGradient = false
  }

  init(_ operation: BatchNorm, _ fused: FusedNode, in compilation: Compilation) {
    let node = compilation.graph.nodes[fused.main]
    name = node.name
    self.operation = operation
    mode = compilation.mode
    input = node.inputs[0]
    output = fused.output
    residual = fused.residual
    bounds = fused.bounds
    shape = node.shape
    fold = Self.fold(shape, vectorWidth: compilation.kernels.vectorWidth)
    let width = fold * shape.channels
    scale = FloatBuffer(count: width)
    shift = FloatBuffer(count: width)
    center = FloatBuffer(count: width)
    slope = FloatBuffer(count: width)
    offset = FloatBuffer(count: width)
    inverse = FloatBuffer(count: shape.channels)
  }

  var inputs: [Int] { [input] + (residual.map { [$0] } ?? []) }
  var storesOutput: Bool { !relief.ofOutput }
  var savedValues: [Int] {
    switch mode {
    case .inference: []
    // Without a sum the output is known from the input: one operand less to keep and to read.
    case .training: residual == nil ? [input] : [input, output]
    case .attribution: [output]
    }
  }

  func passesOverMemory(backward: Bool) -> Bool {
    !(backward ? relief.ofInputGradient : relief.ofOutput)
  }

  var isOutputKept: Bool { savedValues.contains(output) }
  var width: Int { fold * shape.channels }
  var pixels: Int { shape.height * shape.width }

  /// The smallest power of two that makes a row at least four vectors long and whole, if the image
  /// allows.
  private static func fold(_ shape: Shape, vectorWidth: Int) -> Int {
    var fold = 1
    let pixels = shape.height * shape.width
    while fold * shape.channels < 4 * vectorWidth || fold * shape.channels % vectorWidth != 0 {
      if pixels % (fold * 2) != 0 { break }
      fold *= 2
    }
    return fold
  }

  func prepare(_ run: Run) {
    let affine = operation.affine(run)
    setColumns(scale) { affine.scale[$0] }
    setColumns(shift) { affine.shift[$0] }
  }

  func setColumns(_ buffer: FloatBuffer, _ value: (Int) -> Float) {
    for channel in 0..<shape.channels { buffer.pointer[channel] = value(channel) }
    repeatColumns(buffer)
  }

  /// Gives each of the pixels of a row what the first has.
  func repeatColumns(_ buffer: FloatBuffer) {
    for copy in 1..<max(fold, 1) {
      (buffer.pointer + copy * shape.channels).update(
        from: buffer.pointer, count: shape.channels)
    }
  }

  func forward(_ run: Run) {
    if mode.usesBatchStatistics {
      if !relief.ofMoments { forEachPiece(run) { gatherMoments(run, $0) } }
      takeMoments(run)
    }
    guard storesOutput else { return }
    let y = run.value(output)
    forEachRun(run) { normalize(run, $0, into: y + $0.lowerBound * shape.channels) }
  }

  func backward(_ run: Run) {
    if mode == .training {
      if !relief.ofGradientSums { forEachPiece(run) { gatherGradientSums(run, $0) } }
      takeGradientSums(run)
    } else {
      // With stored statistics the layer is a fixed scale: dx = g * scale.
      setColumns(slope) { _ in 0 }
      setColumns(offset) { _ in 0 }
    }
    if relief.ofInputGradient { return }
    let residual = self.residual.flatMap { gradientUse[1] == .none ? nil : run.gradient($0) }
    guard gradientUse[0] != .none else {
      // The layer reads the image itself: only what was added to it has a gradient.
      if let residual { maskResidual(run, residual) }
      return
    }
    let dx = run.gradient(input)
    forEachRun(run) { range in
      let start = range.lowerBound * shape.channels
      formInputGradient(
        run, range, into: dx + start, accumulate: gradientUse[0] == .accumulate,
        residual: residual.map { $0 + start })
    }
  }

  /// Runs of pixels, whole rows of `fold`.
  private func forEachRun(_ run: Run, _ body: (Range<Int>) -> Void) {
    let rows = max(1, 32768 / width)
    run.compute.workers.forEachRun(of: run.images * pixels, length: rows * fold) { range, _ in
      body(range)
    }
  }

  private func maskResidual(_ run: Run, _ residual: UnsafeMutablePointer<Float>) {
    run.forEachStretch(of: shape.count) { range in
      run.compute.kernels.maskGradient(
        MaskGradient(
          gradient: run.gradient(output) + range.lowerBound,
          y: run.value(output) + range.lowerBound, bounds: bounds, count: range.count,
          dx: residual + range.lowerBound, accumulate: gradientUse[1] == .accumulate))
    }
  }
}
