import Compute
import Images
import KernelInterface

/// A convolution of maps so small that most taps lie outside, as 3 x 3 on 2 x 2 pixels, and a
/// linear layer in training (a map of one pixel).
///
/// Each pair of an input and an output pixel that a tap joins is a product of its own, over the
/// pixel of all images: nothing is gathered, and nothing multiplied with what lies outside. In
/// training, weights are packed in a worker's scratch, panel by panel, just before they are
/// multiplied: they change with every step, and packed as a whole large ones would be written to
/// memory and read from there once more.
final class SmallMapStep: Step {
  var kind: String { forwardProducts.count == 1 ? "linear" : "convolution of few pixels" }
  var gradientUse: [GradientUse] = []

  private let site: ConvolutionSite
  private let kernels: KernelTable
  private let forwardProducts: [TapProduct]
  private let backwardProducts: [TapProduct]

  /// What one tap takes from one pixel to another.
  private struct TapProduct {
    var tap: Int
    var source: Int
    var target: Int
    /// Whether it is the first or the last that the target gets.
    var isFirst = false
    var isLast = false
  }

  /// Nil where a convolution is better computed in another way.
  init?(_ site: ConvolutionSite, kernels: KernelTable) {
    guard site.operation.groups == 1, site.operation.stride == Extent(1) else { return nil }
    self.site = site
    self.kernels = kernels
    let window = site.forwardWindow
    let products = Self.products(window)
    let all = window.positions * window.taps.count
    guard all == 1 || 2 * products.count <= all,
      Set(products.map(\.target)).count == window.positions,
      Set(products.map(\.source)).count == window.height * window.width
    else { return nil }
    forwardProducts = Self.marked(products)
    backwardProducts = Self.marked(
      products.map { TapProduct(tap: $0.tap, source: $0.target, target: $0.source) })
  }

  /// Rows of a panel that are worked on at once: they stay in the second cache beside the images'.
  private static let panelRows = 1024
  /// Rows of weights whose gradient is computed in one piece, and images that are added to it at
  /// once.
  private static let gradientRows = 128

  private static func products(_ window: Window) -> [TapProduct] {
    window.taps.enumerated().flatMap { number, tap in
      (0..<window.positions).compactMap { position in
        let (y, x) = (
          position / window.gridWidth + tap.dy, position % window.gridWidth + tap.dx
        )
        guard 0..<window.height ~= y, 0..<window.width ~= x else { return nil }
        return TapProduct(tap: number, source: y * window.width + x, target: position)
      }
    }
  }

  private static func marked(_ products: [TapProduct]) -> [TapProduct] {
    products.indices.map { place in
      var product = products[place]
      product.isFirst = !products[..<place].contains { $0.target == product.target }
      product.isLast = !products[(place + 1)...].contains { $0.target == product.target }
      return product
    }
  }

  var name: String { site.name }
  var output: Int { site.output }
  var inputs: [Int] { site.inputs }
  var savedValues: [Int] { site.mode == .training ? [site.input] : [] }

  private var taps: Int { site.operation.kernel.height * site.operation.kernel.width }
  private var inputChannels: Int { site.inputShape.channels }
  private var outputChannels: Int { site.outputShape.channels }

  func packedCount(images: Int) -> Int {
    if site.mode == .training { return 0 }
    return max(
      kernels.packedCount(rows: taps * inputChannels, columns: outputChannels),
      kernels.packedCount(rows: taps * outputChannels, columns: inputChannels))
  }

  var scratchPerWorker: Int {
    guard site.mode == .training else { return 0 }
    return kernels.packedCount(rows: Self.panelRows, columns: kernels.panelWidth)
  }

  func partialCount(images: Int) -> Int {
    site.mode == .training ? site.biasPartialCount(images: images) : 0
  }

  func prepare(_ run: Run) {
    site.withForwardWeights(run) { pack(forwardSide($0), run.packedForward, run) }
    if site.mode.hasBackward { pack(backwardSide(run), run.packedBackward, run) }
  }

  private func pack(_ side: Side, _ panels: UnsafeMutablePointer<Float>, _ run: Run) {
    for tap in 0..<taps {
      run.pack(
        PanelPacking(
          source: side.weights + tap * inputChannels * outputChannels, rowStride: side.rowStride,
          columnStride: side.columnStride, rows: side.rows, columns: side.columns,
          panels: panels, panelStart: tap * side.rows, panelDepth: taps * side.rows))
    }
  }

  // MARK: Passes

  func forward(_ run: Run) {
    let weights = UnsafePointer(run.parameter(site.operation.weight))
    multiply(
      run, forwardSide(weights), packed: run.packedForward,
      forwardProducts,
      left: run.value(site.input), leftShape: site.inputShape,
      result: run.value(output), resultShape: site.outputShape, accumulate: false,
      epilogue: Epilogue(
        bias: site.forwardBias(run),
        residual: site.residual.map { UnsafePointer(run.value($0)) }, bounds: site.bounds))
  }

