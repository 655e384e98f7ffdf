import Compute
import Images
import KernelInterface

// Passes of so few tiles that they wait for weights and for nothing else.
//
// At the points a filter's weights have four times as many bytes as before (36 numbers for 9).
// Where each is multiplied with one tile or a few, to read those from memory takes longer than to
// read the plain ones and take them to the points once more. The numbers are the same, and so is
// the order in which each sum is formed: how a pass is computed may depend on the batch, its bits
// do not.

extension WinogradProduct {
  /// The weights as they are, before they are taken to the points.
  struct PlainWeights {
    /// A matrix of channels x columns for each tap.
    var taps: UnsafePointer<Float>
    /// One factor for each column, or none.
    var scale: UnsafePointer<Float>?
  }

  /// Tiles of a pass up to which weights are taken to the points in every pass.
  private static let fewTiles = 4

  /// Whether that many images are so few tiles, and the weights so large, that packed ones are not
  /// needed. Columns that do not fill vectors are left out.
  func takesPlainWeights(images: Int, columns: Int, kernels: KernelTable) -> Bool {
    kernels.winogradPlainProduct != nil && filter == .square
      && images * tilesPerImage <= Self.fewTiles
      && weightFloats(columns) > Self.largeWeights && columns % kernels.vectorWidth == 0
  }

  /// At each point: output = input x weights, over the tiles of a pass.
  func multiplyPlain(
    _ operands: Operands, _ weights: PlainWeights, tiles: Int, _ places: Places, capacity: Int,
    _ run: Run
  ) {
    let columns = operands.columns
    run.compute.workers.forEachRun(of: columns, length: WinogradPlainProduct.blockColumns) {
      part, worker in
      run.compute.kernels.winogradPlainProduct?(
        WinogradPlainProduct(
          taps: weights.taps + part.lowerBound, tapStride: window.channels * columns,
          rowStride: columns, rows: window.channels, columns: part.count,
          scale: weights.scale.map { $0 + part.lowerBound }, tiles: tiles, input: places.input,
          inputPointStride: Self.pointStride(tiles: capacity, tileStride: inputStride),
          inputTileStride: inputStride, output: places.output + part.lowerBound,
          outputPointStride: Self.pointStride(
            tiles: capacity, tileStride: outputStride(columns)),
          outputTileStride: outputStride(columns), block: run.scratch(worker)))
    }
  }
}
