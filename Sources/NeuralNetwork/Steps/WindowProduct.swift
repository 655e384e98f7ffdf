import KernelInterface
import Tensors

/// Convolution as a matrix product whose left side is read through a window, block by block.
///
/// A block of grid positions is gathered into scratch that stays in the second cache and multiplied with
/// the packed weights; the whole matrix never exists. Where the window is plain (1 x 1), the input
/// itself is the left side.
final class WindowProduct: @unchecked Sendable {
  /// A group of neighbouring taps whose channels fit the cache together.
  struct Block {
    var runs: UnsafeBufferPointer<TapRun>
    /// First row of the weights, and how many.
    var start: Int
    var depth: Int
  }

  /// Floats of a gathered block: half of a 1 MB second cache, the rest for weights and results.
  private static let blockFloats = 64 * 1024
  private static let blockDepth = 1024

  let window: Window
  let blocks: [Block]
  /// Rows of weights: taps x channels.
  let depth: Int
  private let runs: UnsafeMutableBufferPointer<TapRun>

  init(_ window: Window) {
    self.window = window
    depth = window.taps.count * window.channels
    let tapsPerBlock = window.isPlain ? 1 : max(1, Self.blockDepth / window.channels)
    let merging = window.channels == window.pixelStride
    var all: [[TapRun]] = []
    var starts: [(start: Int, depth: Int)] = []
    var first = 0
    while first < window.taps.count {
      let end = min(first + tapsPerBlock, window.taps.count)
      all.append(TapRun.runs(of: window.taps[first..<end], merging: merging))
      starts.append((first * window.channels, (end - first) * window.channels))
      first = end
    }
    // Owned here and freed with this object; immutable from now on.
    runs = .allocate(capacity: all.reduce(0) { $0 + $1.count })
    _ = runs.initialize(from: all.joined())
    var blocks: [Block] = []
    var offset = 0
    for (index, list) in all.enumerated() {
      let slice = UnsafeBufferPointer(rebasing: runs[offset..<offset + list.count])
      blocks.append(Block(runs: slice, start: starts[index].start, depth: starts[index].depth))
      offset += list.count
    }
    self.blocks = blocks
  }

  deinit { runs.deallocate() }

  /// Distance of gathered rows: a cache line more than the data, so that rows do not share sets.
  private func rowStride(_ depth: Int) -> Int { (depth + 15) / 16 * 16 + 16 }

  private var largestDepth: Int { blocks.map(\.depth).max() ?? 0 }

  func blockRows(tileRows: Int) -> Int {
    let depth = window.isPlain ? self.depth : rowStride(largestDepth)
    let rows = min(192, max(1, Self.blockFloats / max(depth, 1)))
    return max(1, rows / tileRows) * tileRows
  }

  func scratchCount(tileRows: Int) -> Int {
    window.isPlain ? 0 : blockRows(tileRows: tileRows) * rowStride(largestDepth)
  }

  /// The left side of one block: gathered, or the input itself.
  func rows(
    _ range: Range<Int>, of block: Block, input: UnsafePointer<Float>, kernels: KernelTable,
    scratch: UnsafeMutablePointer<Float>
  ) -> (a: UnsafePointer<Float>, stride: Int) {
    if window.isPlain {
      return (input + range.lowerBound * window.pixelStride, window.pixelStride)
    }
    let stride = rowStride(block.depth)
    kernels.gather(
      GatherRows(
        window, input: input, runs: block.runs, firstRow: range.lowerBound, rows: range.count,
        matrix: scratch, rowStride: stride))
    return (UnsafePointer(scratch), stride)
  }

  /// Computes columns of the product for all grid positions of `images` images.
  ///
  /// `target(rows, worker)` says where a block's result goes, and `finish` is called when its
  /// columns are there.
  func multiply(
    images: Int, input: UnsafePointer<Float>, packed: UnsafePointer<Float>, columns: Int,
    accumulate: Bool, compute: Compute, scratch: (Int) -> UnsafeMutablePointer<Float>,
    target: (Range<Int>, Int) -> (c: UnsafeMutablePointer<Float>, stride: Int, Epilogue),
    finish: (_ rows: Range<Int>, _ columns: Range<Int>, _ worker: Int) -> Void = { _, _, _ in }
  ) {
    let kernels = compute.kernels
    let total = images * window.positions
    let blockRows = blockRows(tileRows: kernels.tileRows)
    let rowBlocks = (total + blockRows - 1) / blockRows
    // Few rows (linear layers, small batches): cut the columns too, so that all threads work.
    let panel = kernels.panelWidth
    let panels = (columns + panel - 1) / panel
    let columnBlocks = min(panels, max(1, 16 / max(rowBlocks, 1)))
    let panelsPerBlock = (panels + columnBlocks - 1) / columnBlocks
    compute.workers.forEach(pieces: rowBlocks * columnBlocks) { piece, worker in
      let first = piece / columnBlocks * blockRows
      let range = first..<min(first + blockRows, total)
      let firstColumn = piece % columnBlocks * panelsPerBlock * panel
      let endColumn = min(firstColumn + panelsPerBlock * panel, columns)
      if firstColumn >= endColumn { return }
      let (c, stride, epilogue) = target(range, worker)
      for (index, block) in blocks.enumerated() {
        let left = rows(
          range, of: block, input: input, kernels: kernels, scratch: scratch(worker))
        kernels.multiply(
          MatrixProduct(
            a: left.a, aStride: left.stride, rows: range.count, b: packed,
            panelStart: block.start, panelDepth: depth, depth: block.depth,
            firstColumn: firstColumn, endColumn: endColumn, c: c, cStride: stride,
            accumulate: accumulate || index > 0,
            epilogue: index == blocks.count - 1 ? epilogue : Epilogue()))
      }
      finish(range, firstColumn..<endColumn, worker)
    }
  }
}
