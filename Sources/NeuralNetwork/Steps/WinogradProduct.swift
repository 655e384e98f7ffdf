import Compute
import Images
import KernelInterface

/// A 3 x 3, 1 x 7 or 7 x 1 convolution of stride 1 by way of Winograd's points: a quarter of the
/// multiplications, or four sevenths.
///
/// Patches of the input and the weights are taken to 36 (or 8) points; at each of them the convolution is
/// one matrix product, tiles x channels by channels x columns; the results are taken back to tiles of
/// 4 x 4 (or 2) outputs. The bits of an output do not depend on how the tiles are cut.
struct WinogradProduct {
  let window: Window
  /// Most images of one pass: what the memory between the stages is planned for.
  private let capacity: Int
  private let filter: WinogradFilter
  private let tilesHigh: Int
  private let tilesWide: Int

  /// Tiles that one worker takes through all three stages by itself: what stands between the stages
  /// stays in its second cache.
  private static let ownFloats = 170_000
  /// Floats of weights at the points above which they, not the tiles, are what should be read only once.
  private static let largeWeights = 360_000
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

  /// For at most `images` images; nil where the window is no such filter.
  init?(_ window: Window, images: Int) {
    guard let filter = Self.filter(window) else { return nil }
    self.window = window
    capacity = images
    self.filter = filter
    tilesHigh = (window.gridHeight + filter.tileHeight - 1) / filter.tileHeight
    tilesWide = (window.gridWidth + filter.tileWidth - 1) / filter.tileWidth
  }

  /// Whether it is quicker than the plain product.
  ///
  /// Not where tiles hang over the image's edge too far, where there are too few channels to fill
  /// vectors, or too few tiles to be worth reading four times the weights if these are large. (Small
  /// ones are always treated alike, so that scores do not depend on the size of the batch.)
  func pays(columns: Int) -> Bool {
    guard window.channels >= 8, columns >= 8 else { return false }
    let multiplications = tilesPerImage * filter.points
    let isWorthReading =
      weightFloats(columns) <= Self.largeWeights || capacity * tilesPerImage >= 16
    return 4 * window.taps.count * window.positions >= 5 * multiplications && isWorthReading
  }

  private var tilesPerImage: Int { tilesHigh * tilesWide }
  private func weightFloats(_ columns: Int) -> Int {
    filter.points * window.channels * columns
  }
  private var inputStride: Int { Blocks.rowStride(window.channels) }
  private func outputStride(_ columns: Int) -> Int { Blocks.rowStride(columns) }

  /// Floats from one point's matrix to the next: a line more than whole pages, so that the points of one
  /// tile do not fall into the same set of the first cache.
  private static func pointStride(tiles: Int, tileStride: Int) -> Int {
    (tiles * tileStride + 1023) / 1024 * 1024 + 16
  }

  private func pointFloats(tiles: Int, tileStride: Int) -> Int {
    filter.points * Self.pointStride(tiles: tiles, tileStride: tileStride)
  }

  // MARK: How the tiles are cut

  private func ownTiles(columns: Int, tileRows: Int) -> Int {
    let fitting =
      Self.ownFloats / (filter.points * (inputStride + outputStride(columns)))
    return min(max(fitting / tileRows, 1), 8) * tileRows
  }

  /// Tiles of one pass that all workers share, or nil where each takes tiles of its own.
  private func sharedTiles(columns: Int, tileRows: Int) -> Int? {
    let tiles = capacity * tilesPerImage
    let own = ownTiles(columns: columns, tileRows: tileRows)
    guard weightFloats(columns) > Self.largeWeights || tiles < 8 * own else { return nil }
    return passTiles(columns: columns, tileRows: tileRows)
  }

  private func passTiles(columns: Int, tileRows: Int) -> Int {
    let fitting =
      Self.sharedFloats / (filter.points * (inputStride + outputStride(columns)))
    return min(capacity * tilesPerImage, max(fitting / tileRows, 1) * tileRows)
  }

  /// Floats of one worker's scratch.
  func scratchCount(columns: Int, kernels: KernelTable) -> Int {
    let tiles = ownTiles(columns: columns, tileRows: kernels.tileRows)
    return pointFloats(tiles: tiles, tileStride: inputStride)
      + pointFloats(tiles: tiles, tileStride: outputStride(columns))
  }

  /// Floats that all workers share.
  func sharedCount(columns: Int, kernels: KernelTable) -> Int {
    guard let tiles = sharedTiles(columns: columns, tileRows: kernels.tileRows) else { return 0 }
    return pointFloats(tiles: tiles, tileStride: inputStride)
      + pointFloats(tiles: tiles, tileStride: outputStride(columns))
  }

  /// The tiles of the input that outputs read.
  private func inputTiles(_ range: Range<Int>, capacity: Int) -> WinogradTiles {
    WinogradTiles(
      filter: filter, height: window.height, width: window.width, pixelStride: window.pixelStride,
      channels: window.channels, tilesHigh: tilesHigh, tilesWide: tilesWide,
      dy: window.taps[0].dy, dx: window.taps[0].dx, firstTile: range.lowerBound,
      tiles: range.count,
      pointStride: Self.pointStride(tiles: capacity, tileStride: inputStride),
      tileStride: inputStride)
  }

  /// The tiles of the outputs.
  private func outputTiles(
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
    compute: Compute
  ) {
    let rows = window.channels
    let pointStride = compute.kernels.packedCount(rows: rows, columns: columns)
    compute.workers.forEachRun(of: rows, length: max(1, 8192 / columns)) { range, _ in
      compute.kernels.winogradWeights(
        WinogradWeights(
          filter: filter, taps: UnsafeMutablePointer(mutating: taps), tapStride: rows * columns,
          firstRow: range.lowerBound, rows: range.count, columns: columns, panelDepth: rows,
          points: packed, pointStride: pointStride))
    }
  }

