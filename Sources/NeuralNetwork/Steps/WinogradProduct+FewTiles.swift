import Compute
import Images
import KernelInterface

// Another order of the same work, for so few tiles that reading large weights takes longer than the
// arithmetic. At the points there are four times as many weights; so they are kept as they are, and
// each worker takes a panel of columns to the points, a few channels at a time, just before it is
// multiplied.
//
// A sum is formed channel by channel from zero, as by the product over all channels: the bits are
// the same.

extension WinogradProduct {
  /// Whether a pass has so few tiles, and the weights are so large. Time depends on it, no result.
  func hasFewTiles(images: Int, columns: Int) -> Bool {
    weightFloats(columns) > Self.largeWeights && images * tilesPerImage < 16
  }

  /// Channels that are taken to the points at once: they stay in the second cache.
  private static let fewDepth = 32

  /// Floats of one point's panel: a line more than whole pages.
  private static func fewPointStride(_ kernels: KernelTable) -> Int {
    fewDepth * kernels.panelWidth + 16
  }

  func fewTilesScratchCount(columns: Int, kernels: KernelTable) -> Int {
    hasFewTiles(images: 1, columns: columns)
      ? filter.points * Self.fewPointStride(kernels) : 0
  }

  /// All points' products over the tiles of a pass.
  func multiplyFew(
    _ operands: Operands, tiles: Int, _ places: Places, capacity: Int, _ run: Run
  ) {
    let kernels = run.compute.kernels
    let columns = operands.columns
    run.compute.workers.forEachRun(of: columns, length: kernels.panelWidth) { range, worker in
      for first in stride(from: 0, to: window.channels, by: Self.fewDepth) {
        let channels = first..<min(first + Self.fewDepth, window.channels)
        kernels.winogradWeights(
          WinogradWeights(
            filter: filter,
            taps: UnsafeMutablePointer(
              mutating: operands.packed + first * columns + range.lowerBound),
            tapStride: window.channels * columns, rowStride: columns, firstRow: 0,
            rows: channels.count, columns: range.count, panelDepth: channels.count,
            points: run.scratch(worker), pointStride: Self.fewPointStride(kernels)))
        for point in 0..<filter.points {
          addProduct(
            point, channels, range, tiles: tiles, places, capacity: capacity,
            columns: columns, run, worker)
        }
      }
    }
  }

  /// Adds the product of some channels at a point to a panel of columns.
  private func addProduct(
    _ point: Int, _ channels: Range<Int>, _ range: Range<Int>, tiles: Int, _ places: Places,
    capacity: Int, columns: Int, _ run: Run, _ worker: Int
  ) {
    let kernels = run.compute.kernels
    let input = point * Self.pointStride(tiles: capacity, tileStride: inputStride)
    let output = point * Self.pointStride(tiles: capacity, tileStride: outputStride(columns))
    // Whole vectors: behind the last column there is room, and the weights are zero.
    let whole = (range.count + kernels.vectorWidth - 1) / kernels.vectorWidth * kernels.vectorWidth
    kernels.multiply(
      MatrixProduct(
        a: places.input + input + channels.lowerBound, aStride: inputStride, rows: tiles,
        b: run.scratch(worker) + point * Self.fewPointStride(kernels),
        panelDepth: channels.count, depth: channels.count, endColumn: whole,
        c: places.output + output + range.lowerBound, cStride: outputStride(columns),
        accumulate: channels.lowerBound > 0))
  }
}
