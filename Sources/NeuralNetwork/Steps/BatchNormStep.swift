import KernelInterface
import Tensors

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
final class BatchNormStep: Step {
  let name: String
  let kind = "batch norm"
  let output: Int
  var gradientUse: [GradientUse] = []

  private let input: Int
  private let residual: Int?
  private let bounds: Bounds
  private let shape: Shape
  private let operation: BatchNorm
  private let mode: Mode
  /// Neighbouring pixels that are treated as one row, so that rows fill whole vectors.
  private let fold: Int
  /// Per-column operands: scale, shift, mean, and those of the gradient.
  private var scale: FloatBuffer
  private var shift: FloatBuffer
  private var center: FloatBuffer
  private var slope: FloatBuffer
  private var offset: FloatBuffer
  /// 1 / standard deviation of the batch per channel.
  private var inverse: [Float]

  private static let rowsPerPiece = 1024

  init(_ fused: FusedNode, _ graph: Graph, mode: Mode, kernels: KernelTable) {
    let node = graph.nodes[fused.main]
    guard case .batchNorm(let operation) = node.operation else {
      preconditionFailure("\(node.name) is not a batch norm")
    }
    name = node.name
    self.operation = operation
    self.mode = mode
    input = node.inputs[0]
    output = fused.output
    residual = fused.residual
    bounds = fused.bounds
    shape = node.shape
    fold = Self.fold(shape, vectorWidth: kernels.vectorWidth)
    let width = fold * shape.channels
    scale = FloatBuffer(count: width)
    shift = FloatBuffer(count: width)
    center = FloatBuffer(count: width)
    slope = FloatBuffer(count: width)
    offset = FloatBuffer(count: width)
    inverse = [Float](repeating: 0, count: shape.channels)
  }

  var inputs: [Int] { [input] + (residual.map { [$0] } ?? []) }
  var savedValues: [Int] {
    switch mode {
    case .inference: []
    // Without a sum the output is known from the input: one operand less to keep and to read.
    case .training: residual == nil ? [input] : [input, output]
    case .attribution: [output]
    }
  }

  private var isOutputKept: Bool { savedValues.contains(output) }
  private var width: Int { fold * shape.channels }
  private var rowsPerImage: Int { shape.height * shape.width / fold }

  func partialCount(images: Int) -> Int {
    mode == .training ? pieces(images) * 2 * width : 0
  }

  private func pieces(_ images: Int) -> Int {
    (images * rowsPerImage + Self.rowsPerPiece - 1) / Self.rowsPerPiece
  }

  /// The smallest power of two that makes a row at least four vectors long and whole, if the image allows.
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

  private func setColumns(_ buffer: FloatBuffer, _ value: (Int) -> Float) {
    for column in 0..<width { buffer.pointer[column] = value(column % shape.channels) }
  }

  func forward(_ run: Run) {
    if mode.usesBatchStatistics { measure(run) }
    let x = run.value(input)
    let y = run.value(output)
    let residual = self.residual.map { run.value($0) }
    forEachRun(run) { rows in
      let start = rows.lowerBound * width
      run.compute.kernels.scaleShift(
        ScaleShift(
          x: x + start, rows: rows.count, width: width, scale: scale.pointer,
          shift: shift.pointer, residual: residual.map { UnsafePointer($0 + start) },
          bounds: bounds, y: y + start))
    }
  }

  private func forEachRun(_ run: Run, _ body: (Range<Int>) -> Void) {
    let rows = max(1, 32768 / width)
    run.compute.workers.forEachRun(of: run.images * rowsPerImage, length: rows) { range, _ in
      body(range)
    }
  }

  /// Mean and variance of the batch; scale and shift from them; the running statistics moved.
  private func measure(_ run: Run) {
    let x = UnsafePointer(run.value(input))
    // The first pixel is the shift: near enough to the mean that the squares do not cancel.
    setColumns(center) { x[$0] }
    let (sums, squares) = reduce(run) { rows, sums, squares in
      run.compute.kernels.moments(
        Moments(
          x: x + rows.lowerBound * width, rows: rows.count, width: width, shift: center.pointer,
          sums: sums, squares: squares))
    }
    let count = Double(run.images * shape.height * shape.width)
    let gamma = run.parameter(operation.scale)
    let beta = run.parameter(operation.shift)
    let runningMean = run.parameter(operation.runningMean)
    let runningVariance = run.parameter(operation.runningVariance)
    var scales = [Float](repeating: 0, count: shape.channels)
    var shifts = scales
    var means = scales
    for channel in 0..<shape.channels {
      let shifted = sums[channel] / count
      let mean = Double(center.pointer[channel]) + shifted
      let variance = max(0, squares[channel] / count - shifted * shifted)
      inverse[channel] = Float(1 / (variance + Double(operation.epsilon)).squareRoot())
      means[channel] = Float(mean)
      scales[channel] = gamma[channel] * inverse[channel]
      shifts[channel] = beta[channel] - means[channel] * scales[channel]
      let unbiased = count > 1 ? variance * count / (count - 1) : variance
      runningMean[channel] += operation.momentum * (Float(mean) - runningMean[channel])
      runningVariance[channel] += operation.momentum * (Float(unbiased) - runningVariance[channel])
    }
    setColumns(center) { means[$0] }
    setColumns(scale) { scales[$0] }
    setColumns(shift) { shifts[$0] }
  }

