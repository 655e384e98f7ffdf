import Compute
import Images
import KernelInterface

/// Convolution with as many groups as channels, with what follows it fused in inference.
///
/// Its weights are stored taps x channels, so that a vector holds neighbouring channels. An image
/// is worked on in bands of lines that stay in the second cache with all that is formed for them.
final class DepthwiseStep: SeamedStep {
  let kind = "depthwise convolution"
  var gradientUse: [GradientUse] = []
  var seams = Seams()

  let site: ConvolutionSite
  fileprivate let window: Window
  /// The window of the input's gradient over the output's, where it is one: stride 1.
  private let backwardWindow: Window?

  /// Lines that are worked on together: of the output, and those of the input whose gradient they
  /// have most to do with.
  private struct Band {
    var outputs: Range<Int>
    var inputs: Range<Int>
  }

  private let bands: [Band]

  init(_ site: ConvolutionSite, kernels: KernelTable) {
    self.site = site
    window = site.forwardWindow
    backwardWindow =
      site.mode.hasBackward && site.operation.stride == Extent(1) ? site.backwardWindow : nil
    bands = Self.bands(window, vectorWidth: kernels.vectorWidth)
  }

  var canMeasureOutput: Bool { true }
  var canNormalizeInput: Bool { true }
  var canSumInputGradient: Bool { true }
  var canFormOutputGradient: Bool { operation.bias == nil }

  fileprivate var mode: Mode { site.mode }
  private var operation: Convolution { site.operation }
  var inputShape: Shape { site.inputShape }
  var outputShape: Shape { site.outputShape }
  fileprivate var channels: Int { inputShape.channels }
  private var weightCount: Int { window.taps.count * channels }

  /// In inference: the weights times the batch norm's scale. With gradients: the weights in the
  /// reverse order of taps.
  func packedCount(images: Int) -> Int { weightCount }

  /// The input, the output's gradient, and a band of what is computed from them.
  var scratchPerWorker: Int {
    inputScratch + gradientScratch + inputShape.width * channels * bandLines
  }

  private var inputScratch: Int { seams.normalizesInput == nil ? 0 : inputShape.count }
  private var gradientScratch: Int { seams.formsOutputGradient == nil ? 0 : outputShape.count }
  private var bandLines: Int {
    bands.map { max($0.inputs.count, $0.outputs.count) }.max() ?? 0
  }

  func partialCount(images: Int) -> Int {
    guard mode == .training else { return 0 }
    return max(pieces(images) * weightCount, site.biasPartialCount(images: images))
  }

  /// Images of one piece: those of the sums of the batch norms on both sides.
  private var imagesPerPiece: Int {
    let (input, output) = (inputShape, outputShape)
    return max(
      BatchNormStep.pixelsPerPiece(input) / (input.height * input.width),
      BatchNormStep.pixelsPerPiece(output) / (output.height * output.width))
  }

  private func pieces(_ images: Int) -> Int { (images + imagesPerPiece - 1) / imagesPerPiece }

  func prepare(_ run: Run) {
    if mode.hasBackward { turnWeights(run) }
    guard mode == .inference else { return }
    site.withForwardWeights(run) { run.packedForward.update(from: $0, count: weightCount) }
  }

  private func turnWeights(_ run: Run) {
    let weights = run.parameter(operation.weight)
    let taps = window.taps.count
    for tap in 0..<taps {
      (run.packedBackward + (taps - 1 - tap) * channels).update(
        from: weights + tap * channels, count: channels)
    }
  }

  // MARK: Forward

  func forward(_ run: Run) {
    let weights = mode == .inference ? run.packedForward : run.parameter(operation.weight)
    window.taps.withUnsafeBufferPointer { taps in
      let image = DepthwiseImage(window, taps: taps, weights: weights)
      let parts = run.compute.workers.parts(ofEachOf: run.images, upTo: window.gridHeight)
      if mode == .inference, parts > 1 {
        return forEachPart(run, ofEachBand: parts) { place, lines, worker in
          forward(run, image.limited(to: lines), place, run.scratch(worker))
        }
      }
      forEachImage(run) { place, worker in
        for band in bands {
          forward(run, image.limited(to: band.outputs), place, run.scratch(worker))
        }
      }
    }
  }

  /// Each band of each image in some parts.
  private func forEachPart(
    _ run: Run, ofEachBand parts: Int,
    _ body: (_ place: Int, _ lines: Range<Int>, _ worker: Int) -> Void
  ) {
    run.compute.workers.forEach(pieces: run.images * bands.count * parts) { piece, worker in
      let (band, part) = (bands[piece / parts % bands.count].outputs, piece % parts)
      func line(_ part: Int) -> Int { band.lowerBound + band.count * part / parts }
      let lines = line(part)..<line(part + 1)
      if !lines.isEmpty { body(piece / parts / bands.count, lines, worker) }
    }
  }

