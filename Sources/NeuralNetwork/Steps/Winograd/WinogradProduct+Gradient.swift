import Compute
import Images
import KernelInterface

// The gradient of the weights.

extension WinogradProduct {
  /// Rows and tiles of one block of the weight gradient's product at a point.
  private static let gradientDepth = 160
  private static let gradientTiles = 128

  func gradientScratchCount(kernels: KernelTable) -> Int {
    Self.gradientTiles * kernels.panelWidth
  }

  func gradientSharedCount(images: Int, columns: Int, kernels: KernelTable) -> Int {
    let tiles = passTiles(images: images, columns: columns, tileRows: kernels.tileRows)
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
    let capacity = passTiles(
      images: run.capacity, columns: columns, tileRows: kernels.tileRows)
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

  /// At each point: sums (+)= transpose(input's points) * gradient's points, over the tiles of a
  /// pass.
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
