import KernelInterface

/// A grid of positions that read an image through taps, all channels alike.
protocol TappedGrid {
  var height: Int { get }
  var width: Int { get }
  var channels: Int { get }
  /// Lines of the grid that are worked on.
  var lines: Range<Int> { get }
  var gridWidth: Int { get }
  var strideY: Int { get }
  var strideX: Int { get }
  var taps: UnsafeBufferPointer<Tap> { get }
}

extension DepthwiseImage: TappedGrid {}
extension PoolImage: TappedGrid {}

/// A tap inside the image: its number, and the first float of the pixel that it reads.
struct TapPixel {
  var tap: Int
  var offset: Int
}

/// Calls `body` for every grid position with the taps that lie inside the image.
@inline(__always)
func forEachPosition(
  _ grid: some TappedGrid, _ body: (_ position: Int, UnsafeBufferPointer<TapPixel>) -> Void
) {
  withUnsafeTemporaryAllocation(of: TapPixel.self, capacity: grid.taps.count) { pixels in
    guard let first = pixels.baseAddress else { return }
    var position = grid.lines.lowerBound &* grid.gridWidth
    for y in grid.lines {
      for x in 0..<grid.gridWidth {
        var count = 0
        var number = 0
        for tap in grid.taps {
          let row = y &* grid.strideY &+ tap.dy
          let column = x &* grid.strideX &+ tap.dx
          if row >= 0, row < grid.height, column >= 0, column < grid.width {
            let offset = (row &* grid.width &+ column) &* grid.channels
            (first + count).initialize(to: TapPixel(tap: number, offset: offset))
            count &+= 1
          }
          number &+= 1
        }
        body(position, UnsafeBufferPointer(start: first, count: count))
        position &+= 1
      }
    }
  }
}