  func backward(_ run: Run) {
    let gradient = UnsafePointer(run.gradient(output))
    if site.mode == .training {
      if let result = run.parameterGradient(site.operation.weight) {
        weightGradient(run, gradient, into: result)
      }
      site.biasGradient(run, gradient)
    }
    guard gradientUse[0] != .none else { return }
    multiply(
      run, backwardSide(run), packed: run.packedBackward,
      backwardProducts,
      left: gradient, leftShape: site.outputShape, result: run.gradient(site.input),
      resultShape: site.inputShape, accumulate: gradientUse[0] == .accumulate)
  }

  /// The weights of a tap as the right side of a product: inputs x outputs, or transposed.
  private struct Side {
    var weights: UnsafePointer<Float>
    var rows: Int
    var columns: Int
    var rowStride: Int
    var columnStride: Int
  }

  private func forwardSide(_ weights: UnsafePointer<Float>) -> Side {
    Side(
      weights: weights, rows: inputChannels, columns: outputChannels, rowStride: outputChannels,
      columnStride: 1)
  }

  private func backwardSide(_ run: Run) -> Side {
    Side(
      weights: run.parameter(site.operation.weight), rows: outputChannels,
      columns: inputChannels, rowStride: 1, columnStride: outputChannels)
  }

  /// Sums over all products, a panel of columns after the other; a panel's rows are used by all
  /// products of their tap before the next come.
  private func multiply(
    _ run: Run, _ side: Side, packed: UnsafePointer<Float>,
    _ products: [TapProduct], left: UnsafePointer<Float>,
    leftShape: Shape, result: UnsafeMutablePointer<Float>, resultShape: Shape, accumulate: Bool,
    epilogue: Epilogue = Epilogue()
  ) {
    run.compute.workers.forEachRun(of: side.columns, length: kernels.panelWidth) {
      columns, worker in
      for tap in 0..<taps {
        for row in stride(from: 0, to: side.rows, by: Self.panelRows) {
          let depth = min(Self.panelRows, side.rows - row)
          let panel = panel(run, side, tap, row..<row + depth, columns, packed, worker)
          for product in products where product.tap == tap {
            let isLast = product.isLast && row + depth == side.rows
            let offset = product.target * resultShape.channels + columns.lowerBound
            kernels.multiply(
              MatrixProduct(
                a: left + product.source * leftShape.channels + row, aStride: leftShape.count,
                rows: run.images, b: panel.panels, panelStart: panel.start,
                panelDepth: panel.depth, depth: depth, endColumn: columns.count,
                c: result + offset, cStride: resultShape.count,
                accumulate: accumulate || !product.isFirst || row > 0,
                epilogue: isLast
                  ? Epilogue(
                    bias: epilogue.bias.map { $0 + columns.lowerBound },
                    residual: epilogue.residual.map { $0 + offset }, bounds: epilogue.bounds)
                  : Epilogue()))
            if isLast, !accumulate {
              site.activate(
                run, result + offset, rows: run.images, columns: columns.count,
                stride: resultShape.count)
            }
          }
        }
      }
    }
  }

  /// Some rows of a tap's weights as a panel: where they were packed before, or packed now.
  private func panel(
    _ run: Run, _ side: Side, _ tap: Int, _ rows: Range<Int>, _ columns: Range<Int>,
    _ packed: UnsafePointer<Float>, _ worker: Int
  ) -> (panels: UnsafePointer<Float>, start: Int, depth: Int) {
    guard site.mode == .training else {
      let depth = taps * side.rows
      return (packed + columns.lowerBound * depth, tap * side.rows + rows.lowerBound, depth)
    }
    let scratch = run.scratch(worker)
    kernels.packPanels(
      PanelPacking(
        source: side.weights + tap * inputChannels * outputChannels
          + rows.lowerBound * side.rowStride + columns.lowerBound * side.columnStride,
        rowStride: side.rowStride, columnStride: side.columnStride, rows: rows.count,
        columns: columns.count, panels: scratch, panelDepth: rows.count))
    return (UnsafePointer(scratch), 0, rows.count)
  }

  private func weightGradient(
    _ run: Run, _ gradient: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>
  ) {
    let x = UnsafePointer(run.value(site.input))
    let (inputs, outputs) = (site.inputShape, site.outputShape)
    let blocks = (inputChannels + Self.gradientRows - 1) / Self.gradientRows
    run.compute.workers.forEach(pieces: taps * blocks) { piece, worker in
      let (tap, block) = piece.quotientAndRemainder(dividingBy: blocks)
      let row = block * Self.gradientRows
      let depth = min(Self.gradientRows, inputChannels - row)
      let target = result + (tap * inputChannels + row) * outputChannels
      var isFirst = true
      for product in forwardProducts where product.tap == tap {
        for image in stride(from: 0, to: run.images, by: Self.gradientRows) {
          kernels.weightGradient(
            WeightGradient(
              a: x + image * inputs.count + product.source * inputs.channels + row,
              aStride: inputs.count,
              d: gradient + image * outputs.count + product.target * outputs.channels,
              dStride: outputs.count, rows: min(Self.gradientRows, run.images - image),
              depth: depth, columns: outputChannels, result: target,
              resultStride: outputChannels, accumulate: !isFirst, panel: run.scratch(worker)))
          isFirst = false
        }
      }
      // A tap that is never inside.
      if isFirst { target.update(repeating: 0, count: depth * outputChannels) }
    }
  }
}
