import Compute
import Images
import KernelInterface

/// A convolution of stride 1 by way of Winograd's points, in all three directions.
final class WinogradStep: SeamedStep {
  let kind = "winograd convolution"
  var gradientUse: [GradientUse] = []
  var seams = Seams()

  let site: ConvolutionSite
  private let kernels: KernelTable
  private let forwardProduct: WinogradProduct
  /// The input's gradient: the same kind of convolution, of the output's gradient with turned
  /// weights.
  private let backwardProduct: WinogradProduct

  /// Nil where the convolution is not best computed this way.
  init?(_ site: ConvolutionSite, kernels: KernelTable) {
    guard site.operation.groups == 1 else { return nil }
    self.site = site
    self.kernels = kernels
    let columns = site.outputShape.channels
    guard let forward = WinogradProduct(site.forwardWindow),
      forward.pays(columns: columns),
      let backward = WinogradProduct(site.backwardWindow)
    else { return nil }
    forwardProduct = forward
    backwardProduct = backward
  }

  var canMeasureOutput: Bool { true }
  var canSumInputGradient: Bool { true }
  /// A tile reads pixels of its neighbours, so that blocks would have to be formed more than once.
  var canNormalizeInput: Bool { false }
  var canFormOutputGradient: Bool { false }

  private var inputChannels: Int { site.inputShape.channels }
  private var outputChannels: Int { site.outputShape.channels }
  private var taps: Int { site.operation.kernel.height * site.operation.kernel.width }
  private var weightCount: Int { taps * inputChannels * outputChannels }

  func packedCount(images: Int) -> Int {
    max(
      readsPlainWeights(images: images)
        ? 0 : forwardProduct.packedCount(columns: outputChannels, kernels: kernels),
      site.mode.hasBackward
        ? backwardProduct.packedCount(columns: inputChannels, kernels: kernels)
        : 0)
  }

  var scratchPerWorker: Int {
    max(
      forwardProduct.scratchCount(columns: outputChannels, kernels: kernels),
      site.mode.hasBackward
        ? backwardProduct.scratchCount(columns: inputChannels, kernels: kernels) : 0,
      site.mode == .training ? forwardProduct.gradientScratchCount(kernels: kernels) : 0)
  }

  func partialCount(images: Int) -> Int {
    var count = forwardProduct.sharedCount(
      images: images, columns: outputChannels, kernels: kernels)
    if site.mode.hasBackward {
      count = max(
        count, weightCount,
        backwardProduct.sharedCount(
          images: images, columns: inputChannels, kernels: kernels))
    }
    if site.mode == .training {
      count = max(
        count, site.biasPartialCount(images: images),
        forwardProduct.gradientSharedCount(
          images: images, columns: outputChannels, kernels: kernels))
    }
    return count
  }

  func prepare(_ run: Run) {
    if readsPlainWeights(images: run.capacity) {
      site.foldBias(run)
    } else {
      site.withForwardWeights(run) { packForward($0, run) }
    }
    if site.mode.hasBackward { packBackward(run) }
  }

  /// Whether passes of up to so many images need no packed weights.
  private func readsPlainWeights(images: Int) -> Bool {
    site.mode != .training
      && forwardProduct.takesPlainWeights(
        images: images, columns: outputChannels, kernels: kernels)
  }

  private func packForward(_ weights: UnsafePointer<Float>, _ run: Run) {
    forwardProduct.pack(
      weights, columns: outputChannels, into: run.packedForward, run)
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
      turned, columns: inputChannels, into: run.packedBackward, run)
  }

  func forward(_ run: Run) {
    if site.mode == .training { packForward(run.parameter(site.operation.weight), run) }
    let bias = site.forwardBias(run)
    forwardProduct.multiply(
      WinogradProduct.Operands(
        input: run.value(site.input), packed: run.packedForward,
        plain: readsPlainWeights(images: run.images)
          ? .init(taps: run.parameter(site.operation.weight), scale: site.forwardScale) : nil,
        columns: outputChannels, result: run.value(output), pixelStride: outputChannels,
        epilogue: Epilogue(
          bias: bias, residual: site.residual.map { UnsafePointer(run.value($0)) },
          bounds: site.bounds)),
      run,
      seams.measuresOutput.map { norm in
        .init(pixelsPerPiece: norm.pixelsPerPiece) { norm.gatherMoments(run, $0) }
      })
    if site.hasCurve {
      let result = run.value(output)
      run.forEachStretch(of: site.outputShape.count) {
        site.activate(run, result + $0.lowerBound, $0.count)
      }
    }
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
      run,
      seams.sumsInputGradient.map { norm in
        .init(pixelsPerPiece: norm.pixelsPerPiece) { norm.gatherGradientSums(run, $0) }
      })
  }
}
