import Compute
import Images
import KernelInterface

/// Where a convolution stands in a graph, with what is fused into it: common to all ways to compute
/// it.
struct ConvolutionSite {
  let name: String
  let input: Int
  let output: Int
  let residual: Int?
  let bounds: Bounds
  private let curve: Curve?
  let inputShape: Shape
  let outputShape: Shape
  let operation: Convolution
  /// A batch norm whose scale and shift go into weights and bias (inference).
  let folded: BatchNorm?
  let mode: Mode
  /// Scale of the folded batch norm, and the bias with its shift, where there is one; filled by
  /// `withForwardWeights` or `foldBias`.
  private let (foldedScale, foldedBias): (FloatBuffer, FloatBuffer)

  init(_ operation: Convolution, _ fused: FusedNode, in compilation: Compilation) {
    let graph = compilation.graph
    let node = graph.nodes[fused.main]
    name = node.name
    input = node.inputs[0]
    output = fused.output
    residual = fused.residual
    bounds = fused.bounds
    curve = fused.curve
    inputShape = graph.nodes[node.inputs[0]].shape
    outputShape = node.shape
    self.operation = operation
    folded = fused.batchNorm.flatMap { graph.nodes[$0].operation as? BatchNorm }
    mode = compilation.mode
    let channels = folded == nil ? 0 : node.shape.channels
    (foldedScale, foldedBias) = (FloatBuffer(count: channels), FloatBuffer(count: channels))
  }

  /// Whether an activation follows that is not done with the bounds.
  var hasCurve: Bool { curve != nil }
  /// Every channel is a group of its own, with one output.
  var isDepthwise: Bool {
    operation.groups > 1 && operation.groups == inputShape.channels
      && operation.groups == operation.outputs
  }
  var inputs: [Int] { [input] + (residual.map { [$0] } ?? []) }

  var forwardWindow: Window {
    .forward(operation, input: inputShape, output: outputShape)
  }

  /// The window of the input's gradient over the output's; stride 1 alone.
  var backwardWindow: Window {
    GradientPhase.all(operation, input: inputShape, output: outputShape)[0].product.window
  }

  /// Floats of `partials` for the gradient of the bias.
  func biasPartialCount(images: Int) -> Int {
    operation.bias == nil
      ? 0
      : Run.sumPartialCount(
        channels: outputShape.channels, rows: images * outputShape.height * outputShape.width)
  }

  func biasGradient(_ run: Run, _ gradient: UnsafePointer<Float>) {
    guard let bias = operation.bias, let result = run.parameterGradient(bias) else { return }
    run.sumRows(
      gradient, channels: outputShape.channels,
      rows: run.images * outputShape.height * outputShape.width, into: result)
  }

  /// Hands out the weights of the forward pass, a folded batch norm's scale in them.
  func withForwardWeights(_ run: Run, _ body: (UnsafePointer<Float>) -> Void) {
    foldBias(run)
    if folded == nil { return body(run.parameter(operation.weight)) }
    scaledWeights(run).withUnsafeBufferPointer { if let base = $0.baseAddress { body(base) } }
  }

  /// Makes ready `forwardBias` and `forwardScale`, for those who scale weights when they read them.
  func foldBias(_ run: Run) {
    guard let affine = folded?.affine(run) else { return }
    foldedScale.pointer.update(from: affine.scale, count: affine.scale.count)
    for channel in 0..<outputShape.channels {
      let own = operation.bias.map { run.parameter($0)[channel] } ?? 0
      foldedBias.pointer[channel] = affine.scale[channel] * own + affine.shift[channel]
    }
  }

  /// Takes values of the output, whose sums and bounds are done, through the activation that
  /// follows: while they are in the cache.
  func activate(_ run: Run, _ values: UnsafeMutablePointer<Float>, _ count: Int) {
    guard let curve else { return }
    run.compute.kernels.curve(CurveValues(curve, x: values, count: count, y: values))
  }

  /// The same for some columns of some rows of a matrix.
  func activate(
    _ run: Run, _ values: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int
  ) {
    if !hasCurve { return }
    if columns == stride { return activate(run, values, rows * columns) }
    for row in 0..<rows { activate(run, values + row * stride, columns) }
  }

  /// The bias that goes with the weights of `withForwardWeights`, or none.
  func forwardBias(_ run: Run) -> UnsafePointer<Float>? {
    folded == nil
      ? operation.bias.map { UnsafePointer(run.parameter($0)) } : UnsafePointer(foldedBias.pointer)
  }

  /// The factors of the forward pass's weights, one for each output, or none: those of the batch
  /// norm that is folded.
  var forwardScale: UnsafePointer<Float>? {
    folded == nil ? nil : UnsafePointer(foldedScale.pointer)
  }

  /// Weights with the folded batch norm's scale.
  ///
  /// Weights lie in groups of taps x inputs x outputs, or taps x channels where each group is a
  /// channel.
  private func scaledWeights(_ run: Run) -> [Float] {
    let weights = run.parameter(operation.weight)
    // A row of weights is that of one tap and input to a group's outputs, or to all channels.
    let rowLength = isDepthwise ? outputShape.channels : outputShape.channels / operation.groups
    let taps = operation.kernel.height * operation.kernel.width
    let groupRows = isDepthwise ? taps : taps * inputShape.channels / operation.groups
    let groups = isDepthwise ? 1 : operation.groups
    let scale = foldedScale.pointer
    return [Float](unsafeUninitializedCapacity: groups * groupRows * rowLength) {
      buffer, count in
      count = groups * groupRows * rowLength
      for row in 0..<groups * groupRows {
        let (start, firstOutput) = (row * rowLength, row / groupRows * rowLength)
        for output in 0..<rowLength {
          buffer.initializeElement(
            at: start + output, to: weights[start + output] * scale[firstOutput + output])
        }
      }
    }
  }
}
