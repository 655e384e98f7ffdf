import Compute
import Images
import KernelInterface

/// A 3 x 3, 1 x 7 or 7 x 1 convolution of stride 1 by way of Winograd's points: a quarter of the
/// multiplications, or four sevenths.
///
/// Patches of the input and the weights are taken to 36 (or 8) points; at each of them the
/// convolution is one matrix product, tiles x channels by channels x columns; the results are taken
/// back to tiles of 4 x 4 (or 2) outputs. The bits of an output do not depend on how the tiles are
/// cut.
struct WinogradProduct {
  let window: Window
  let filter: WinogradFilter
  private let tilesHigh: Int
  private let tilesWide: Int

  /// Tiles that one worker takes through all three stages by itself: what stands between the stages
  /// stays in its second cache.
  private static let ownFloats = 170_000
  /// Floats of weights at the points above which they, not the tiles, are what should be read only
  /// once.
  static let largeWeights = 360_000
  /// Floats of what all workers share between the stages: within the third cache.
  private static let sharedFloats = 3_000_000

  /// The filter that the window is, if it is one.
  private static func filter(_ window: Window) -> WinogradFilter? {
    guard window.strideY == 1, window.strideX == 1, let first = window.taps.first else {
      return nil
    }
    return [WinogradFilter.square, .row, .column].first { filter in
      window.taps.count == filter.taps
        && window.taps.indices.allSatisfy {
          window.taps[$0]
            == Tap(
              dy: first.dy + $0 / filter.kernelWidth, dx: first.dx + $0 % filter.kernelWidth)
        }
    }
  }

  /// Nil where the window is no such filter.
  init?(_ window: Window) {
    guard let filter = Self.filter(window) else { return nil }
    self.window = window
    self.filter = filter
    tilesHigh = (window.gridHeight + filter.tileHeight - 1) / filter.tileHeight
    tilesWide = (window.gridWidth + filter.tileWidth - 1) / filter.tileWidth
  }

  /// Whether it is quicker than the plain product.
  ///
  /// Not where tiles hang over the image's edge too far, or where there are too few channels to
  /// fill vectors. How many images there are is no matter: scores must not depend on the size of
  /// the batch.
  func pays(columns: Int) -> Bool {
    guard window.channels >= 8, columns >= 8 else { return false }
    let multiplications = tilesPerImage * filter.points
    return 4 * window.taps.count * window.positions >= 5 * multiplications
  }

  var tilesPerImage: Int { tilesHigh * tilesWide }
  func weightFloats(_ columns: Int) -> Int {
    filter.points * window.channels * columns
  }
  var inputStride: Int { Blocks.rowStride(window.channels) }
  func outputStride(_ columns: Int) -> Int { Blocks.rowStride(columns) }

  /// Floats from one point's matrix to the next: a line more than whole pages, so that the points
  /// of one tile do not fall into the same set of the first cache.
  static func pointStride(tiles: Int, tileStride: Int) -> Int {
    (tiles * tileStride + 1023) / 1024 * 1024 + 16
  }

  func pointFloats(tiles: Int, tileStride: Int) -> Int {
    filter.points * Self.pointStride(tiles: tiles, tileStride: tileStride)
  }

  // MARK: How the tiles are cut

  private func ownTiles(columns: Int, tileRows: Int) -> Int {
    let fitting =
      Self.ownFloats / (filter.points * (inputStride + outputStride(columns)))
    return min(max(fitting / tileRows, 1), 8) * tileRows
  }

  /// Tiles of one pass that all workers share, or nil where each takes tiles of its own.
  ///
  /// - Parameter images: most images of one pass: what the memory between the stages is planned
  ///   for.
  private func sharedTiles(images: Int, columns: Int, tileRows: Int) -> Int? {
    let tiles = images * tilesPerImage
    let own = ownTiles(columns: columns, tileRows: tileRows)
    guard weightFloats(columns) > Self.largeWeights || tiles < 8 * own else { return nil }
    return passTiles(images: images, columns: columns, tileRows: tileRows)
  }

  func passTiles(images: Int, columns: Int, tileRows: Int) -> Int {
    let fitting =
      Self.sharedFloats / (filter.points * (inputStride + outputStride(columns)))
    return min(images * tilesPerImage, max(fitting / tileRows, 1) * tileRows)
  }

