/// How a grid of output positions reads an NHWC tensor through the taps of a kernel.
///
/// Position (n, y, x) of the grid and tap (dy, dx) read pixel (y * strideY + dy, x * strideX + dx)
/// of image n, and zeros where that lies outside. Convolution, its data gradient (where the grid is
/// one phase of the input) and pooling are all such windows.
package struct Window: Sendable {
  /// Height and width of the tensor that is read.
  package var height: Int
  package var width: Int
  /// Floats from one pixel to the next: all channels of the tensor, even if fewer are read.
  package var pixelStride: Int
  /// Channels that are read, from the tensor's pointer on.
  package var channels: Int
  package var gridHeight: Int
  package var gridWidth: Int
  package var strideY: Int
  package var strideX: Int
  /// Taps in ascending order of (dy, dx).
  package var taps: [Tap]

  package init(
    height: Int, width: Int, pixelStride: Int, channels: Int, gridHeight: Int, gridWidth: Int,
    strideY: Int, strideX: Int, taps: [Tap]
  ) {
    self.height = height
    self.width = width
    self.pixelStride = pixelStride
    self.channels = channels
    self.gridHeight = gridHeight
    self.gridWidth = gridWidth
    self.strideY = strideY
    self.strideX = strideX
    self.taps = taps
  }

  /// Positions of the grid per image.
  package var positions: Int { gridHeight * gridWidth }

  /// Whether row r of the product is simply pixel r of the tensor: a 1 x 1 kernel, stride 1.
  package var isPlain: Bool {
    taps.count == 1 && taps[0].dy == 0 && taps[0].dx == 0 && strideY == 1 && strideX == 1
      && gridHeight == height && gridWidth == width
  }
}

/// The offset of one kernel element from a window's origin, in pixels.
package struct Tap: Equatable, Sendable {
  package var dy: Int
  package var dx: Int

  package init(dy: Int, dx: Int) {
    self.dy = dy
    self.dx = dx
  }
}

/// A run of taps in one row of the kernel, dx ascending by one: read as one stretch of memory.
package struct TapRun: Sendable {
  package var dy: Int
  package var dx: Int
  package var length: Int

  package init(dy: Int, dx: Int, length: Int) {
    self.dy = dy
    self.dx = dx
    self.length = length
  }

  /// The runs of `taps`, in order; single taps where pixels hold channels that are not read.
  package static func runs(of taps: ArraySlice<Tap>, merging: Bool) -> [TapRun] {
    var runs: [TapRun] = []
    for tap in taps {
      if merging, let last = runs.last, last.dy == tap.dy, last.dx + last.length == tap.dx {
        runs[runs.count - 1].length += 1
      } else {
        runs.append(TapRun(dy: tap.dy, dx: tap.dx, length: 1))
      }
    }
    return runs
  }
}