  /// Some lines of one image's output.
  private func forward(
    _ run: Run, _ image: DepthwiseImage, _ place: Int, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let residual = site.residual.map { UnsafePointer(run.value($0) + place * outputShape.count) }
    let epilogue = Epilogue(
      bias: site.forwardBias(run), residual: residual, bounds: site.bounds)
    let input = input(run, place, linesRead(image.lines), scratch)
    let pixels = pixels(image.lines, outputShape, place)
    writeBand(run, pixels, of: run.value(output), imageFloats: outputShape.count, scratch) {
      block in
      let first = block - image.lines.lowerBound * outputShape.width * channels
      run.compute.kernels.depthwise(image, input, first, epilogue)
      site.activate(run, block, pixels.count * channels)
      seams.measuresOutput?.gatherMoments(run, pixels, at: UnsafePointer(block))
    }
  }

  // MARK: Backward

  func backward(_ run: Run) {
    if mode == .training, backwardWindow != nil { turnWeights(run) }
    let result = mode == .training ? run.parameterGradient(operation.weight) : nil
    if result != nil {
      run.partials.update(repeating: 0, count: pieces(run.images) * weightCount)
    }
    let weights = UnsafePointer(run.parameter(operation.weight))
    window.taps.withUnsafeBufferPointer { taps in
      let image = DepthwiseImage(window, taps: taps, weights: weights)
      forEachImage(run) { place, worker in
        let sums = result.map { _ in run.partials + place / imagesPerPiece * weightCount }
        for band in bands {
          backward(
            run, image.limited(to: band.outputs), band, place, into: sums, run.scratch(worker))
        }
      }
    }
    if let result {
      addPartials(
        run.partials, count: pieces(run.images), size: weightCount, into: result,
        compute: run.compute)
      site.biasGradient(run, run.gradient(gradientRead))
    }
  }

  /// The gradient of some lines of one image's input; that of the weights by some of the output.
  private func backward(
    _ run: Run, _ image: DepthwiseImage, _ band: Band, _ place: Int,
    into sums: UnsafeMutablePointer<Float>?, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let gradient = gradient(run, place, gradientLines(band), scratch + inputScratch)
    if let sums {
      run.compute.kernels.depthwiseWeightGradient(
        image, input(run, place, linesRead(band.outputs), scratch), gradient, sums)
    }
    guard gradientUse[0] != .none else { return }
    let accumulate = gradientUse[0] == .accumulate
    let pixels = pixels(band.inputs, inputShape, place)
    writeBand(
      run, pixels, of: run.gradient(inputs[0]), imageFloats: inputShape.count, inPlace: accumulate,
      scratch
    ) { block in
      let first = block - band.inputs.lowerBound * inputShape.width * channels
      inputGradient(run, image, band.inputs, gradient, first, accumulate)
      seams.sumsInputGradient?.gatherGradientSums(run, pixels, at: UnsafePointer(block))
    }
  }

  private func inputGradient(
    _ run: Run, _ image: DepthwiseImage, _ lines: Range<Int>, _ gradient: UnsafePointer<Float>,
    _ target: UnsafeMutablePointer<Float>, _ accumulate: Bool
  ) {
    guard let backwardWindow else {
      return run.compute.kernels.depthwiseInputGradient(image, gradient, target, accumulate)
    }
    // Stride 1: it is itself a depthwise convolution, of the output's gradient. The sum so far
    // joins as a residual, read before its place is written.
    let epilogue = Epilogue(residual: accumulate ? UnsafePointer(target) : nil)
    backwardWindow.taps.withUnsafeBufferPointer { taps in
      let turned = DepthwiseImage(backwardWindow, taps: taps, weights: run.packedBackward)
      run.compute.kernels.depthwise(turned.limited(to: lines), gradient, target, epilogue)
    }
  }

  // MARK: Bands

  /// Most floats of a band of the input.
  private static let bandFloats = 64 * 1024

