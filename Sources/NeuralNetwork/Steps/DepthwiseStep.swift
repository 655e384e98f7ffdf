import KernelInterface
import Tensors

/// Convolution with as many groups as channels, with what follows it fused in inference.
///
/// Its weights are stored taps x channels, so that a vector holds neighbouring channels. An image is
/// worked on in bands of lines that stay in the second cache with all that is formed for them.
final class DepthwiseStep: SeamedStep {
  let kind = "depthwise convolution"
  var gradientUse: [GradientUse] = []
  var seams = Seams()

  let site: ConvolutionSite
  private let window: Window
  /// The window of the input's gradient over the output's, where it is one: stride 1.
  private let backwardWindow: Window?

  /// Floats of a band.
  private static let bandFloats = 32 * 1024

  init(_ fused: FusedNode, _ graph: Graph, mode: Mode) {
    site = ConvolutionSite(fused, graph, mode: mode)
    window = site.forwardWindow
    backwardWindow =
      mode.hasBackward && site.operation.stride == Extent(1) ? site.backwardWindow : nil
  }

  /// Whether a node is a convolution that is depthwise.
  static func fits(_ fused: FusedNode, _ graph: Graph) -> Bool {
    guard case .convolution = graph.nodes[fused.main].operation else { return false }
    return ConvolutionSite(fused, graph, mode: .inference).isDepthwise
  }

  var canMeasureOutput: Bool { true }
  var canNormalizeInput: Bool { true }
  var canSumInputGradient: Bool { true }
  var canFormOutputGradient: Bool { operation.bias == nil }

  private var mode: Mode { site.mode }
  private var operation: Convolution { site.operation }
  private var inputShape: Shape { site.inputShape }
  private var outputShape: Shape { site.outputShape }
  private var channels: Int { inputShape.channels }
  private var weightCount: Int { window.taps.count * channels }

  /// In inference: the weights times the batch norm's scale. With gradients: the weights in the reverse
  /// order of taps.
  var packedCount: Int { weightCount }

  var scratchPerWorker: Int {
    (seams.normalizesInput == nil ? 0 : inputShape.count)
      + (seams.formsOutputGradient == nil ? 0 : outputShape.count)
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
    let bands = bands(of: outputShape)
    window.taps.withUnsafeBufferPointer { taps in
      let image = DepthwiseImage(window, taps: taps, weights: weights)
      forEachImage(run) { place, worker in
        for lines in bands {
          forward(run, image.limited(to: lines), place, run.scratch(worker))
        }
      }
    }
  }

  /// Some lines of one image's output.
  private func forward(
    _ run: Run, _ image: DepthwiseImage, _ place: Int, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let start = place * outputShape.count
    let residual = site.residual.map { UnsafePointer(run.value($0) + start) }
    run.compute.kernels.depthwise(
      image, input(run, place, linesRead(image), scratch), run.value(output) + start,
      Epilogue(bias: site.forwardBias(run), residual: residual, bounds: site.bounds))
    seams.measuresOutput?.gatherMoments(run, pixels(image.lines, outputShape, place))
  }

  // MARK: Backward

  func backward(_ run: Run) {
    if mode == .training, backwardWindow != nil { turnWeights(run) }
    let result = mode == .training ? run.parameterGradient(operation.weight) : nil
    if result != nil {
      run.partials.update(repeating: 0, count: pieces(run.images) * weightCount)
    }
    let weights = UnsafePointer(run.parameter(operation.weight))
    let bands = bands(of: inputShape)
    window.taps.withUnsafeBufferPointer { taps in
      let image = DepthwiseImage(window, taps: taps, weights: weights)
      forEachImage(run) { place, worker in
        let sums = result.map { _ in run.partials + place / imagesPerPiece * weightCount }
        for lines in bands {
          backward(run, image, lines, place, into: sums, run.scratch(worker))
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

  /// The gradient of some lines of one image's input; that of the weights by as many lines of the output.
  private func backward(
    _ run: Run, _ image: DepthwiseImage, _ lines: Range<Int>, _ place: Int,
    into sums: UnsafeMutablePointer<Float>?, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let isWhole = lines.count == inputShape.height
    let image = image.limited(to: isWhole ? 0..<outputShape.height : lines)
    let gradient = gradient(
      run, place, isWhole ? 0..<outputShape.height : neighbours(of: lines),
      scratch + (seams.normalizesInput == nil ? 0 : inputShape.count))
    if let sums {
      run.compute.kernels.depthwiseWeightGradient(
        image, input(run, place, linesRead(image), scratch), gradient, sums)
    }
    guard gradientUse[0] != .none else { return }
    inputGradient(run, image, lines, place, gradient)
    seams.sumsInputGradient?.gatherGradientSums(run, pixels(lines, inputShape, place))
  }

  private func inputGradient(
    _ run: Run, _ image: DepthwiseImage, _ lines: Range<Int>, _ place: Int,
    _ gradient: UnsafePointer<Float>
  ) {
    let target = run.gradient(inputs[0]) + place * inputShape.count
    guard let backwardWindow else {
      if gradientUse[0] == .overwrite { target.update(repeating: 0, count: inputShape.count) }
      return run.compute.kernels.depthwiseInputGradient(image, gradient, target)
    }
    // Stride 1: it is itself a depthwise convolution, of the output's gradient. The sum so far joins as a
    // residual, read before its place is written.
    let epilogue = Epilogue(residual: gradientUse[0] == .accumulate ? UnsafePointer(target) : nil)
    backwardWindow.taps.withUnsafeBufferPointer { taps in
      let turned = DepthwiseImage(backwardWindow, taps: taps, weights: run.packedBackward)
      run.compute.kernels.depthwise(turned.limited(to: lines), gradient, target, epilogue)
    }
  }

  // MARK: Bands

  /// Lines that are worked on together: of the output in forward, of the input in backward.
  private func bands(of shape: Shape) -> [Range<Int>] {
    let isSame = window.strideY == 1 && inputShape == outputShape && window.taps.count == 9
    guard isSame, window.taps[0].dy == -1 else { return [0..<shape.height] }
    let length = max(1, Self.bandFloats / (shape.width * shape.channels))
    return stride(from: 0, to: shape.height, by: length).map {
      $0..<min($0 + length, shape.height)
    }
  }

  /// The lines of the input that an image's lines of outputs read.
  private func linesRead(_ image: DepthwiseImage) -> Range<Int> {
    if image.lines.count == outputShape.height { return 0..<inputShape.height }
    return neighbours(of: image.lines)
  }

  /// The lines of a band and those beside it, in input and output alike: bands are of windows that keep the
  /// shape.
  private func neighbours(of lines: Range<Int>) -> Range<Int> {
    max(lines.lowerBound - 1, 0)..<min(lines.upperBound + 1, inputShape.height)
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

extension Node {
  /// The node's batch norm, if it is one.
  var batchNorm: BatchNorm? {
    if case .batchNorm(let batchNorm) = operation { batchNorm } else { nil }
  }
}
