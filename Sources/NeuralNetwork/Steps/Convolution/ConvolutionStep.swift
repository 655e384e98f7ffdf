import Compute
import Images
import KernelInterface

/// Convolution, with what follows it fused in inference; linear layers too where their weights
/// stay.
final class ConvolutionStep: SeamedStep {
  let kind = "convolution"
  var gradientUse: [GradientUse] = []
  var seams = Seams()

  let site: ConvolutionSite
  let forwardProduct: WindowProduct
  private let phases: [GradientPhase]
  let kernels: KernelTable

  init(_ site: ConvolutionSite, kernels: KernelTable) {
    self.site = site
    self.kernels = kernels
    forwardProduct = WindowProduct(site.forwardWindow)
    phases =
      site.mode.hasBackward
      ? GradientPhase.all(
        site.operation, input: site.inputShape, output: site.outputShape) : []
  }

  var mode: Mode { site.mode }
  var operation: Convolution { site.operation }
  var inputShape: Shape { site.inputShape }
  var outputShape: Shape { site.outputShape }
  private var groups: Int { operation.groups }
  private var groupInputs: Int { inputShape.channels / groups }
  private var groupOutputs: Int { outputShape.channels / groups }
  private var taps: Int { operation.kernel.height * operation.kernel.width }
  private var groupWeights: Int { taps * groupInputs * groupOutputs }
  private var groupPacked: Int {
    kernels.packedCount(rows: taps * groupInputs, columns: groupOutputs)
  }
  private var groupPackedBackward: Int {
    kernels.packedCount(rows: taps * groupOutputs, columns: groupInputs)
  }

  func packedCount(images: Int) -> Int {
    groups * max(groupPacked, mode.hasBackward ? groupPackedBackward : 0)
  }

  var scratchPerWorker: Int {
    let products = [forwardProduct] + phases.map(\.product)
    let gathered = products.map { $0.blocks.scratchCount(tileRows: kernels.tileRows) }.max() ?? 0
    let gradient = mode == .training ? forwardProduct.gradientScratchCount(kernels: kernels) : 0
    return max(gathered, gradient, pointwiseScratchCount) + scatterCount
  }

  /// Floats of a block of input gradients before they are put into place (strided convolutions).
  private var scatterCount: Int {
    guard phases.contains(where: { !$0.isDense }) else { return 0 }
    let rows = phases.map { $0.product.blocks.rows(tileRows: kernels.tileRows) }.max() ?? 0
    return rows * groupInputs
  }

  func partialCount(images: Int) -> Int {
    guard mode == .training else { return 0 }
    return max(
      isPointwise
        ? pointwisePartialCount(images: images)
        : forwardProduct.gradientPartialCount(images: images, columns: groupOutputs),
      site.biasPartialCount(images: images))
  }

  func prepare(_ run: Run) {
    site.withForwardWeights(run) { packForward($0, run) }
    if !phases.isEmpty { packBackward(run) }
  }

  private func packForward(_ weights: UnsafePointer<Float>, _ run: Run) {
    for group in 0..<groups {
      run.pack(
        PanelPacking(
          source: weights + group * groupWeights, rowStride: groupOutputs, columnStride: 1,
          rows: taps * groupInputs, columns: groupOutputs,
          panels: run.packedForward + group * groupPacked, panelDepth: taps * groupInputs))
    }
  }

  private func packBackward(_ run: Run) {
    let weights = UnsafePointer(run.parameter(operation.weight))
    for group in 0..<groups {
      var panels = run.packedBackward + group * groupPackedBackward
      for phase in phases where !phase.weightTaps.isEmpty {
        let depth = phase.product.depth
        for (place, tap) in phase.weightTaps.enumerated() {
          run.pack(
            PanelPacking(
              source: weights + group * groupWeights + tap * groupInputs * groupOutputs,
              rowStride: 1, columnStride: groupOutputs, rows: groupOutputs, columns: groupInputs,
              panels: panels, panelStart: place * groupOutputs, panelDepth: depth))
        }
        panels += kernels.packedCount(rows: depth, columns: groupInputs)
      }
    }
  }

  func forward(_ run: Run) {
    if mode == .training { packForward(run.parameter(operation.weight), run) }
    let bias = site.forwardBias(run)
    let channels = outputShape.channels
    for group in 0..<groups {
      let column = group * groupOutputs
      let result = run.value(output) + column
      forwardProduct.multiply(
        images: run.images, input: run.value(storedInput) + group * groupInputs,
        packed: run.packedForward + group * groupPacked, columns: groupOutputs, accumulate: false,
        compute: run.compute, rowsPerPiece: seams.measuresOutput?.pixelsPerPiece,
        scratch: { run.scratch($0) },
        fill: seams.normalizesInput.map { norm in { norm.normalize(run, $0, into: $1) } },
        target: { rows, _ in
          let offset = rows.lowerBound * channels
          let residual = site.residual.map { UnsafePointer(run.value($0) + column + offset) }
          let epilogue = Epilogue(
            bias: bias.map { $0 + column }, residual: residual, bounds: site.bounds)
          return (result + offset, channels, epilogue)
        },
        finish: { rows, columns, _ in
          site.activate(
            run, result + rows.lowerBound * channels + columns.lowerBound, rows: rows.count,
            columns: columns.count, stride: channels)
          seams.measuresOutput?.gatherMoments(run, rows)
        })
    }
  }