  /// Floats of one worker's scratch.
  func scratchCount(columns: Int, kernels: KernelTable) -> Int {
    let tiles = ownTiles(columns: columns, tileRows: kernels.tileRows)
    return max(
      pointFloats(tiles: tiles, tileStride: inputStride)
        + pointFloats(tiles: tiles, tileStride: outputStride(columns)),
      WinogradPlainProduct.blockFloats)
  }

  /// Floats that all workers share.
  func sharedCount(images: Int, columns: Int, kernels: KernelTable) -> Int {
    guard let tiles = sharedTiles(images: images, columns: columns, tileRows: kernels.tileRows)
    else { return 0 }
    return pointFloats(tiles: tiles, tileStride: inputStride)
      + pointFloats(tiles: tiles, tileStride: outputStride(columns))
  }

  /// The tiles of the input that outputs read.
  func inputTiles(_ range: Range<Int>, capacity: Int) -> WinogradTiles {
    WinogradTiles(
      filter: filter, height: window.height, width: window.width, pixelStride: window.pixelStride,
      channels: window.channels, tilesHigh: tilesHigh, tilesWide: tilesWide,
      dy: window.taps[0].dy, dx: window.taps[0].dx, firstTile: range.lowerBound,
      tiles: range.count,
      pointStride: Self.pointStride(tiles: capacity, tileStride: inputStride),
      tileStride: inputStride)
  }

  /// The tiles of the outputs.
  func outputTiles(
    _ range: Range<Int>, columns: Int, pixelStride: Int, capacity: Int
  ) -> WinogradTiles {
    WinogradTiles(
      filter: filter, height: window.gridHeight, width: window.gridWidth, pixelStride: pixelStride,
      channels: columns, tilesHigh: tilesHigh, tilesWide: tilesWide,
      firstTile: range.lowerBound, tiles: range.count,
      pointStride: Self.pointStride(tiles: capacity, tileStride: outputStride(columns)),
      tileStride: outputStride(columns))
  }

  // MARK: Weights

  func packedCount(columns: Int, kernels: KernelTable) -> Int {
    filter.points * kernels.packedCount(rows: window.channels, columns: columns)
  }

  /// Takes a matrix of channels x columns for each tap to the points and packs them.
  func pack(
    _ taps: UnsafePointer<Float>, columns: Int, into packed: UnsafeMutablePointer<Float>,
    _ run: Run
  ) {
    let rows = window.channels
    let kernels = run.compute.kernels
    let pointStride = kernels.packedCount(rows: rows, columns: columns)
    run.compute.workers.forEachRun(of: rows, length: max(1, 8192 / columns)) { range, _ in
      kernels.winogradWeights(
        WinogradWeights(
          filter: filter, taps: UnsafeMutablePointer(mutating: taps), tapStride: rows * columns,
          firstRow: range.lowerBound, rows: range.count, columns: columns, panelDepth: rows,
          points: packed, pointStride: pointStride))
    }
  }

  /// What is read and written.
  struct Operands {
    var input: UnsafePointer<Float>
    var packed: UnsafePointer<Float>
    /// The same weights where they are read plain: where `takesPlainWeights` says so.
    var plain: PlainWeights?
    var columns: Int
    var result: UnsafeMutablePointer<Float>
    /// Floats from one pixel of the result to the next.
    var pixelStride: Int
    var epilogue = Epilogue()
    var accumulate = false
  }

  /// Sums over the result: `gather` is called for the pixels of each piece, whole images, once they
  /// are written.
  struct Gathering {
    var pixelsPerPiece: Int
    var gather: (Range<Int>) -> Void
  }

  func multiply(_ operands: Operands, _ run: Run, _ gathering: Gathering? = nil) {
    guard
      let most = sharedTiles(
        images: run.capacity, columns: operands.columns, tileRows: run.compute.kernels.tileRows)
    else { return multiplyOwn(operands, run, gathering) }
    let total = run.images * tilesPerImage
    // Passes of whole pieces, where one fits: the sums are taken while a pass is in the cache.
    let piece = gathering.map(tilesPerPiece) ?? 1
    let tiles = piece <= most ? most / piece * piece : most
    for first in stride(from: 0, to: total, by: tiles) {
      let pass = first..<min(first + tiles, total)
      multiplyShared(operands, pass, capacity: most, run)
      if piece <= most { gather(gathering, pass, run) }
    }
    if piece > most { gather(gathering, 0..<total, run) }
  }

  private func tilesPerPiece(_ gathering: Gathering) -> Int {
    gathering.pixelsPerPiece / window.positions * tilesPerImage
  }

