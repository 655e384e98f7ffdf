import KernelInterface
import Tensors

/// Convolution with as many groups as channels, with what follows it fused in inference.
///
/// Its weights are stored taps x channels, so that a vector holds neighbouring channels.
final class DepthwiseStep: Step {
  let kind = "depthwise convolution"
  var gradientUse: [GradientUse] = []

  private let site: ConvolutionSite
  private let window: Window
  /// Images whose weight gradients are added up in one piece.
  private static let imagesPerPiece = 4

  init(_ fused: FusedNode, _ graph: Graph, mode: Mode) {
    site = ConvolutionSite(fused, graph, mode: mode)
    window = site.forwardWindow
  }

  /// Whether a node is a convolution that is depthwise.
  static func fits(_ fused: FusedNode, _ graph: Graph) -> Bool {
    guard case .convolution = graph.nodes[fused.main].operation else { return false }
    return ConvolutionSite(fused, graph, mode: .inference).isDepthwise
  }

  var name: String { site.name }
  var output: Int { site.output }
  var inputs: [Int] { site.inputs }
  var savedValues: [Int] { site.savedValues }

  private var mode: Mode { site.mode }
  private var operation: Convolution { site.operation }
  private var inputShape: Shape { site.inputShape }
  private var outputShape: Shape { site.outputShape }
  private var channels: Int { inputShape.channels }
  private var weightCount: Int { window.taps.count * channels }

  /// The window of the input's gradient over the output's, where it is one: stride 1.
  private var backwardWindow: Window? {
    operation.stride == Extent(1) ? site.backwardWindow : nil
  }

  /// In inference: the weights times the batch norm's scale. With gradients: the weights in the reverse
  /// order of taps.
  var packedCount: Int { weightCount }

  func partialCount(images: Int) -> Int {
    guard mode == .training else { return 0 }
    return max(pieces(images) * weightCount, site.biasPartialCount(images: images))
  }

  private func pieces(_ images: Int) -> Int {
    (images + Self.imagesPerPiece - 1) / Self.imagesPerPiece
  }

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

  func forward(_ run: Run) {
    let weights = mode == .inference ? run.packedForward : run.parameter(operation.weight)
    let bias = site.forwardBias(run)
    forEachImage(run, window, weights) { image, place, _ in
      let epilogue = Epilogue(
        bias: bias,
        residual: site.residual.map { UnsafePointer(run.value($0) + place * outputShape.count) },
        bounds: site.bounds)
      run.compute.kernels.depthwise(
        image, run.value(site.input) + place * inputShape.count,
        run.value(output) + place * outputShape.count, epilogue)
    }
  }

  func backward(_ run: Run) {
    let gradient = UnsafePointer(run.gradient(output))
    let weights = run.parameter(operation.weight)
    if mode == .training { parameterGradients(run, gradient, weights) }
    guard gradientUse[0] != .none else { return }
    if let backwardWindow {
      denseInputGradient(run, gradient, backwardWindow)
    } else {
      scatteredInputGradient(run, gradient, weights)
    }
  }

  /// Stride 1: the input's gradient is itself a depthwise convolution, of the output's gradient.
  private func denseInputGradient(
    _ run: Run, _ gradient: UnsafePointer<Float>, _ backwardWindow: Window
  ) {
    if mode == .training { turnWeights(run) }
    forEachImage(run, backwardWindow, run.packedBackward) { image, place, _ in
      let target = run.gradient(site.input) + place * inputShape.count
      // The sum so far joins as a residual, read before its place is written.
      let epilogue = Epilogue(
        residual: gradientUse[0] == .accumulate ? UnsafePointer(target) : nil)
      run.compute.kernels.depthwise(
        image, gradient + place * outputShape.count, target, epilogue)
    }
  }

  private func scatteredInputGradient(
    _ run: Run, _ gradient: UnsafePointer<Float>, _ weights: UnsafePointer<Float>
  ) {
    forEachImage(run, window, weights) { image, place, _ in
      let target = run.gradient(site.input) + place * inputShape.count
      if gradientUse[0] == .overwrite { target.update(repeating: 0, count: inputShape.count) }
      run.compute.kernels.depthwiseInputGradient(
        image, gradient + place * outputShape.count, target)
    }
  }

  private func parameterGradients(
    _ run: Run, _ gradient: UnsafePointer<Float>, _ weights: UnsafePointer<Float>
  ) {
    if let result = run.parameterGradient(operation.weight) {
      run.partials.update(repeating: 0, count: pieces(run.images) * weightCount)
      forEachImage(run, window, weights, perPiece: Self.imagesPerPiece) { image, place, piece in
        run.compute.kernels.depthwiseWeightGradient(
          image, run.value(site.input) + place * inputShape.count,
          gradient + place * outputShape.count, run.partials + piece * weightCount)
      }
      addPartials(
        run.partials, count: pieces(run.images), size: weightCount, into: result,
        compute: run.compute)
    }
    site.biasGradient(run, gradient)
  }

  private func forEachImage(
    _ run: Run, _ window: Window, _ weights: UnsafePointer<Float>, perPiece: Int = 1,
    _ body: (DepthwiseImage, _ place: Int, _ piece: Int) -> Void
  ) {
    window.taps.withUnsafeBufferPointer { taps in
      let image = DepthwiseImage(window, taps: taps, weights: weights)
      run.compute.workers.forEachRun(of: run.images, length: perPiece) { places, _ in
        for place in places { body(image, place, places.lowerBound / perPiece) }
      }
    }
  }
}

extension Node {
  /// The node's batch norm, if it is one.
  var batchNorm: BatchNorm? {
    if case .batchNorm(let batchNorm) = operation { batchNorm } else { nil }
  }
}