  // MARK: The product

  /// What is read and written.
  struct Operands {
    var input: UnsafePointer<Float>
    var packed: UnsafePointer<Float>
    var columns: Int
    var result: UnsafeMutablePointer<Float>
    /// Floats from one pixel of the result to the next.
    var pixelStride: Int
    var epilogue = Epilogue()
    var accumulate = false
  }

  /// Sums over the result: `gather` is called for the pixels of each piece, whole images, once they are
  /// written.
  struct Gathering {
    var pixelsPerPiece: Int
    var gather: (Range<Int>) -> Void
  }

  func multiply(_ operands: Operands, _ run: Run, _ gathering: Gathering? = nil) {
    guard let most = sharedTiles(columns: operands.columns, tileRows: run.compute.kernels.tileRows)
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
    let length = gathering.map(tilesPerPiece) ?? capacity
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

  private typealias Places = (
    input: UnsafeMutablePointer<Float>, output: UnsafeMutablePointer<Float>
  )

  private func places(at base: UnsafeMutablePointer<Float>, capacity: Int) -> Places {
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
    run.compute.workers.forEach(pieces: filter.points) { point, _ in
      multiply(operands, point, tiles: pass.count, places, capacity: capacity, run)
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

  private func forEachRun(of pass: Range<Int>, _ run: Run, _ body: (Range<Int>) -> Void) {
    run.compute.workers.forEachRun(of: pass.count, length: 8) { range, _ in
      body(pass.lowerBound + range.lowerBound..<pass.lowerBound + range.upperBound)
    }
  }

  // MARK: The weight gradient

  /// Rows and tiles of one block of the weight gradient's product at a point.
  private static let gradientDepth = 160
  private static let gradientTiles = 128

  func gradientScratchCount(kernels: KernelTable) -> Int {
    Self.gradientTiles * kernels.panelWidth
  }

  func gradientSharedCount(columns: Int, kernels: KernelTable) -> Int {
    let tiles = passTiles(columns: columns, tileRows: kernels.tileRows)
    return pointFloats(tiles: tiles, tileStride: inputStride)
      + pointFloats(tiles: tiles, tileStride: outputStride(columns))
      + filter.points * window.channels * columns
  }

  /// Writes the gradient of the weights, a matrix of channels x columns for each tap.
  func weightGradient(
    input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>, pixelStride: Int,
    columns: Int, result: UnsafeMutablePointer<Float>, _ run: Run
  ) {
    let kernels = run.compute.kernels
    let total = run.images * tilesPerImage
    let capacity = passTiles(columns: columns, tileRows: kernels.tileRows)
    let places = places(at: run.partials, capacity: capacity)
    let sums =
      places.output + pointFloats(tiles: capacity, tileStride: outputStride(columns))
    for first in stride(from: 0, to: total, by: capacity) {
      let pass = first..<min(first + capacity, total)
      forEachRun(of: pass, run) { range in
        let place = range.lowerBound - pass.lowerBound
        kernels.winogradInput(
          inputTiles(range, capacity: capacity), input, places.input + place * inputStride)
        kernels.winogradOutputGradient(
          outputTiles(range, columns: columns, pixelStride: pixelStride, capacity: capacity),
          outputGradient, places.output + place * outputStride(columns))
      }
      addProducts(pass, places, capacity: capacity, columns: columns, into: sums, run)
    }
    let size = window.channels * columns
    run.compute.workers.forEachRun(of: window.channels, length: max(1, 8192 / columns)) {
      range, _ in
      kernels.winogradWeightGradient(
        WinogradWeights(
          filter: filter, taps: result, tapStride: size, firstRow: range.lowerBound,
          rows: range.count,
          columns: columns, panelDepth: window.channels, points: sums, pointStride: size))
    }
  }

  /// At each point: sums (+)= transpose(input's points) * gradient's points, over the tiles of a pass.
  private func addProducts(
    _ pass: Range<Int>, _ places: Places, capacity: Int, columns: Int,
    into sums: UnsafeMutablePointer<Float>, _ run: Run
  ) {
    let kernels = run.compute.kernels
    let blocks = (window.channels + Self.gradientDepth - 1) / Self.gradientDepth
    let depth = ((window.channels + blocks - 1) / blocks + 15) / 16 * 16
    run.compute.workers.forEach(pieces: filter.points * blocks) { piece, worker in
      let point = piece / blocks
      let firstRow = piece % blocks * depth
      guard firstRow < window.channels else { return }
      let a =
        places.input + point * Self.pointStride(tiles: capacity, tileStride: inputStride)
        + firstRow
      let d =
        places.output
        + point * Self.pointStride(tiles: capacity, tileStride: outputStride(columns))
      for first in stride(from: 0, to: pass.count, by: Self.gradientTiles) {
        kernels.weightGradient(
          WeightGradient(
            a: a + first * inputStride, aStride: inputStride,
            d: d + first * outputStride(columns), dStride: outputStride(columns),
            rows: min(Self.gradientTiles, pass.count - first),
            depth: min(depth, window.channels - firstRow), columns: columns,
            result: sums + (point * window.channels + firstRow) * columns, resultStride: columns,
            accumulate: pass.lowerBound + first > 0, panel: run.scratch(worker)))
      }
    }
  }
}
