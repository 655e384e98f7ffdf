import KernelInterface
import Tensors

/// Convolution as a matrix product whose left side is read through a window, block by block.
///
/// A block of grid positions is gathered into scratch that stays in the second cache and multiplied with
/// the packed weights; the whole matrix never exists. Where the window is plain (1 x 1), the input
/// itself is the left side.
struct WindowProduct {
  /// A part of the weights' rows: neighbouring taps with all channels, or one tap with some.
  struct Block {
    var runs: UnsafeBufferPointer<TapRun>
    var firstChannel: Int
    var channels: Int
    /// First row of the weights, and how many.
    var start: Int
    var depth: Int
  }

  let window: Window
  /// Rows of weights: taps x channels.
  let depth: Int
  /// How the product is cut: as deep as the second cache allows.
  let blocks: Blocks
  /// How the weight gradient is cut: shallow, so that long runs of grid positions fit.
  let gradientBlocks: Blocks

  init(_ window: Window) {
    self.window = window
    depth = window.taps.count * window.channels
    blocks = Blocks(window, depth: 1024, rows: 192, floats: 64 * 1024)
    gradientBlocks = Blocks(window, depth: 160, rows: 128, floats: 64 * 1024)
  }

  /// The left side of one block: gathered, or the input itself.
  func rows(
    _ range: Range<Int>, of block: Block, input: UnsafePointer<Float>, kernels: KernelTable,
    scratch: UnsafeMutablePointer<Float>
  ) -> (a: UnsafePointer<Float>, stride: Int) {
    let input = input + block.firstChannel
    if window.isPlain {
      return (input + range.lowerBound * window.pixelStride, window.pixelStride)
    }
    let stride = Blocks.rowStride(block.depth)
    kernels.gather(
      GatherRows(
        window, channels: block.channels, input: input, runs: block.runs,
        firstRow: range.lowerBound, rows: range.count, matrix: scratch, rowStride: stride))
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
    let blockRows = blocks.rows(tileRows: kernels.tileRows)
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
      for (index, block) in blocks.all.enumerated() {
        let left = rows(
          range, of: block, input: input, kernels: kernels, scratch: scratch(worker))
        kernels.multiply(
          MatrixProduct(
            a: left.a, aStride: left.stride, rows: range.count, b: packed,
            panelStart: block.start, panelDepth: depth, depth: block.depth,
            firstColumn: firstColumn, endColumn: endColumn, c: c, cStride: stride,
            accumulate: accumulate || index > 0,
            epilogue: index == blocks.all.count - 1 ? epilogue : Epilogue()))
      }
      finish(range, firstColumn..<endColumn, worker)
    }
  }
}
