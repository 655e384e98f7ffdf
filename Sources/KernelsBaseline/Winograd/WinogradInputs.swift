import KernelInterface

/// The patches of input pixels that tiles read, taken to the points: Bᵀ d B, or Bᵀ d along a line.
@inline(never)
func winogradInput(
  _ tiles: WinogradTiles, _ pixels: UnsafePointer<Float>, _ points: UnsafeMutablePointer<Float>
) {
  switch tiles.filter {
  case .square:
    patchesToPoints(tiles, pixels, points, rows: 6, columns: 6) {
      inputToPoints($0, $1, $2)
    }
  case .row:
    patchesToPoints(tiles, pixels, points, rows: 1, columns: 8) {
      lineToPoints($0, $1)
      handOn($0, count: 8, $2)
    }
  case .column:
    patchesToPoints(tiles, pixels, points, rows: 8, columns: 1) {
      lineToPoints($0, $1)
      handOn($0, count: 8, $2)
    }
  }
}

@inline(__always)
private func handOn(_ line: Square, count: Int, _ point: (Int, Vector) -> Void) {
  for number in 0..<count { point(number, line[number]) }
}

@inline(__always)
private func inputToPoints(
  _ square: Square, _ pixel: (Int) -> Vector, _ point: (Int, Vector) -> Void
) {
  for column in 0..<6 {
    forEach(pixelsToPoints(six { pixel($0 &* 6 &+ column) })) { square[$0 &* 6 &+ column] = $1 }
  }
  for row in 0..<6 {
    let line = square + row &* 6
    forEach(pixelsToPoints(six { line[$0] })) { point(row &* 6 &+ $0, $1) }
  }
}

/// The gradients of tiles of outputs, taken to the points: A dY Aᵀ, or A dY along a line.
@inline(never)
func winogradOutputGradient(
  _ tiles: WinogradTiles, _ pixels: UnsafePointer<Float>, _ points: UnsafeMutablePointer<Float>
) {
  switch tiles.filter {
  case .square:
    patchesToPoints(tiles, pixels, points, rows: 4, columns: 4) {
      gradientToPoints($0, $1, $2)
    }
  case .row:
    patchesToPoints(tiles, pixels, points, rows: 1, columns: 2) {
      lineGradientToPoints($0, $1(0), $1(1))
      handOn($0, count: 8, $2)
    }
  case .column:
    patchesToPoints(tiles, pixels, points, rows: 2, columns: 1) {
      lineGradientToPoints($0, $1(0), $1(1))
      handOn($0, count: 8, $2)
    }
  }
}

@inline(__always)
private func gradientToPoints(
  _ square: Square, _ pixel: (Int) -> Vector, _ point: (Int, Vector) -> Void
) {
  for column in 0..<4 {
    forEach(outputsToPoints(four { pixel($0 &* 4 &+ column) })) { square[$0 &* 6 &+ column] = $1 }
  }
  for row in 0..<6 {
    let line = square + row &* 6
    forEach(outputsToPoints(four { line[$0] })) { point(row &* 6 &+ $0, $1) }
  }
}
