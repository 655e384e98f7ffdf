import KernelInterface

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
