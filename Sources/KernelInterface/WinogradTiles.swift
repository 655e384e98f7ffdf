/// The filters that go by way of Winograd's points.
package enum WinogradFilter: Sendable {
  /// F(4 x 4, 3 x 3) at 36 points.
  case square
  /// F(2, 7) at 8 points, along a line of pixels or down a column.
  case row
  case column

  package var points: Int { self == .square ? 36 : 8 }
  /// Outputs of a tile.
  package var tileHeight: Int { self == .square ? 4 : self == .row ? 1 : 2 }
  package var tileWidth: Int { self == .square ? 4 : self == .row ? 2 : 1 }
  package var kernelHeight: Int { self == .square ? 3 : self == .row ? 1 : 7 }
  package var kernelWidth: Int { self == .square ? 3 : self == .row ? 7 : 1 }
  package var taps: Int { kernelHeight * kernelWidth }
}

/// A run of tiles of images, on their way to or from the points of a Winograd filter.
///
/// Tiles are numbered (n, y, x). Tile (y, x) of an image starts at pixel (tileHeight * y + dy,
/// tileWidth * x + dx); pixels outside the image are read as zeros and never written. Value c of
/// tile t at point p stands at p * pointStride + t * tileStride + c, t counted from the run's first
/// tile: one matrix for each point.
///
/// A. Lavin, S. Gray (2016), "Fast algorithms for convolutional neural networks".
package struct WinogradTiles {
  package var filter: WinogradFilter
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
    filter: WinogradFilter, height: Int, width: Int, pixelStride: Int, channels: Int,
    tilesHigh: Int, tilesWide: Int, dy: Int = 0, dx: Int = 0, firstTile: Int, tiles: Int,
    pointStride: Int, tileStride: Int
  ) {
    self.filter = filter
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

/// A filter's weights, a matrix of `rows` x `columns` for each tap, on their way to the points or
/// back.
///
/// Tap t's matrix starts at t * tapStride, its rows `rowStride` apart. Point p's matrix starts at
/// p * pointStride: packed in panels of `panelDepth` rows on the way there, plain on the way back.
package struct WinogradWeights {
  package var filter: WinogradFilter
  package var taps: UnsafeMutablePointer<Float>
  package var tapStride: Int
  package var rowStride: Int
  /// The rows that are transformed, a part of `panelDepth`.
  package var firstRow: Int
  package var rows: Int
  package var columns: Int
  package var panelDepth: Int
  package var points: UnsafeMutablePointer<Float>
  package var pointStride: Int

  package init(
    filter: WinogradFilter, taps: UnsafeMutablePointer<Float>, tapStride: Int,
    rowStride: Int? = nil, firstRow: Int, rows: Int, columns: Int, panelDepth: Int,
    points: UnsafeMutablePointer<Float>, pointStride: Int
  ) {
    self.filter = filter
    self.taps = taps
    self.tapStride = tapStride
    self.rowStride = rowStride ?? columns
    self.firstRow = firstRow
    self.rows = rows
    self.columns = columns
    self.panelDepth = panelDepth
    self.points = points
    self.pointStride = pointStride
  }
}
