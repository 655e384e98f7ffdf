import Compute
import Images
import KernelInterface

/// Convolution as a matrix product whose left side is read through a window, block by block.
///
/// A block of grid positions is gathered into scratch that stays in the second cache and multiplied
/// with the packed weights; the whole matrix never exists. Where the window is plain (1 x 1), the
/// input itself is the left side.
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

  /// The rows of a plain window's input that are read after `range`, and as many of the result
  /// behind it.
  private func ahead(
    of range: Range<Int>, _ rows: Int, input: UnsafePointer<Float>,
    result: UnsafeMutablePointer<Float>, stride: Int
  ) -> Ahead {
    let source = input + range.upperBound * window.pixelStride
    return Ahead(
      UnsafeBufferPointer(start: source, count: rows * window.pixelStride),
      UnsafeBufferPointer(start: result + range.count * stride, count: rows * stride))
  }

  /// Computes all columns for some grid positions of one image, on the calling thread.
  ///
  /// Both pointers are those of the whole image. `finish` is called for rows that are there.
  func multiply(
    rows: Range<Int>, input: UnsafePointer<Float>, packed: UnsafePointer<Float>, columns: Int,
    result: UnsafeMutablePointer<Float>, epilogue: Epilogue, kernels: KernelTable,
    scratch: UnsafeMutablePointer<Float>, finish: (Range<Int>) -> Void
  ) {
    let length = blocks.rows(tileRows: kernels.tileRows)
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: length) {
      let range = first..<min(first + length, rows.upperBound)
      let offset = first * columns
      var epilogue = epilogue
      epilogue.residual = epilogue.residual.map { $0 + offset }
      for (index, block) in blocks.all.enumerated() {
        let left = self.rows(range, of: block, input: input, kernels: kernels, scratch: scratch)
        kernels.multiply(
          MatrixProduct(
            a: left.a, aStride: left.stride, rows: range.count, b: packed,
            panelStart: block.start, panelDepth: depth, depth: block.depth, endColumn: columns,
            c: result + offset, cStride: columns, accumulate: index > 0,
            epilogue: index == blocks.all.count - 1 ? epilogue : Epilogue(),
            sumsApart: columns % kernels.vectorWidth != 0))
      }
      finish(range)
    }
  }

  /// Rows that make as much work for each thread: a whole block's, or fewer where neither blocks
  /// nor panels can be shared out evenly.
  private static func rowsOfPiece(
    _ rows: Int, upTo block: Int, panels: Int, _ workers: Workers
  ) -> Int {
    let threads = workers.threads
    let pieces = (rows + block - 1) / block * panels
    // From some pieces a thread on, one more or less no longer counts.
    if pieces >= 4 * threads || pieces.isMultiple(of: threads) { return block }
    // Rows that are computed together: fewer would read weights for too little.
    let together = 4
    let share = workers.share(of: rows, upTo: block)
    return min(block, (share + together - 1) / together * together)
  }

  /// Computes columns of the product for all grid positions of `images` images.
  ///
  /// `target(rows, worker)` says where a block's result goes, and `finish` is called when its
  /// columns are there. With `rowsPerPiece` the blocks of as many rows are done one after the
  /// other, with all their columns. `fill` writes the input's rows to a worker's scratch, where a
  /// plain window's input stands nowhere else.
  func multiply(
    images: Int, input: UnsafePointer<Float>, packed: UnsafePointer<Float>, columns: Int,
    accumulate: Bool, compute: Compute, rowsPerPiece: Int? = nil,
    scratch: (Int) -> UnsafeMutablePointer<Float>,
    fill: ((Range<Int>, UnsafeMutablePointer<Float>) -> Void)? = nil,
    target: (Range<Int>, Int) -> (c: UnsafeMutablePointer<Float>, stride: Int, Epilogue),
    finish: (_ rows: Range<Int>, _ columns: Range<Int>, _ worker: Int) -> Void = { _, _, _ in }
  ) {
    let kernels = compute.kernels
    let total = images * window.positions
    let blockRows = blocks.rows(tileRows: kernels.tileRows)
    let panel = kernels.panelWidth
    let panels = (columns + panel - 1) / panel
    let pieceRows =
      rowsPerPiece
      ?? Self.rowsOfPiece(total, upTo: blockRows, panels: panels, compute.workers)
    let pieces = (total + pieceRows - 1) / pieceRows
    // Few rows (linear layers, small batches): cut the columns too, so that all threads work.
    let columnBlocks = rowsPerPiece == nil ? min(panels, max(1, 16 / max(pieces, 1))) : 1
    let panelsPerBlock = (panels + columnBlocks - 1) / columnBlocks
    // Pieces one after the other: what one reads is fetched while the one before is computed.
    let inARow = rowsPerPiece == nil ? 1 : max(1, pieces / 16)
    let runs = (pieces + inARow - 1) / inARow
    compute.workers.forEach(pieces: runs * columnBlocks) { run, worker in
      let start = run / columnBlocks * inARow * pieceRows
      let end = min(start + inARow * pieceRows, total)
      let firstColumn = run % columnBlocks * panelsPerBlock * panel
      let endColumn = min(firstColumn + panelsPerBlock * panel, columns)
      if firstColumn >= endColumn { return }
      var first = start
      while first < end {
        let pieceEnd = (first / pieceRows + 1) * pieceRows
        let range = first..<min(first + blockRows, pieceEnd, end)
        first = range.upperBound
        fill?(range, scratch(worker))
        let (c, stride, epilogue) = target(range, worker)
        let next = min(blockRows, end - range.upperBound)
        let ahead =
          window.isPlain && columnBlocks == 1
          ? self.ahead(of: range, next, input: input, result: c, stride: stride) : Ahead()
        for (index, block) in blocks.all.enumerated() {
          let left: (a: UnsafePointer<Float>, stride: Int) =
            fill == nil
            ? rows(range, of: block, input: input, kernels: kernels, scratch: scratch(worker))
            : (UnsafePointer(scratch(worker)) + block.firstChannel, window.channels)
          kernels.multiply(
            MatrixProduct(
              a: left.a, aStride: left.stride, rows: range.count, b: packed,
              panelStart: block.start, panelDepth: depth, depth: block.depth,
              firstColumn: firstColumn, endColumn: endColumn, c: c, cStride: stride,
              accumulate: accumulate || index > 0,
              epilogue: index == blocks.all.count - 1 ? epilogue : Epilogue(),
              sumsApart: columns % kernels.vectorWidth != 0,
              ahead: index == 0 ? ahead : Ahead()))
        }
        finish(range, firstColumn..<endColumn, worker)
      }
    }
  }
}
