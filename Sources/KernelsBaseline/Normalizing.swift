import KernelInterface

// Columns are worked on four vectors at a time, so that each row is read in long stretches and
// four independent sums hide the latency of the additions.

/// See `Moments`.
@inline(never)
func moments(_ operands: Moments) {
  let width = operands.width
  var column = 0
  while column &+ 4 &* lanes <= width {
    moments(operands, column, vectors: Four())
    column &+= 4 &* lanes
  }
  while column &+ lanes <= width {
    moments(operands, column, vectors: One())
    column &+= lanes
  }
  for column in column..<width {
    var sum: Float = 0
    var square: Float = 0
    for row in 0..<operands.rows {
      let value = operands.x[row &* width &+ column] - operands.shift[column]
      sum += value
      square += value * value
    }
    operands.sums[column] += sum
    operands.squares[column] += square
  }
}

/// A group of neighbouring vectors that a loop keeps in registers.
protocol VectorGroup {
  associatedtype Sums
  static var zeros: Sums { get }
  @inline(__always)
  static func update(_ sums: inout Sums, _ body: (_ vector: Int, _ sum: Vector) -> Vector)
}

struct One: VectorGroup {
  @inline(__always) static var zeros: Vector { .zero }
  @inline(__always)
  static func update(_ sums: inout Vector, _ body: (Int, Vector) -> Vector) {
    sums = body(0, sums)
  }
}

struct Four: VectorGroup {
  @inline(__always) static var zeros: (Vector, Vector, Vector, Vector) {
    (.zero, .zero, .zero, .zero)
  }
  @inline(__always)
  static func update(
    _ sums: inout (Vector, Vector, Vector, Vector), _ body: (Int, Vector) -> Vector
  ) {
    sums = (body(0, sums.0), body(1, sums.1), body(2, sums.2), body(3, sums.3))
  }
}

@inline(__always)
private func moments<Group: VectorGroup>(_ operands: Moments, _ column: Int, vectors: Group) {
  var sums = Group.zeros
  var squares = Group.zeros
  let shift = operands.shift + column
  var x = operands.x + column
  for _ in 0..<operands.rows {
    Group.update(&sums) { $1 + (load(x + $0 &* lanes) - load(shift + $0 &* lanes)) }
    Group.update(&squares) {
      let value = load(x + $0 &* lanes) - load(shift + $0 &* lanes)
      return multiplyAdd($1, value, value)
    }
    x += operands.width
  }
  addTo(operands.sums + column, sums, vectors)
  addTo(operands.squares + column, squares, vectors)
}

@inline(__always)
private func addTo<Group: VectorGroup>(
  _ target: UnsafeMutablePointer<Float>, _ sums: Group.Sums, _ vectors: Group
) {
  var sums = sums
  Group.update(&sums) {
    store(load(target + $0 &* lanes) + $1, target + $0 &* lanes)
    return $1
  }
}

/// See `ScaleShift`.
@inline(never)
func scaleShift(_ operands: ScaleShift) {
  let lower = Vector(repeating: operands.bounds.lower)
  let upper = Vector(repeating: operands.bounds.upper)
  for row in 0..<operands.rows {
    let start = row &* operands.width
    let x = operands.x + start
    let y = operands.y + start
    if let residual = operands.residual {
      forEachVector(
        operands.width,
        full: {
          let value = multiplyAdd(
            load(operands.shift + $0), load(x + $0), load(operands.scale + $0))
          store(clamp(value + load(residual + (start &+ $0)), lower, upper), y + $0)
        },
        tail: {
          let value = multiplyAdd(
            loadPart(operands.shift + $0, $1), loadPart(x + $0, $1),
            loadPart(operands.scale + $0, $1))
          let sum = value + loadPart(residual + (start &+ $0), $1)
          storePart(clamp(sum, lower, upper), y + $0, $1)
        })
    } else {
      forEachVector(
        operands.width,
        full: {
          let value = multiplyAdd(
            load(operands.shift + $0), load(x + $0), load(operands.scale + $0))
          store(clamp(value, lower, upper), y + $0)
        },
        tail: {
          let value = multiplyAdd(
            loadPart(operands.shift + $0, $1), loadPart(x + $0, $1),
            loadPart(operands.scale + $0, $1))
          storePart(clamp(value, lower, upper), y + $0, $1)
        })
    }
  }
}

