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
  @inline(__always)
  static func add(_ part: Sums, to sums: inout Sums)
}

/// Rows whose sum is taken by itself before it joins the sum of all: rounding grows with the length
/// of a chain of additions, and two short chains round less than one long one.
private let chain = 32

struct One: VectorGroup {
  @inline(__always) static var zeros: Vector { .zero }
  @inline(__always)
  static func update(_ sums: inout Vector, _ body: (Int, Vector) -> Vector) {
    sums = body(0, sums)
  }
  @inline(__always) static func add(_ part: Vector, to sums: inout Vector) { sums += part }
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
  @inline(__always) static func add(_ part: Sums, to sums: inout Sums) {
    sums = (sums.0 + part.0, sums.1 + part.1, sums.2 + part.2, sums.3 + part.3)
  }
}

@inline(__always)
private func moments<Group: VectorGroup>(_ operands: Moments, _ column: Int, vectors: Group) {
  var sums = Group.zeros
  var squares = Group.zeros
  let shift = operands.shift + column
  var x = operands.x + column
  var left = operands.rows
  while left > 0 {
    var partSums = Group.zeros
    var partSquares = Group.zeros
    for _ in 0..<min(left, chain) {
      Group.update(&partSums) { $1 + (load(x + $0 &* lanes) - load(shift + $0 &* lanes)) }
      Group.update(&partSquares) {
        let value = load(x + $0 &* lanes) - load(shift + $0 &* lanes)
        return multiplyAdd($1, value, value)
      }
      x += operands.width
    }
    Group.add(partSums, to: &sums)
    Group.add(partSquares, to: &squares)
    left &-= chain
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
      let y =
        operands.y?[index]
        ?? multiplyAdd(operands.shift[column], operands.x[index], operands.scale[column])
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
  if let y = operands.y {
    maskedMoments(operands, column, vectors, KeptValue(y: y))
  } else {
    let limited = ComputedValue(scale: operands.scale, shift: operands.shift)
    maskedMoments(operands, column, vectors, limited)
  }
}

@inline(__always)
private func maskedMoments<Group: VectorGroup>(
  _ operands: MaskedMoments, _ column: Int, _ vectors: Group, _ limited: some LimitedValue
) {
  let lower = Vector(repeating: operands.bounds.lower)
  let upper = Vector(repeating: operands.bounds.upper)
  var sums = Group.zeros
  var products = Group.zeros
  var offset = column
  var left = operands.rows
  while left > 0 {
    var partSums = Group.zeros
    var partProducts = Group.zeros
    for _ in 0..<min(left, chain) {
      Group.update(&partSums) {
        let place = offset &+ $0 &* lanes
        let y = limited(place, column &+ $0 &* lanes, load(operands.x + place))
        return $1 + masked(load(operands.gradient + place), y, lower, upper)
      }
      Group.update(&partProducts) {
        let place = offset &+ $0 &* lanes
        let x = load(operands.x + place)
        let y = limited(place, column &+ $0 &* lanes, x)
        let g = masked(load(operands.gradient + place), y, lower, upper)
        return multiplyAdd($1, g, x - load(operands.center + (column &+ $0 &* lanes)))
      }
      offset &+= operands.width
    }
    Group.add(partSums, to: &sums)
    Group.add(partProducts, to: &products)
    left &-= chain
  }
  addTo(operands.sums + column, sums, vectors)
  addTo(operands.products + column, products, vectors)
}
