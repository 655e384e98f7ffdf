import KernelInterface

// The transforms of the square filter go over a square of vectors twice: along its columns into a
// square on the stack, then along that one's rows. Those of lines go over a line of vectors once.
// Where pixels are many, what the second pass finds is handed on and not put back: stores are what
// these loops wait for.

private typealias Square = UnsafeMutablePointer<Vector>

@inline(__always)
private func six(_ value: (Int) -> Vector) -> SixVectors {
  (value(0), value(1), value(2), value(3), value(4), value(5))
}

@inline(__always)
private func four(_ value: (Int) -> Vector) -> FourVectors {
  (value(0), value(1), value(2), value(3))
}

@inline(__always)
private func forEach(_ six: SixVectors, _ body: (Int, Vector) -> Void) {
  body(0, six.0)
  body(1, six.1)
  body(2, six.2)
  body(3, six.3)
  body(4, six.4)
  body(5, six.5)
}

@inline(__always)
private func forEach(_ four: FourVectors, _ body: (Int, Vector) -> Void) {
  body(0, four.0)
  body(1, four.1)
  body(2, four.2)
  body(3, four.3)
}

@inline(__always)
private func forEach(_ three: ThreeVectors, _ body: (Int, Vector) -> Void) {
  body(0, three.0)
  body(1, three.1)
  body(2, three.2)
}

@inline(__always)
private func withSquare(_ body: (Square) -> Void) {
  withUnsafeTemporaryAllocation(of: Vector.self, capacity: 36) {
    guard let square = $0.baseAddress else { return }
    body(square)
  }
}

/// Calls `body(number in the run, image, first pixel's y and x)` for each tile of a run.
@inline(__always)
private func forEachTile(_ tiles: WinogradTiles, _ body: (Int, Int, Int, Int) -> Void) {
  let perImage = tiles.tilesHigh &* tiles.tilesWide
  var image = tiles.firstTile / perImage
  var y = (tiles.firstTile % perImage) / tiles.tilesWide
  var x = (tiles.firstTile % perImage) % tiles.tilesWide
  for tile in 0..<tiles.tiles {
    body(
      tile, image, y &* tiles.filter.tileHeight &+ tiles.dy,
      x &* tiles.filter.tileWidth &+ tiles.dx)
    x &+= 1
    if x == tiles.tilesWide {
      x = 0
      y &+= 1
      if y == tiles.tilesHigh {
        y = 0
        image &+= 1
      }
    }
  }
}

/// Calls `body(tile, addresses)` for each tile, with the addresses of the `rows` x `columns` pixels
/// of its patch, those outside the image being addresses of zeros.
@inline(__always)
private func forEachPatch(
  _ tiles: WinogradTiles, _ pixels: UnsafePointer<Float>, rows: Int, columns: Int,
  _ body: (Int, UnsafeMutablePointer<UnsafePointer<Float>>) -> Void
) {
  withUnsafeTemporaryAllocation(of: Float.self, capacity: tiles.channels) { zeros in
    zeros.initialize(repeating: 0)
    withUnsafeTemporaryAllocation(of: UnsafePointer<Float>.self, capacity: rows &* columns) {
      patch in
      guard let patch = patch.baseAddress, let zeros = zeros.baseAddress else { return }
      let lineStride = tiles.width &* tiles.pixelStride
      forEachTile(tiles) { tile, image, y, x in
        let base = pixels + image &* tiles.height &* lineStride
        for row in 0..<rows {
          let line = base + (y &+ row) &* lineStride
          let isInside = y &+ row >= 0 && y &+ row < tiles.height
          for column in 0..<columns {
            let place = x &+ column
            (patch + (row &* columns &+ column)).initialize(
              to: isInside && place >= 0 && place < tiles.width
                ? line + place &* tiles.pixelStride : UnsafePointer(zeros))
          }
        }
        body(tile, patch)
      }
    }
  }
}

