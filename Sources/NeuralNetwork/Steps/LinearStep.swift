import KernelInterface
import Tensors

/// A linear layer in training, whose weights change with every step.
///
/// A batch has few rows, so each panel of the weights is multiplied once or twice and forgotten. Panels are
/// therefore packed in a worker's scratch just before that: packed as a whole, a large layer's weights
/// would be written to memory and read from there once more.
final class LinearStep: Step {
  let kind = "linear"
  var gradientUse: [GradientUse] = []

  private let site: ConvolutionSite
  private let weightProduct: WindowProduct
  private let kernels: KernelTable

  /// Rows of a panel that are packed at once: they stay in the second cache beside the batch's.
  private static let panelRows = 1024

  init(_ fused: FusedNode, _ graph: Graph, kernels: KernelTable) {
    site = ConvolutionSite(fused, graph, mode: .training)
    weightProduct = WindowProduct(site.forwardWindow)
    self.kernels = kernels
  }

  var name: String { site.name }
  var output: Int { site.output }
  var inputs: [Int] { site.inputs }
  var savedValues: [Int] { [site.input] }

  private var inputCount: Int { site.inputShape.channels }
  private var outputCount: Int { site.outputShape.channels }

  var scratchPerWorker: Int {
    let panel = kernels.packedCount(rows: Self.panelRows, columns: kernels.panelWidth)
    return max(panel, weightProduct.gradientScratchCount(kernels: kernels))
  }

  func partialCount(images: Int) -> Int {
    max(
      weightProduct.gradientPartialCount(images: images, columns: outputCount),
      site.biasPartialCount(images: images))
  }

  func forward(_ run: Run) {
    multiply(
      run, by: Weights(rows: inputCount, columns: outputCount, rowStride: outputCount),
      left: run.value(site.input), result: run.value(output), bias: site.forwardBias(run),
      accumulate: false)
  }

  func backward(_ run: Run) {
    let gradient = run.gradient(output)
    if let result = run.parameterGradient(site.operation.weight) {
      weightProduct.weightGradient(
        images: run.images, input: run.value(site.input), outputGradient: gradient,
        gradientStride: outputCount, columns: outputCount, result: result,
        partials: run.partials, compute: run.compute, scratch: { run.scratch($0) })
    }
    site.biasGradient(run, gradient)
    guard gradientUse[0] != .none else { return }
    multiply(
      run, by: Weights(rows: outputCount, columns: inputCount, columnStride: outputCount),
      left: gradient, result: run.gradient(site.input),
      accumulate: gradientUse[0] == .accumulate)
  }

  /// The layer's weights as the right side of a product: as they are, inputs x outputs, or transposed.
  private struct Weights {
    var rows: Int
    var columns: Int
    var rowStride = 1
    var columnStride = 1
  }

  /// result = left · weights + bias, a panel of columns after the other.
  private func multiply(
    _ run: Run, by weights: Weights, left: UnsafePointer<Float>,
    result: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>? = nil, accumulate: Bool
  ) {
    let values = UnsafePointer(run.parameter(site.operation.weight))
    run.compute.workers.forEachRun(of: weights.columns, length: kernels.panelWidth) {
      columns, worker in
      let panel = run.scratch(worker)
      for first in stride(from: 0, to: weights.rows, by: Self.panelRows) {
        let depth = min(Self.panelRows, weights.rows - first)
        let isLast = first + depth == weights.rows
        kernels.packPanels(
          PanelPacking(
            source: values + first * weights.rowStride
              + columns.lowerBound * weights.columnStride,
            rowStride: weights.rowStride, columnStride: weights.columnStride, rows: depth,
            columns: columns.count, panels: panel, panelDepth: depth))
        kernels.multiply(
          MatrixProduct(
            a: left + first, aStride: weights.rows, rows: run.images, b: panel,
            panelDepth: depth, depth: depth, endColumn: columns.count,
            c: result + columns.lowerBound, cStride: weights.columns,
            accumulate: accumulate || first > 0,
            epilogue: isLast
              ? Epilogue(bias: bias.map { $0 + columns.lowerBound }, bounds: site.bounds)
              : Epilogue()))
      }
    }
  }
}
