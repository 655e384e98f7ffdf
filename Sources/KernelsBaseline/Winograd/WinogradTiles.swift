import KernelInterface

// The transforms of the square filter go over a square of vectors twice: along its columns into a
// square on the stack, then along that one's rows. Those of lines go over a line of vectors once.
// Where pixels are many, what the second pass finds is handed on and not put back: stores are what
// these loops wait for.

typealias Square = UnsafeMutablePointer<Vector>

@inline(__always)
func six(_ value: (Int) -> Vector) -> SixVectors {
  (value(0), value(1), value(2), value(3), value(4), value(5))
}

@inline(__always)
func four(_ value: (Int) -> Vector) -> FourVectors {
  (value(0), value(1), value(2), value(3))
}

@inline(__always)
func forEach(_ six: SixVectors, _ body: (Int, Vector) -> Void) {
  body(0, six.0)
  body(1, six.1)
  body(2, six.2)
  body(3, six.3)
  body(4, six.4)
  body(5, six.5)
}

@inline(__always)
func forEach(_ six: SixVectors, _ others: SixVectors, _ body: (Int, Vector, Vector) -> Void) {
  body(0, six.0, others.0)
  body(1, six.1, others.1)
  body(2, six.2, others.2)
  body(3, six.3, others.3)
  body(4, six.4, others.4)
  body(5, six.5, others.5)
}

@inline(__always)
func forEach(_ four: FourVectors, _ body: (Int, Vector) -> Void) {
  body(0, four.0)
  body(1, four.1)
  body(2, four.2)
  body(3, four.3)
}

@inline(__always)
func forEach(_ three: ThreeVectors, _ body: (Int, Vector) -> Void) {
  body(0, three.0)
  body(1, three.1)
  body(2, three.2)
}

@inline(__always)
func withSquare(_ body: (Square) -> Void) {
  withUnsafeTemporaryAllocation(of: Vector.self, capacity: 36) {
    guard let square = $0.baseAddress else { return }
    body(square)
  }
}

/// Calls `body(number in the run, image, first pixel's y and x)` for each tile of a run.
@inline(__always)
func forEachTile(_ tiles: WinogradTiles, _ body: (Int, Int, Int, Int) -> Void) {
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
func forEachPatch(
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
func patchesToPoints(
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
