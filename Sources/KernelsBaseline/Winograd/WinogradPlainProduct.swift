import KernelInterface

/// Products of few tiles with plain weights; see `WinogradPlainProduct`.
@inline(never)
func winogradPlainProduct(_ product: WinogradPlainProduct) {
  clearSums(product)
  withSquare { square in
    var column = 0
    while column < product.columns {
      let columns = min(WinogradPlainProduct.blockColumns, product.columns &- column)
      var row = 0
      while row < product.rows {
        let rows = min(WinogradPlainProduct.blockRows, product.rows &- row)
        readBlock(product, row, rows, column, columns)
        let next = product.taps + ((row &+ rows) &* product.rowStride &+ column)
        var lane = 0
        while lane < columns {
          let weights = product.block + lane &* 9 &* WinogradPlainProduct.blockRows
          addBlock(product, row, rows, column &+ lane, next + lane, weights, square)
          lane &+= lanes
        }
        row &+= rows
      }
      column &+= columns
    }
  }
}

private func clearSums(_ product: WinogradPlainProduct) {
  for point in 0..<36 {
    for tile in 0..<product.tiles {
      let place = point &* product.outputPointStride &+ tile &* product.outputTileStride
      (product.output + place).update(repeating: 0, count: product.columns)
    }
  }
}

/// Copies weights, scaled: for each vector of columns and each row the nine taps side by side.
///
/// Where they come from, taps mostly lie a power of two apart and would put each other out of the
/// caches; so each is read along its rows, and the next one fetched meanwhile.
@inline(__always)
private func readBlock(
  _ product: WinogradPlainProduct, _ row: Int, _ rows: Int, _ column: Int, _ columns: Int
) {
  for tap in 0..<9 {
    let source = product.taps + (tap &* product.tapStride &+ row &* product.rowStride &+ column)
    let ahead = tap < 8 ? product.tapStride : 0
    for number in 0..<rows {
      let line = source + number &* product.rowStride
      var lane = 0
      while lane < columns {
        fetch(line + (lane &+ ahead))
        var weights = load(line + lane)
        if let scale = product.scale { weights *= load(scale + (column &+ lane)) }
        store(
          weights,
          product.block
            + (lane &* 9 &* WinogradPlainProduct.blockRows &+ (number &* 9 &+ tap) &* lanes))
        lane &+= lanes
      }
    }
  }
}

/// Adds the rows of a block to one vector of columns of all tiles' points.
///
/// - Parameter next: where these columns of the next block begin, of which some taps are fetched.
@inline(__always)
private func addBlock(
  _ product: WinogradPlainProduct, _ row: Int, _ rows: Int, _ column: Int,
  _ next: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, _ square: Square
) {
  var number = 0
  while number &+ 2 <= rows {
    for tap in 0..<tapsAhead {
      let ahead = next + (tap &* product.tapStride &+ number &* product.rowStride)
      fetch(ahead)
      fetch(ahead + product.rowStride)
    }
    addTwoRows(product, row &+ number, column, weights + number &* 9 &* lanes, square)
    number &+= 2
  }
  if number < rows {
    addRow(product, row &+ number, column, weights + number &* 9 &* lanes, square)
  }
}

/// Taps of the next block that are fetched while this one is worked on: more would not stay.
@inline(__always) private var tapsAhead: Int { 4 }

/// The first of the two passes to the points: three columns of taps to six rows of three.
@inline(__always)
private func toLines(_ weights: UnsafePointer<Float>, _ square: Square) {
  @inline(__always) func tap(_ number: Int) -> Vector { load(weights + number &* lanes) }
  for column in 0..<3 {
    forEach(weightsToPoints((tap(column), tap(3 &+ column), tap(6 &+ column)))) {
      square[$0 &* 3 &+ column] = $1
    }
  }
}

@inline(__always)
private func addRow(
  _ product: WinogradPlainProduct, _ row: Int, _ column: Int, _ weights: UnsafePointer<Float>,
  _ square: Square
) {
  toLines(weights, square)
  for line in 0..<6 {
    let three = square + line &* 3
    forEach(weightsToPoints((three[0], three[1], three[2]))) { place, weight in
      let point = line &* 6 &+ place
      let input = product.input + (point &* product.inputPointStride &+ row)
      let output = product.output + (point &* product.outputPointStride &+ column)
      for tile in 0..<product.tiles {
        let sum = output + tile &* product.outputTileStride
        let value = Vector(repeating: input[tile &* product.inputTileStride])
        store(multiplyAdd(load(sum), value, weight), sum)
      }
    }
  }
}

/// Two rows at once: sums are fetched and put back half as often.
@inline(__always)
private func addTwoRows(
  _ product: WinogradPlainProduct, _ row: Int, _ column: Int, _ weights: UnsafePointer<Float>,
  _ square: Square
) {
  toLines(weights, square)
  toLines(weights + 9 &* lanes, square + 18)
  for line in 0..<6 {
    let (three, other) = (square + line &* 3, square + (18 &+ line &* 3))
    forEach(
      weightsToPoints((three[0], three[1], three[2])),
      weightsToPoints((other[0], other[1], other[2]))
    ) { place, weight, next in
      let point = line &* 6 &+ place
      let input = product.input + (point &* product.inputPointStride &+ row)
      let output = product.output + (point &* product.outputPointStride &+ column)
      for tile in 0..<product.tiles {
        let sum = output + tile &* product.outputTileStride
        let values = input + tile &* product.inputTileStride
        let first = multiplyAdd(load(sum), Vector(repeating: values[0]), weight)
        store(multiplyAdd(first, Vector(repeating: values[1]), next), sum)
      }
    }
  }
}
