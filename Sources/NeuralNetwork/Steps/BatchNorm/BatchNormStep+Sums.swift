import Compute
import Images
import KernelInterface

// The two sums over the batch that each direction needs. They are taken in pieces of a few images,
// one after the other within a piece, and the pieces added up in order and in double precision.

extension BatchNormStep {
  /// Pixels of one piece: of so many images that the sums are worth it, and few enough for many
  /// pieces.
  static func pixelsPerPiece(_ shape: Shape) -> Int {
    let pixels = shape.height * shape.width
    return min(max(1024 / pixels, 1), 8) * pixels
  }

  var pixelsPerPiece: Int { Self.pixelsPerPiece(shape) }

  private func pieces(_ images: Int) -> Int {
    (images * pixels + pixelsPerPiece - 1) / pixelsPerPiece
  }

  /// Floats of the pieces' sums: of the forward pass three, of the gradient two for each column.
  func momentCount(images: Int) -> Int { pieces(images) * 3 * width }
  func gradientSumCount(images: Int) -> Int { pieces(images) * 2 * width }

  /// Cuts the batch into the pieces, and these into blocks.
  func forEachPiece(_ run: Run, _ body: (Range<Int>) -> Void) {
    let length = max(1, 512 / fold) * fold
    run.compute.workers.forEachRun(of: run.images * pixels, length: pixelsPerPiece) { piece, _ in
      for first in stride(from: piece.lowerBound, to: piece.upperBound, by: length) {
        body(first..<min(first + length, piece.upperBound))
      }
    }
  }

  /// Adds a block's Σ(x - a) and Σ(x - a)² to those of its piece; a is the piece's first pixel,
  /// near enough to the mean that the squares do not cancel.
  ///
  /// The blocks of a piece come in order, the first where it begins.
  ///
  /// - Parameter block: where the block stands, if not yet in its place.
  func gatherMoments(_ run: Run, _ range: Range<Int>, at block: UnsafePointer<Float>? = nil) {
    let x = block ?? UnsafePointer(run.value(input) + range.lowerBound * shape.channels)
    let (piece, place) = range.lowerBound.quotientAndRemainder(dividingBy: pixelsPerPiece)
    let near = run.moments(output) + piece * 3 * width
    if place == 0 {
      for copy in 0..<fold {
        (near + copy * shape.channels).update(from: x, count: shape.channels)
      }
      (near + width).update(repeating: 0, count: 2 * width)
    }
    let (rows, columns) = matrix(range)
    run.compute.kernels.moments(
      Moments(
        x: x, rows: rows, width: columns, shift: near, sums: near + width,
        squares: near + 2 * width))
  }

  /// Adds up sums of pieces channel by channel, on all workers: each run of channels is written by
  /// one.
  private func forEachChannels(_ run: Run, _ body: (Range<Int>) -> Void) {
    run.compute.workers.forEachRun(of: shape.channels, length: 64) { channels, _ in body(channels) }
  }

  /// Mean and variance of the batch; scale and shift from them; the running statistics moved.
  func takeMoments(_ run: Run) {
    forEachChannels(run) { takeMoments(run, of: $0) }
    for buffer in [center, scale, shift] { repeatColumns(buffer) }
  }

  private func takeMoments(_ run: Run, of channels: Range<Int>) {
    let (near, sums, squares) = totalMoments(run, of: channels)
    let count = Double(run.images * pixels)
    let gamma = run.parameter(operation.scale)
    let beta = run.parameter(operation.shift)
    let runningMean = run.parameter(operation.runningMean)
    let runningVariance = run.parameter(operation.runningVariance)
    for (place, channel) in channels.enumerated() {
      let shifted = sums[place] / count
      let mean = near[place] + shifted
      let variance = max(0, squares[place] / count - shifted * shifted)
      inverse.pointer[channel] = Float(1 / (variance + Double(operation.epsilon)).squareRoot())
      center.pointer[channel] = Float(mean)
      scale.pointer[channel] = gamma[channel] * inverse.pointer[channel]
      shift.pointer[channel] = beta[channel] - Float(mean) * scale.pointer[channel]
      let unbiased = count > 1 ? variance * count / (count - 1) : variance
      runningMean[channel] += operation.momentum * (Float(mean) - runningMean[channel])
      runningVariance[channel] += operation.momentum * (Float(unbiased) - runningVariance[channel])
    }
  }