/// See `MaskedMoments`.
@inline(never)
func maskedMoments(_ operands: MaskedMoments) {
  let width = operands.width
  var column = 0
  while column &+ 4 &* lanes <= width {
    maskedMoments(operands, column, vectors: Four())
    column &+= 4 &* lanes
  }
  while column &+ lanes <= width {
    maskedMoments(operands, column, vectors: One())
    column &+= lanes
  }
  for column in column..<width {
    var sum: Float = 0
    var product: Float = 0
    for row in 0..<operands.rows {
      let index = row &* width &+ column
      let y = operands.y[index]
      if y <= operands.bounds.lower || y >= operands.bounds.upper { continue }
      sum += operands.gradient[index]
      product += operands.gradient[index] * (operands.x[index] - operands.center[column])
    }
    operands.sums[column] += sum
    operands.products[column] += product
  }
}

@inline(__always)
private func maskedMoments<Group: VectorGroup>(
  _ operands: MaskedMoments, _ column: Int, vectors: Group
) {
  let lower = Vector(repeating: operands.bounds.lower)
  let upper = Vector(repeating: operands.bounds.upper)
  var sums = Group.zeros
  var products = Group.zeros
  let center = operands.center + column
  var offset = column
  for _ in 0..<operands.rows {
    let gradient = operands.gradient + offset
    let y = operands.y + offset
    let x = operands.x + offset
    Group.update(&sums) {
      $1 + masked(load(gradient + $0 &* lanes), load(y + $0 &* lanes), lower, upper)
    }
    Group.update(&products) {
      let g = masked(load(gradient + $0 &* lanes), load(y + $0 &* lanes), lower, upper)
      return multiplyAdd($1, g, load(x + $0 &* lanes) - load(center + $0 &* lanes))
    }
    offset &+= operands.width
  }
  addTo(operands.sums + column, sums, vectors)
  addTo(operands.products + column, products, vectors)
}

/// See `NormalizationGradient`.
@inline(never)
func normalizationGradient(_ operands: NormalizationGradient) {
  let lower = Vector(repeating: operands.bounds.lower)
  let upper = Vector(repeating: operands.bounds.upper)
  for row in 0..<operands.rows {
    let start = row &* operands.width
    forEachVector(
      operands.width,
      full: { column in
        let index = start &+ column
        let g = masked(load(operands.gradient + index), load(operands.y + index), lower, upper)
        var value = multiplyAdd(
          load(operands.offset + column), load(operands.x + index) - load(operands.center + column),
          load(operands.slope + column))
        value = multiplyAdd(value, g, load(operands.scale + column))
        let dx = operands.dx + index
        store(operands.accumulate ? load(dx) + value : value, dx)
        if let residual = operands.residual {
          store(operands.accumulateResidual ? load(residual + index) + g : g, residual + index)
        }
      },
      tail: { column, count in
        let index = start &+ column
        let g = masked(
          loadPart(operands.gradient + index, count), loadPart(operands.y + index, count), lower,
          upper)
        var value = multiplyAdd(
          loadPart(operands.offset + column, count),
          loadPart(operands.x + index, count) - loadPart(operands.center + column, count),
          loadPart(operands.slope + column, count))
        value = multiplyAdd(value, g, loadPart(operands.scale + column, count))
        let dx = operands.dx + index
        storePart(operands.accumulate ? loadPart(dx, count) + value : value, dx, count)
        if let residual = operands.residual {
          let target = residual + index
          storePart(
            operands.accumulateResidual ? loadPart(target, count) + g : g, target, count)
        }
      })
  }
}
