/// The products at a square filter's points of a few tiles, with weights that are plain.
///
/// Weights are taken to the points on the way, row by row; the numbers and the order of the sums
/// are those of weights that were taken there before (`WinogradWeights`) and multiplied
/// (`MatrixProduct`). That reads a quarter of the bytes.
package struct WinogradPlainProduct {
  /// Tap t's weight of row r and column c stands at t * tapStride + r * rowStride + c.
  package var taps: UnsafePointer<Float>
  package var tapStride: Int
  package var rowStride: Int
  package var rows: Int
  /// A multiple of the vector.
  package var columns: Int
  /// One factor for each column, or none.
  package var scale: UnsafePointer<Float>?
  package var tiles: Int
  /// Tile t's value of row r at point p stands at p * pointStride + t * tileStride + r.
  package var input: UnsafePointer<Float>
  package var inputPointStride: Int
  package var inputTileStride: Int
  /// Likewise, by column.
  package var output: UnsafeMutablePointer<Float>
  package var outputPointStride: Int
  package var outputTileStride: Int
  /// Space for a block of weights: `blockFloats`.
  package var block: UnsafeMutablePointer<Float>

  /// Rows and columns of weights that are read at once.
  package static let (blockRows, blockColumns) = (32, 128)
  package static let blockFloats = 9 * blockRows * blockColumns

  package init(
    taps: UnsafePointer<Float>, tapStride: Int, rowStride: Int, rows: Int, columns: Int,
    scale: UnsafePointer<Float>?, tiles: Int, input: UnsafePointer<Float>, inputPointStride: Int,
    inputTileStride: Int, output: UnsafeMutablePointer<Float>, outputPointStride: Int,
    outputTileStride: Int, block: UnsafeMutablePointer<Float>
  ) {
    self.taps = taps
    self.tapStride = tapStride
    self.rowStride = rowStride
    self.rows = rows
    self.columns = columns
    self.scale = scale
    self.tiles = tiles
    self.input = input
    self.inputPointStride = inputPointStride
    self.inputTileStride = inputTileStride
    self.output = output
    self.outputPointStride = outputPointStride
    self.outputTileStride = outputTileStride
    self.block = block
  }
}