/// Takes the patches of tiles to their points; `transform(square, pixel, point)` hands over each
/// number of a point and its vector.
@inline(__always)
private func patchesToPoints(
  _ tiles: WinogradTiles, _ pixels: UnsafePointer<Float>, _ points: UnsafeMutablePointer<Float>,
  rows: Int, columns: Int, _ transform: (Square, (Int) -> Vector, (Int, Vector) -> Void) -> Void
) {
  withSquare { square in
    forEachPatch(tiles, pixels, rows: rows, columns: columns) { tile, patch in
      let target = points + tile &* tiles.tileStride
      forEachVector(
        tiles.channels,
        full: { channel in
          transform(square, { load(patch[$0] + channel) }) { point, vector in
            store(vector, target + (point &* tiles.pointStride &+ channel))
          }
        },
        tail: { channel, present in
          transform(square, { loadPart(patch[$0] + channel, present) }) { point, vector in
            storePart(vector, target + (point &* tiles.pointStride &+ channel), present)
          }
        })
    }
  }
}

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

/// Weights taken to the points and packed in panels there, padded with zeros: G g Gᵀ, or G g along
/// a line.
@inline(never)
func winogradWeights(_ weights: WinogradWeights) {
  if weights.filter == .square {
    weightsToPanels(weights, count: 36) { weightsToPoints($0, $1) }
  } else {
    weightsToPanels(weights, count: 8) { lineWeightsToPoints($0, $1) }
  }
}

@inline(__always)
private func weightsToPanels(
  _ weights: WinogradWeights, count: Int, _ transform: (Square, (Int) -> Vector) -> Void
) {
  withSquare { square in
    var column = 0
    while column < weights.columns {
      let left = weights.columns &- column
      let width = left > lanes ? 2 &* lanes : lanes
      let panel = weights.points + column &* weights.panelDepth
      for row in weights.firstRow..<weights.firstRow &+ weights.rows {
        let source = weights.taps + (row &* weights.rowStride &+ column)
        var lane = 0
        while lane < width {
          let present = min(left &- lane, lanes)
          transform(square) {
            let tap = source + ($0 &* weights.tapStride &+ lane)
            return present == lanes ? load(tap) : loadPart(tap, max(present, 0))
          }
          for point in 0..<count {
            store(
              square[point], panel + (point &* weights.pointStride &+ row &* width &+ lane))
          }
          lane &+= lanes
        }
      }
      column &+= width
    }
  }
}

@inline(__always)
private func weightsToPoints(_ square: Square, _ tap: (Int) -> Vector) {
  for column in 0..<3 {
    forEach(weightsToPoints((tap(column), tap(3 &+ column), tap(6 &+ column)))) {
      square[$0 &* 6 &+ column] = $1
    }
  }
  for row in 0..<6 {
    let line = square + row &* 6
    forEach(weightsToPoints((line[0], line[1], line[2]))) { line[$0] = $1 }
  }
}

/// The gradients of weights from those of the points (plain matrices): Gᵀ dU G, or Gᵀ dU along a
/// line.
@inline(never)
func winogradWeightGradient(_ weights: WinogradWeights) {
  if weights.filter == .square {
    pointsToTaps(weights, taps: 9, transform: { pointsToWeights($0, $1) }) {
      $0 / 3 &* 6 &+ $0 % 3
    }
  } else {
    pointsToTaps(weights, taps: 7, transform: { pointsToLineWeights($0, $1) }) { $0 }
  }
}

/// `transform(square, point)` leaves tap t's gradient at `place(t)` of `square`.
@inline(__always)
private func pointsToTaps(
  _ weights: WinogradWeights, taps: Int, transform: (Square, (Int) -> Vector) -> Void,
  place: (Int) -> Int
) {
  withSquare { square in
    for row in weights.firstRow..<weights.firstRow &+ weights.rows {
      let source = weights.points + row &* weights.columns
      let target = weights.taps + row &* weights.rowStride
      forEachVector(
        weights.columns,
        full: { column in
          transform(square) { load(source + ($0 &* weights.pointStride &+ column)) }
          for tap in 0..<taps {
            store(square[place(tap)], target + (tap &* weights.tapStride &+ column))
          }
        },
        tail: { column, count in
          transform(square) { loadPart(source + ($0 &* weights.pointStride &+ column), count) }
          for tap in 0..<taps {
            storePart(square[place(tap)], target + (tap &* weights.tapStride &+ column), count)
          }
        })
    }
  }
}

@inline(__always)
private func pointsToWeights(_ square: Square, _ point: (Int) -> Vector) {
  for column in 0..<6 {
    forEach(pointsToWeights(six { point($0 &* 6 &+ column) })) { square[$0 &* 6 &+ column] = $1 }
  }
  for row in 0..<3 {
    let line = square + row &* 6
    forEach(pointsToWeights(six { line[$0] })) { line[$0] = $1 }
  }
}
