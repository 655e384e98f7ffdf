import KernelInterface

/// Tiles of outputs from the points, through the epilogue into the image: Aᵀ m A, or Aᵀ m along a
/// line.
///
/// The epilogue's residual lies as the pixels do.
@inline(never)
func winogradOutput(
  _ tiles: WinogradTiles, _ points: UnsafePointer<Float>, _ pixels: UnsafeMutablePointer<Float>,
  _ epilogue: Epilogue, accumulate: Bool
) {
  switch tiles.filter {
  case .square:
    pointsToPixels(tiles, points, pixels, epilogue, accumulate) {
      pointsToTile($0, $1, rows: $2, $3)
    }
  case .row:
    pointsToPixels(tiles, points, pixels, epilogue, accumulate) { line, point, _, output in
      pointsToLine(line, point)
      output(0, 0, line[0])
      output(0, 1, line[1])
    }
  case .column:
    pointsToPixels(tiles, points, pixels, epilogue, accumulate) { line, point, rows, output in
      pointsToLine(line, point)
      for row in 0..<rows { output(row, 0, line[row]) }
    }
  }
}

/// `transform(square, point, rows, output)` hands over row, column and vector of each output of a
/// tile's first rows; those in columns beyond the image are dropped here.
@inline(__always)
private func pointsToPixels(
  _ tiles: WinogradTiles, _ points: UnsafePointer<Float>, _ pixels: UnsafeMutablePointer<Float>,
  _ epilogue: Epilogue, _ accumulate: Bool,
  _ transform: (Square, (Int) -> Vector, Int, (Int, Int, Vector) -> Void) -> Void
) {
  let lower = Vector(repeating: epilogue.bounds.lower)
  let upper = Vector(repeating: epilogue.bounds.upper)
  withSquare { square in
    forEachTile(tiles) { tile, image, y, x in
      let source = points + tile &* tiles.tileStride
      let first = (image &* tiles.height &+ y) &* tiles.width &+ x
      let rows = min(tiles.filter.tileHeight, tiles.height &- y)
      let columns = min(tiles.filter.tileWidth, tiles.width &- x)
      forEachVector(
        tiles.channels,
        full: { channel in
          let bias = epilogue.bias.map { load($0 + channel) } ?? .zero
          transform(
            square, { load(source + ($0 &* tiles.pointStride &+ channel)) }, rows
          ) { row, column, vector in
            if column >= columns { return }
            let offset =
              (first &+ row &* tiles.width &+ column) &* tiles.pixelStride &+ channel
            var value = vector + bias
            if accumulate { value += load(pixels + offset) }
            if let residual = epilogue.residual { value += load(residual + offset) }
            store(clamp(value, lower, upper), pixels + offset)
          }
        },
        tail: { channel, count in
          let bias = epilogue.bias.map { loadPart($0 + channel, count) } ?? .zero
          transform(
            square, { loadPart(source + ($0 &* tiles.pointStride &+ channel), count) }, rows
          ) { row, column, vector in
            if column >= columns { return }
            let offset =
              (first &+ row &* tiles.width &+ column) &* tiles.pixelStride &+ channel
            var value = vector + bias
            if accumulate { value += loadPart(pixels + offset, count) }
            if let residual = epilogue.residual { value += loadPart(residual + offset, count) }
            storePart(clamp(value, lower, upper), pixels + offset, count)
          }
        })
    }
  }
}

@inline(__always)
private func pointsToTile(
  _ square: Square, _ point: (Int) -> Vector, rows: Int, _ output: (Int, Int, Vector) -> Void
) {
  for column in 0..<6 {
    forEach(pointsToOutputs(six { point($0 &* 6 &+ column) })) { square[$0 &* 6 &+ column] = $1 }
  }
  for row in 0..<rows {
    let line = square + row &* 6
    forEach(pointsToOutputs(six { line[$0] })) { output(row, $0, $1) }
  }
}
