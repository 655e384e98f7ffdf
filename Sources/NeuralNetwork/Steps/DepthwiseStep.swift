import KernelInterface
import Tensors

/// Convolution with as many groups as channels, with what follows it fused in inference.
///
/// Its weights are stored taps x channels, so that a vector holds neighbouring channels.
final class DepthwiseStep: Step {
  let name: String
  let kind = "depthwise convolution"
  let output: Int
  var gradientUse: [GradientUse] = []

  private let input: Int
  private let residual: Int?
  private let bounds: Bounds
  private let inputShape: Shape
  private let outputShape: Shape
  private let operation: Convolution
  private let folded: BatchNorm?
  private let window: Window
  private let mode: Mode
  /// Images whose weight gradients are added up in one piece.
  private static let imagesPerPiece = 4

  init(_ fused: FusedNode, _ graph: Graph, mode: Mode) {
    let node = graph.nodes[fused.main]
    name = node.name
    input = node.inputs[0]
    output = fused.output
    residual = fused.residual
    bounds = fused.bounds
    inputShape = graph.nodes[node.inputs[0]].shape
    outputShape = node.shape
    operation = Convolution(node)
    folded = fused.batchNorm.flatMap { graph.nodes[$0].batchNorm }
    window = .forward(operation, input: inputShape, output: outputShape)
    self.mode = mode
  }

  /// Whether a convolution is depthwise with one output for each input channel.
  static func fits(_ node: Node, _ graph: Graph) -> Bool {
    guard case .convolution(let convolution) = node.operation else { return false }
    let inputs = graph.nodes[node.inputs[0]].shape.channels
    return convolution.groups == inputs && convolution.outputs == inputs && inputs > 1
  }

  var inputs: [Int] { [input] + (residual.map { [$0] } ?? []) }
  var savedValues: [Int] { mode == .training ? [input] : [] }
  private var channels: Int { inputShape.channels }
  private var weightCount: Int { window.taps.count * channels }

  /// In inference: the weights times the batch norm's scale, then the bias that goes with them.
  var packedCount: Int { mode == .inference ? weightCount + channels : 0 }

  func partialCount(images: Int) -> Int {
    guard mode == .training else { return 0 }
    let bias =
      operation.bias == nil
      ? 0 : Run.sumPartialCount(channels: channels, rows: images * window.positions)
    return max(pieces(images) * weightCount, bias)
  }

  private func pieces(_ images: Int) -> Int {
    (images + Self.imagesPerPiece - 1) / Self.imagesPerPiece
  }

  func prepare(_ run: Run) {
    guard mode == .inference else { return }
    let weights = run.parameter(operation.weight)
    let affine = folded?.affine(run)
    for index in 0..<weightCount {
      run.packedForward[index] = weights[index] * (affine?.scale[index % channels] ?? 1)
    }
    for channel in 0..<channels {
      let bias = operation.bias.map { run.parameter($0)[channel] } ?? 0
      run.packedForward[weightCount + channel] =
        affine.map { $0.scale[channel] * bias + $0.shift[channel] } ?? bias
    }
  }

  func forward(_ run: Run) {
    let isFolded = mode == .inference
    let weights = isFolded ? run.packedForward : run.parameter(operation.weight)
    let bias =
      isFolded
      ? UnsafePointer(run.packedForward + weightCount)
      : operation.bias.map { UnsafePointer(run.parameter($0)) }
    forEachImage(run, weights) { image, place, _ in
      let epilogue = Epilogue(
        bias: bias,
        residual: residual.map { UnsafePointer(run.value($0) + place * outputShape.count) },
        bounds: bounds)
      run.compute.kernels.depthwise(
        image, run.value(input) + place * inputShape.count,
        run.value(output) + place * outputShape.count, epilogue)
    }
  }

  func backward(_ run: Run) {
    let gradient = UnsafePointer(run.gradient(output))
    let weights = run.parameter(operation.weight)
    if mode == .training { parameterGradients(run, gradient, weights) }
    guard gradientUse[0] != .none else { return }
    forEachImage(run, weights) { image, place, _ in
      let target = run.gradient(input) + place * inputShape.count
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
      forEachImage(run, weights, perPiece: Self.imagesPerPiece) { image, place, piece in
        run.compute.kernels.depthwiseWeightGradient(
          image, run.value(input) + place * inputShape.count,
          gradient + place * outputShape.count, run.partials + piece * weightCount)
      }
      addPartials(
        run.partials, count: pieces(run.images), size: weightCount, into: result,
        compute: run.compute)
    }
    if let bias = operation.bias, let result = run.parameterGradient(bias) {
      run.sumRows(gradient, channels: channels, rows: run.images * window.positions, into: result)
    }
  }

  private func forEachImage(
    _ run: Run, _ weights: UnsafePointer<Float>, perPiece: Int = 1,
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