  func backward(_ run: Run) {
    if isPointwise {
      if gradientUse[0] != .none { packBackward(run) }
      return pointwiseGradients(run)
    }
    let gradient = UnsafePointer(run.gradient(output))
    if mode == .training { parameterGradients(run, gradient) }
    if gradientUse[0] != .none {
      if mode == .training { packBackward(run) }
      inputGradient(run, gradient)
    }
  }

  private func parameterGradients(_ run: Run, _ gradient: UnsafePointer<Float>) {
    let channels = outputShape.channels
    if let result = run.parameterGradient(operation.weight) {
      for group in 0..<groups {
        forwardProduct.weightGradient(
          images: run.images, input: run.value(site.input) + group * groupInputs,
          outputGradient: gradient + group * groupOutputs, gradientStride: channels,
          columns: groupOutputs, result: result + group * groupWeights, partials: run.partials,
          compute: run.compute, scratch: { run.scratch($0) })
      }
    }
    site.biasGradient(run, gradient)
  }

  private func inputGradient(_ run: Run, _ gradient: UnsafePointer<Float>) {
    let channels = inputShape.channels
    let target = run.gradient(site.input)
    let accumulate = gradientUse[0] == .accumulate
    if !accumulate, phases.contains(where: { $0.weightTaps.isEmpty }) {
      // Pixels that no window reads (a stride larger than the kernel) have no gradient.
      target.update(repeating: 0, count: run.images * inputShape.count)
    }
    for group in 0..<groups {
      var packed = UnsafePointer(run.packedBackward + group * groupPackedBackward)
      let base = target + group * groupInputs
      for phase in phases where !phase.weightTaps.isEmpty {
        let input = gradient + group * groupOutputs
        if phase.isDense {
          phase.product.multiply(
            images: run.images, input: input, packed: packed, columns: groupInputs,
            accumulate: accumulate, compute: run.compute,
            rowsPerPiece: seams.sumsInputGradient?.pixelsPerPiece, scratch: { run.scratch($0) },
            target: { rows, _ in (base + rows.lowerBound * channels, channels, Epilogue()) },
            finish: { rows, _, _ in seams.sumsInputGradient?.gatherGradientSums(run, rows) })
        } else {
          scatter(phase, run, input, packed, base, accumulate)
        }
        packed += kernels.packedCount(rows: phase.product.depth, columns: groupInputs)
      }
    }
  }

  /// A phase of a strided convolution: computed densely in scratch, then put at every stride-th
  /// pixel.
  private func scatter(
    _ phase: GradientPhase, _ run: Run, _ input: UnsafePointer<Float>,
    _ packed: UnsafePointer<Float>, _ base: UnsafeMutablePointer<Float>, _ accumulate: Bool
  ) {
    let width = groupInputs
    let offset = scratchPerWorker - scatterCount
    let window = phase.product.window
    let shape = inputShape
    let stride = operation.stride
    phase.product.multiply(
      images: run.images, input: input, packed: packed, columns: width, accumulate: false,
      compute: run.compute, scratch: { run.scratch($0) },
      target: { _, worker in (run.scratch(worker) + offset, width, Epilogue()) },
      finish: { rows, columns, worker in
        let source = UnsafePointer(run.scratch(worker) + offset + columns.lowerBound)
        for row in rows {
          let position = row % window.positions
          let y = phase.y + position / window.gridWidth * stride.height
          let x = phase.x + position % window.gridWidth * stride.width
          let pixel = (row / window.positions * shape.height + y) * shape.width + x
          run.compute.kernels.add(
            AddRows(
              x: source + (row - rows.lowerBound) * width, xStride: 0,
              y: base + pixel * shape.channels + columns.lowerBound, yStride: 0, rows: 1,
              width: columns.count, accumulate: accumulate))
        }
      })
  }
}

extension ConvolutionStep: LineStep {
  var goesByLines: Bool { mode == .inference && operation.groups == 1 }
  var reach: LineReach { LineReach(forwardProduct.window) }

  func forward(_ run: Run, _ band: LineBand) {
    let (width, channels) = (outputShape.width, outputShape.channels)
    let residual = site.residual.map {
      UnsafePointer(run.value($0) + band.image * outputShape.count)
    }
    forwardProduct.multiply(
      rows: band.lines.lowerBound * width..<band.lines.upperBound * width, input: band.input,
      packed: run.packedForward, columns: channels, result: band.output,
      epilogue: Epilogue(bias: site.forwardBias(run), residual: residual, bounds: site.bounds),
      kernels: run.compute.kernels, scratch: band.scratch,
      finish: { site.activate(run, band.output + $0.lowerBound * channels, $0.count * channels) })
  }
}
