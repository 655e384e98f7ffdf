/// A run of 4 x 4 tiles of images, on their way to or from the 36 points of Winograd's F(4 x 4, 3 x 3).
///
/// Tiles are numbered (n, y, x). Tile (y, x) of an image starts at pixel (4 * y + dy, 4 * x + dx); pixels
/// outside the image are read as zeros and never written. Value c of tile t at point p stands at
/// p * pointStride + t * tileStride + c, t counted from the run's first tile: one matrix for each point.
///
/// A. Lavin, S. Gray (2016), "Fast algorithms for convolutional neural networks".
package struct WinogradTiles {
  /// Tiles have this many output pixels along a side.
  package static let side = 4
  /// Points along a side, and pixels of the patch that a tile's outputs read.
  package static let pointsPerSide = 6
  package static let points = 36

  package var height: Int
  package var width: Int
  /// Floats from one pixel to the next.
  package var pixelStride: Int
  package var channels: Int
  package var tilesHigh: Int
  package var tilesWide: Int
  /// Where the first tile's pixels start: minus the padding when a patch is read, else 0.
  package var dy: Int
  package var dx: Int
  package var firstTile: Int
  package var tiles: Int
  package var pointStride: Int
  package var tileStride: Int

  package init(
    height: Int, width: Int, pixelStride: Int, channels: Int, tilesHigh: Int, tilesWide: Int,
    dy: Int = 0, dx: Int = 0, firstTile: Int, tiles: Int, pointStride: Int, tileStride: Int
  ) {
    self.height = height
    self.width = width
    self.pixelStride = pixelStride
    self.channels = channels
    self.tilesHigh = tilesHigh
    self.tilesWide = tilesWide
    self.dy = dy
    self.dx = dx
    self.firstTile = firstTile
    self.tiles = tiles
    self.pointStride = pointStride
    self.tileStride = tileStride
  }
}

/// 3 x 3 weights, nine matrices of `rows` x `columns`, on their way to the 36 points or back.
///
/// Tap t's matrix starts at t * tapStride, its rows `columns` apart. Point p's matrix starts at
/// p * pointStride: packed in panels of `panelDepth` rows on the way there, plain on the way back.
package struct WinogradWeights {
  package var taps: UnsafeMutablePointer<Float>
  package var tapStride: Int
  /// The rows that are transformed, a part of `panelDepth`.
  package var firstRow: Int
  package var rows: Int
  package var columns: Int
  package var panelDepth: Int
  package var points: UnsafeMutablePointer<Float>
  package var pointStride: Int

  package init(
    taps: UnsafeMutablePointer<Float>, tapStride: Int, firstRow: Int, rows: Int, columns: Int,
    panelDepth: Int, points: UnsafeMutablePointer<Float>, pointStride: Int
  ) {
    self.taps = taps
    self.tapStride = tapStride
    self.firstRow = firstRow
    self.rows = rows
    self.columns = columns
    self.panelDepth = panelDepth
    self.points = points
    self.pointStride = pointStride
  }
}
