import KernelInterface
import Tensors

/// A convolution of stride 1 by way of Winograd's points, in all three directions.
final class WinogradStep: Step {
  let kind = "winograd convolution"
  var gradientUse: [GradientUse] = []

  private let site: ConvolutionSite
  private let kernels: KernelTable
  private let forwardProduct: WinogradProduct
  /// The input's gradient: the same kind of convolution, of the output's gradient with turned weights.
  private let backwardProduct: WinogradProduct
  /// Bias of the folded batch norm (inference).
  private let foldedBias: FloatBuffer

  /// Whether the fused node is best computed this way for `images` images.
  static func pays(_ fused: FusedNode, _ graph: Graph, images: Int) -> Bool {
    guard case .convolution(let convolution) = graph.nodes[fused.main].operation,
      convolution.groups == 1
    else { return false }
    let site = ConvolutionSite(fused, graph, mode: .inference)
    return WinogradProduct.pays(
      site.forwardWindow, columns: site.outputShape.channels, images: images)
  }

  /// Nil where the convolution is none that can be computed this way.
  init?(_ fused: FusedNode, _ graph: Graph, mode: Mode, images: Int, kernels: KernelTable) {
    site = ConvolutionSite(fused, graph, mode: mode)
    self.kernels = kernels
    guard let forward = WinogradProduct(site.forwardWindow, images: images),
      let backward = WinogradProduct(site.backwardWindow, images: images)
    else { return nil }
    forwardProduct = forward
    backwardProduct = backward
    foldedBias = FloatBuffer(count: site.folded == nil ? 0 : site.outputShape.channels)
  }

  var name: String { site.name }
  var output: Int { site.output }
  var inputs: [Int] { site.inputs }
  var savedValues: [Int] { site.savedValues }
  private var inputChannels: Int { site.inputShape.channels }
  private var outputChannels: Int { site.outputShape.channels }
  private var taps: Int { site.operation.kernel.height * site.operation.kernel.width }
  private var weightCount: Int { taps * inputChannels * outputChannels }

  var packedCount: Int {
    max(
      forwardProduct.packedCount(columns: outputChannels, kernels: kernels),
      site.mode.hasBackward
        ? backwardProduct.packedCount(columns: inputChannels, kernels: kernels) : 0)
  }

  var scratchPerWorker: Int {
    max(
      forwardProduct.scratchCount(columns: outputChannels, kernels: kernels),
      site.mode.hasBackward
        ? backwardProduct.scratchCount(columns: inputChannels, kernels: kernels) : 0,
      site.mode == .training ? forwardProduct.gradientScratchCount(kernels: kernels) : 0)
  }

  func partialCount(images: Int) -> Int {
    var count = forwardProduct.sharedCount(columns: outputChannels, kernels: kernels)
    if site.mode.hasBackward {
      count = max(
        count, weightCount,
        backwardProduct.sharedCount(columns: inputChannels, kernels: kernels))
    }
    if site.mode == .training {
      count = max(
        count, site.biasPartialCount(images: images),
        forwardProduct.gradientSharedCount(columns: outputChannels, kernels: kernels))
    }
    return count
  }

  func prepare(_ run: Run) {
    if let batchNorm = site.folded {
      let (weights, bias) = site.folding(batchNorm, run)
      foldedBias.pointer.update(from: bias, count: bias.count)
      weights.withUnsafeBufferPointer { packForward($0.baseAddress!, run) }
    } else {
      packForward(run.parameter(site.operation.weight), run)
    }
    if site.mode.hasBackward { packBackward(run) }
  }

  private func packForward(_ weights: UnsafePointer<Float>, _ run: Run) {
    forwardProduct.pack(
      weights, columns: outputChannels, into: run.packedForward, compute: run.compute)
  }

  /// The weights turned by half a circle, inputs and outputs exchanged.
  private func packBackward(_ run: Run) {
    let weights = run.parameter(site.operation.weight)
    let size = inputChannels * outputChannels
    let turned = run.partials
    let rows = max(1, 16384 / outputChannels)
    let runsPerTap = (inputChannels + rows - 1) / rows
    run.compute.workers.forEach(pieces: taps * runsPerTap) { piece, _ in
      let tap = piece / runsPerTap
      let first = piece % runsPerTap * rows
      run.compute.kernels.transpose(
        Transposition(
          source: weights + tap * size + first * outputChannels, sourceStride: outputChannels,
          rows: min(rows, inputChannels - first), columns: outputChannels,
          target: turned + (taps - 1 - tap) * size + first, targetStride: inputChannels))
    }
    backwardProduct.pack(
      turned, columns: inputChannels, into: run.packedBackward, compute: run.compute)
  }

  func forward(_ run: Run) {
    if site.mode == .training { packForward(run.parameter(site.operation.weight), run) }
    let bias: UnsafePointer<Float>? =
      site.folded != nil
      ? UnsafePointer(foldedBias.pointer)
      : site.operation.bias.map { UnsafePointer(run.parameter($0)) }
    forwardProduct.multiply(
      WinogradProduct.Operands(
        input: run.value(site.input), packed: run.packedForward,
        columns: outputChannels, result: run.value(output), pixelStride: outputChannels,
        epilogue: Epilogue(
          bias: bias, residual: site.residual.map { UnsafePointer(run.value($0)) },
          bounds: site.bounds)),
      run)
  }

  func backward(_ run: Run) {
    let gradient = UnsafePointer(run.gradient(output))
    if site.mode == .training {
      if let result = run.parameterGradient(site.operation.weight) {
        forwardProduct.weightGradient(
          input: run.value(site.input), outputGradient: gradient, pixelStride: outputChannels,
          columns: outputChannels, result: result, run)
      }
      site.biasGradient(run, gradient)
    }
    guard gradientUse[0] != .none else { return }
    if site.mode == .training { packBackward(run) }
    backwardProduct.multiply(
      WinogradProduct.Operands(
        input: gradient, packed: run.packedBackward, columns: inputChannels,
        result: run.gradient(site.input), pixelStride: inputChannels,
        accumulate: gradientUse[0] == .accumulate),
      run)
  }
}