  /// Σ(x - a) and Σ(x - a)² over the batch, a being the first pixel.
  private func totalMoments(
    _ run: Run, of channels: Range<Int>
  ) -> (near: [Double], sums: [Double], squares: [Double]) {
    let first = UnsafePointer(run.moments(output))
    let near = channels.map { Double(first[$0]) }
    var sums = [Double](repeating: 0, count: channels.count)
    var squares = sums
    for piece in 0..<pieces(run.images) {
      let part = first + piece * 3 * width
      let count = min(pixelsPerPiece, run.images * pixels - piece * pixelsPerPiece)
      for (place, channel) in channels.enumerated() {
        var sum = 0.0
        var square = 0.0
        for column in stride(from: channel, to: width, by: shape.channels) {
          sum += Double(part[width + column])
          square += Double(part[2 * width + column])
        }
        // Σ(x - a) = Σ(x - b) + n(b - a), and the squares likewise.
        let apart = Double(part[channel]) - near[place]
        sums[place] += sum + Double(count) * apart
        squares[place] += square + apart * (2 * sum + Double(count) * apart)
      }
    }
    return (near, sums, squares)
  }

  /// Adds a block's Σg and Σg(x - mean) to those of its piece, g the gradient of what the
  /// activation let through; as `gatherMoments`.
  func gatherGradientSums(_ run: Run, _ range: Range<Int>, at block: UnsafePointer<Float>? = nil) {
    let start = range.lowerBound * shape.channels
    let (piece, place) = range.lowerBound.quotientAndRemainder(dividingBy: pixelsPerPiece)
    let sums = run.gradientSums(output) + piece * 2 * width
    if place == 0 { sums.update(repeating: 0, count: 2 * width) }
    let (rows, columns) = matrix(range)
    run.compute.kernels.maskedMoments(
      MaskedMoments(
        gradient: block ?? UnsafePointer(run.gradient(output) + start),
        y: isOutputKept ? UnsafePointer(run.value(output) + start) : nil, bounds: bounds,
        x: run.value(input) + start, scale: scale.pointer, shift: shift.pointer,
        center: center.pointer, rows: rows, width: columns, sums: sums,
        products: sums + width))
  }

  /// Gradients of scale and shift, and the coefficients of dx = g·a + (x - mean)·b + c.
  ///
  /// x is centred first: b·x and c would nearly cancel, and what is left carry their rounding.
  func takeGradientSums(_ run: Run) {
    forEachChannels(run) { takeGradientSums(run, of: $0) }
    for buffer in [slope, offset] { repeatColumns(buffer) }
  }

  private func takeGradientSums(_ run: Run, of channels: Range<Int>) {
    var sums = [Double](repeating: 0, count: channels.count)
    var products = sums
    for row in 0..<pieces(run.images) * fold {
      let (piece, copy) = row.quotientAndRemainder(dividingBy: fold)
      let part = UnsafePointer(run.gradientSums(output)) + piece * 2 * width + copy * shape.channels
      for (place, channel) in channels.enumerated() {
        sums[place] += Double(part[channel])
        products[place] += Double(part[width + channel])
      }
    }
    let count = Double(run.images * pixels)
    let scaleGradient = run.parameterGradient(operation.scale)
    let shiftGradient = run.parameterGradient(operation.shift)
    for (place, channel) in channels.enumerated() {
      let inverse = Double(self.inverse.pointer[channel])
      let scale = Double(self.scale.pointer[channel])
      scaleGradient?[channel] = Float(products[place] * inverse)
      shiftGradient?[channel] = Float(sums[place])
      slope.pointer[channel] = Float(-scale * inverse * inverse * products[place] / count)
      offset.pointer[channel] = Float(-scale * sums[place] / count)
    }
  }
}
