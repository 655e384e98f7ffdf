/// One image of a depthwise convolution: every channel has its own taps, no channel sees another.
///
/// `weights` is taps x channels. Forward: `output` = clamp(Σ weight · input + bias). Data gradient:
/// `inputGradient` (+)= Σ weight · gradient. Weight gradient: adds input · gradient to
/// `weightGradient`, taps x channels.
package struct DepthwiseImage {
  package var height: Int
  package var width: Int
  package var channels: Int
  package var gridHeight: Int
  package var gridWidth: Int
  package var strideY: Int
  package var strideX: Int
  /// Lines of the grid that are worked on; all pointers stay those of whole images.
  package var lines: Range<Int>
  package var taps: UnsafeBufferPointer<Tap>
  package var weights: UnsafePointer<Float>

  package init(
    _ window: Window, taps: UnsafeBufferPointer<Tap>, weights: UnsafePointer<Float>
  ) {
    height = window.height
    width = window.width
    channels = window.pixelStride
    gridHeight = window.gridHeight
    lines = 0..<gridHeight
    gridWidth = window.gridWidth
    strideY = window.strideY
    strideX = window.strideX
    self.taps = taps
    self.weights = weights
  }

  /// The same with fewer lines of the grid.
  package func limited(to lines: Range<Int>) -> DepthwiseImage {
    var image = self
    image.lines = lines
    return image
  }

  /// Whether the taps are a whole 3 x 3 kernel: the case that has kernels of its own.
  package var isThreeByThree: Bool {
    guard taps.count == 9 else { return false }
    return taps.indices.allSatisfy {
      taps[$0] == Tap(dy: taps[0].dy + $0 / 3, dx: taps[0].dx + $0 % 3)
    }
  }

  /// Whether a 3 x 3 kernel takes every second pixel of an image of even sides: line y of the grid
  /// reads lines 2y - 1 to 2y + 1.
  package var isHalving: Bool {
    isThreeByThree && taps[0] == Tap(dy: -1, dx: -1) && strideY == 2 && strideX == 2
      && width == 2 * gridWidth && height == 2 * gridHeight
  }
}
