/// Copies what a run of grid positions reads into rows of a matrix (im2col of one block).
///
/// Row r holds the taps of position `firstRow` + r in order, each with the window's channels;
/// `rowStride` is at least taps x channels. Rows are numbered (n, y, x). `channels` may be a part
/// of the window's, from `input`'s on; runs must then be single taps.
package struct GatherRows {
  package var input: UnsafePointer<Float>
  package var height: Int
  package var width: Int
  package var pixelStride: Int
  package var channels: Int
  package var gridHeight: Int
  package var gridWidth: Int
  package var strideY: Int
  package var strideX: Int
  package var runs: UnsafeBufferPointer<TapRun>
  package var firstRow: Int
  package var rows: Int
  package var matrix: UnsafeMutablePointer<Float>
  package var rowStride: Int

  package init(
    _ window: Window, channels: Int, input: UnsafePointer<Float>, runs: UnsafeBufferPointer<TapRun>,
    firstRow: Int, rows: Int, matrix: UnsafeMutablePointer<Float>, rowStride: Int
  ) {
    self.input = input
    height = window.height
    width = window.width
    pixelStride = window.pixelStride
    self.channels = channels
    gridHeight = window.gridHeight
    gridWidth = window.gridWidth
    strideY = window.strideY
    strideX = window.strideX
    self.runs = runs
    self.firstRow = firstRow
    self.rows = rows
    self.matrix = matrix
    self.rowStride = rowStride
  }
}