  /// Two sums per channel over all pixels, in fixed pieces, added up in order and in double precision.
  private func reduce(
    _ run: Run,
    _ body: (Range<Int>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) -> (first: [Double], second: [Double]) {
    let width = self.width
    let total = run.images * rowsPerImage
    run.compute.workers.forEachRun(of: total, length: Self.rowsPerPiece) { rows, _ in
      let partial = run.partials + rows.lowerBound / Self.rowsPerPiece * 2 * width
      partial.update(repeating: 0, count: 2 * width)
      body(rows, partial, partial + width)
    }
    var first = [Double](repeating: 0, count: shape.channels)
    var second = first
    for piece in 0..<pieces(run.images) {
      let partial = run.partials + piece * 2 * width
      for column in 0..<width {
        first[column % shape.channels] += Double(partial[column])
        second[column % shape.channels] += Double(partial[width + column])
      }
    }
    return (first, second)
  }

  func backward(_ run: Run) {
    if mode == .training {
      trainingGradients(run)
    } else {
      // With stored statistics the layer is a fixed scale: dx = g * scale.
      setColumns(slope) { _ in 0 }
      setColumns(offset) { _ in 0 }
    }
    let gradient = UnsafePointer(run.gradient(output))
    let y = isOutputKept ? UnsafePointer(run.value(output)) : nil
    let x = mode == .training ? UnsafePointer(run.value(input)) : UnsafePointer(run.value(output))
    let residual = self.residual.flatMap { gradientUse[1] == .none ? nil : run.gradient($0) }
    guard gradientUse[0] != .none else {
      // The layer reads the image itself: only what was added to it has a gradient.
      if let residual { maskResidual(run, residual) }
      return
    }
    let dx = run.gradient(input)
    forEachRun(run) { rows in
      let start = rows.lowerBound * width
      run.compute.kernels.normalizationGradient(
        NormalizationGradient(
          gradient: gradient + start, y: y.map { $0 + start }, bounds: bounds, x: x + start,
          center: center.pointer, scale: scale.pointer, shift: shift.pointer, slope: slope.pointer,
          offset: offset.pointer, rows: rows.count,
          width: width, dx: dx + start, accumulate: gradientUse[0] == .accumulate,
          residual: residual.map { $0 + start },
          accumulateResidual: residual != nil && gradientUse[1] == .accumulate))
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

  /// Gradients of scale and shift, and the coefficients of dx = g·a + (x - mean)·b + c.
  ///
  /// x is centred first: b·x and c would nearly cancel, and what is left carry their rounding.
  private func trainingGradients(_ run: Run) {
    let gradient = UnsafePointer(run.gradient(output))
    let y = isOutputKept ? UnsafePointer(run.value(output)) : nil
    let x = UnsafePointer(run.value(input))
    let (sums, products) = reduce(run) { rows, sums, products in
      let start = rows.lowerBound * width
      run.compute.kernels.maskedMoments(
        MaskedMoments(
          gradient: gradient + start, y: y.map { $0 + start }, bounds: bounds, x: x + start,
          scale: scale.pointer, shift: shift.pointer, center: center.pointer, rows: rows.count,
          width: width, sums: sums,
          products: products))
    }
    let count = Double(run.images * shape.height * shape.width)
    let scaleGradient = run.parameterGradient(operation.scale)
    let shiftGradient = run.parameterGradient(operation.shift)
    var slopes = [Float](repeating: 0, count: shape.channels)
    var offsets = slopes
    for channel in 0..<shape.channels {
      let inverse = Double(self.inverse[channel])
      let scale = Double(self.scale.pointer[channel])
      scaleGradient?[channel] = Float(products[channel] * inverse)
      shiftGradient?[channel] = Float(sums[channel])
      slopes[channel] = Float(-scale * inverse * inverse * products[channel] / count)
      offsets[channel] = Float(-scale * sums[channel] / count)
    }
    setColumns(slope) { slopes[$0] }
    setColumns(offset) { offsets[$0] }
  }
}