  /// Bands of a 3 x 3 kernel that keeps the image's size or halves it; otherwise the image as a
  /// whole.
  private static func bands(_ window: Window, vectorWidth: Int) -> [Band] {
    let stride = window.strideY
    let square = (0..<9).map { Tap(dy: $0 / 3 - 1, dx: $0 % 3 - 1) }
    let isFitting =
      window.taps == square && window.strideX == stride
      && window.height == stride * window.gridHeight
      && window.width == stride * window.gridWidth
    guard isFitting, stride == 1 || stride == 2 && window.pixelStride % vectorWidth == 0 else {
      return [Band(outputs: 0..<window.gridHeight, inputs: 0..<window.height)]
    }
    let most = max(1, bandFloats / (stride * window.width * window.pixelStride))
    let count = (window.gridHeight + most - 1) / most
    let length = (window.gridHeight + count - 1) / count
    return Swift.stride(from: 0, to: window.gridHeight, by: length).map { first in
      let end = min(first + length, window.gridHeight)
      return Band(outputs: first..<end, inputs: stride * first..<stride * end)
    }
  }

  /// The lines of the input that lines of the output read.
  private func linesRead(_ outputs: Range<Int>) -> Range<Int> {
    if bands.count == 1 { return 0..<inputShape.height }
    let first = window.strideY * outputs.lowerBound - 1
    let end = window.strideY * (outputs.upperBound - 1) + 2
    return max(first, 0)..<min(end, inputShape.height)
  }

  /// The lines of the output's gradient that a band's gradients read.
  private func gradientLines(_ band: Band) -> Range<Int> {
    if bands.count == 1 { return 0..<outputShape.height }
    let first = band.outputs.lowerBound - (window.strideY == 1 ? 1 : 0)
    return max(first, 0)..<min(band.outputs.upperBound + 1, outputShape.height)
  }

  /// The first line of an image's input, of which those in `lines` may be read.
  private func input(
    _ run: Run, _ place: Int, _ lines: Range<Int>, _ scratch: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    guard let norm = seams.normalizesInput else {
      return UnsafePointer(run.value(storedInput) + place * inputShape.count)
    }
    norm.normalize(run, pixels(lines, inputShape, place), into: scratch)
    return UnsafePointer(scratch - lines.lowerBound * inputShape.width * channels)
  }

  /// The first line of an image's output gradient, likewise.
  private func gradient(
    _ run: Run, _ place: Int, _ lines: Range<Int>, _ scratch: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    guard let norm = seams.formsOutputGradient else {
      return UnsafePointer(run.gradient(output) + place * outputShape.count)
    }
    norm.formInputGradient(run, pixels(lines, outputShape, place), into: scratch)
    return UnsafePointer(scratch - lines.lowerBound * outputShape.width * channels)
  }

  /// Has `write` compute a band of a tensor, and do with it what is to be done while it is in the
  /// cache.
  ///
  /// A vector at a time goes to every pixel of a line: far apart, and slow where the line has to be
  /// fetched first. So a tensor larger than the last cache is computed in scratch, band by band,
  /// and copied from there.
  private func writeBand(
    _ run: Run, _ pixels: Range<Int>, of tensor: UnsafeMutablePointer<Float>, imageFloats: Int,
    inPlace: Bool = false, _ scratch: UnsafeMutablePointer<Float>,
    _ write: (UnsafeMutablePointer<Float>) -> Void
  ) {
    let target = tensor + pixels.lowerBound * channels
    let bytes = run.images * imageFloats * MemoryLayout<Float>.size
    if inPlace || bytes <= run.compute.mostCachedBytes { return write(target) }
    let block = scratch + inputScratch + gradientScratch
    write(block)
    run.compute.kernels.copyPastCache(block, target, pixels.count * channels)
  }

  /// Lines of one image as a range of the batch's pixels.
  private func pixels(_ lines: Range<Int>, _ shape: Shape, _ place: Int) -> Range<Int> {
    let first = place * shape.height
    return (first + lines.lowerBound) * shape.width..<(first + lines.upperBound) * shape.width
  }

  /// All images, those of a piece one after the other.
  private func forEachImage(_ run: Run, _ body: (_ place: Int, _ worker: Int) -> Void) {
    let length = mode == .training ? imagesPerPiece : 1
    run.compute.workers.forEachRun(of: run.images, length: length) { places, worker in
      for place in places { body(place, worker) }
    }
  }
}

extension DepthwiseStep: LineStep {
  var goesByLines: Bool { mode == .inference }
  var reach: LineReach { LineReach(window) }

  func forward(_ run: Run, _ band: LineBand) {
    let residual = site.residual.map {
      UnsafePointer(run.value($0) + band.image * outputShape.count)
    }
    window.taps.withUnsafeBufferPointer { taps in
      run.compute.kernels.depthwise(
        DepthwiseImage(window, taps: taps, weights: run.packedForward).limited(to: band.lines),
        band.input, band.output,
        Epilogue(bias: site.forwardBias(run), residual: residual, bounds: site.bounds))
    }
    site.activate(
      run, band.output + band.lines.lowerBound * lineFloats, band.lines.count * lineFloats)
  }
}