  private func gather(_ gathering: Gathering?, _ tiles: Range<Int>, _ run: Run) {
    guard let gathering else { return }
    let start = tiles.lowerBound / tilesPerImage * window.positions
    let count = tiles.count / tilesPerImage * window.positions
    run.compute.workers.forEachRun(of: count, length: gathering.pixelsPerPiece) { pixels, _ in
      gathering.gather(start + pixels.lowerBound..<start + pixels.upperBound)
    }
  }

  /// Each worker takes tiles of its own through all stages.
  private func multiplyOwn(_ operands: Operands, _ run: Run, _ gathering: Gathering?) {
    let kernels = run.compute.kernels
    let capacity = ownTiles(columns: operands.columns, tileRows: kernels.tileRows)
    let length =
      gathering.map(tilesPerPiece)
      ?? run.compute.workers.share(of: run.images * tilesPerImage, upTo: capacity)
    run.compute.workers.forEachRun(of: run.images * tilesPerImage, length: length) {
      piece, worker in
      let places = places(at: run.scratch(worker), capacity: capacity)
      for first in stride(from: piece.lowerBound, to: piece.upperBound, by: capacity) {
        let range = first..<min(first + capacity, piece.upperBound)
        kernels.winogradInput(
          inputTiles(range, capacity: capacity), operands.input, places.input)
        for point in 0..<filter.points {
          multiply(operands, point, tiles: range.count, places, capacity: capacity, run)
        }
        kernels.winogradOutput(
          outputTiles(
            range, columns: operands.columns, pixelStride: operands.pixelStride,
            capacity: capacity),
          places.output, operands.result, operands.epilogue, operands.accumulate)
      }
      if let gathering {
        let start = piece.lowerBound / tilesPerImage * window.positions
        gathering.gather(start..<start + piece.count / tilesPerImage * window.positions)
      }
    }
  }

  typealias Places = (
    input: UnsafeMutablePointer<Float>, output: UnsafeMutablePointer<Float>
  )

  func places(at base: UnsafeMutablePointer<Float>, capacity: Int) -> Places {
    (base, base + pointFloats(tiles: capacity, tileStride: inputStride))
  }

  /// One point's product over all tiles of a run.
  private func multiply(
    _ operands: Operands, _ point: Int, tiles: Int, _ places: Places, capacity: Int, _ run: Run
  ) {
    let kernels = run.compute.kernels
    let columns = operands.columns
    let packed = kernels.packedCount(rows: window.channels, columns: columns)
    kernels.multiply(
      MatrixProduct(
        a: places.input + point * Self.pointStride(tiles: capacity, tileStride: inputStride),
        aStride: inputStride, rows: tiles, b: operands.packed + point * packed,
        panelDepth: window.channels, depth: window.channels, endColumn: columns,
        c: places.output
          + point * Self.pointStride(tiles: capacity, tileStride: outputStride(columns)),
        cStride: outputStride(columns)))
  }

  /// Stage by stage, all workers at the same one: large weights are read once in a pass.
  private func multiplyShared(
    _ operands: Operands, _ pass: Range<Int>, capacity: Int, _ run: Run
  ) {
    let kernels = run.compute.kernels
    let places = places(at: run.partials, capacity: capacity)
    forEachRun(of: pass, run) { range in
      kernels.winogradInput(
        inputTiles(range, capacity: capacity), operands.input,
        places.input + (range.lowerBound - pass.lowerBound) * inputStride)
    }
    if let plain = operands.plain {
      multiplyPlain(operands, plain, tiles: pass.count, places, capacity: capacity, run)
    } else {
      run.compute.workers.forEach(pieces: filter.points) { point, _ in
        multiply(operands, point, tiles: pass.count, places, capacity: capacity, run)
      }
    }
    let stride = outputStride(operands.columns)
    forEachRun(of: pass, run) { range in
      kernels.winogradOutput(
        outputTiles(
          range, columns: operands.columns, pixelStride: operands.pixelStride,
          capacity: capacity),
        places.output + (range.lowerBound - pass.lowerBound) * stride, operands.result,
        operands.epilogue, operands.accumulate)
    }
  }

  func forEachRun(of pass: Range<Int>, _ run: Run, _ body: (Range<Int>) -> Void) {
    let length = run.compute.workers.share(of: pass.count, upTo: 8)
    run.compute.workers.forEachRun(of: pass.count, length: length) { range, _ in
      body(pass.lowerBound + range.lowerBound..<pass.lowerBound + range.upperBound)
    }
  }
}
