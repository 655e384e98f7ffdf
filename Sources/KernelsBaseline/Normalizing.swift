import KernelInterface

// What a batch norm makes of its input, and of its output's gradient: vector by vector of a row, on
// a few rows at a time that lie far apart. Each is a stretch of memory of its own, and the
// processor fetches ahead in all of them: one stretch alone would wait at the beginning of every
// page.

/// Rows that are worked on together.
private let stretches = 4

/// Calls `body(first, distance, count)` for groups of rows: `count` of them from `first` on,
/// `distance` apart.
@inline(__always)
private func forEachGroup(
  _ rows: Int, _ body: (_ first: Int, _ distance: Int, _ count: Int) -> Void
) {
  let distance = rows / stretches
  for row in 0..<distance { body(row, distance, stretches) }
  for row in distance &* stretches..<rows { body(row, 0, 1) }
}

/// What an activation limited: kept, or computed from the input again.
///
/// A type rather than a closure, so that its use in a loop is never left a call.
protocol LimitedValue {
  func callAsFunction(_ index: Int, _ column: Int, _ x: Vector) -> Vector
  /// The same with `count` lanes.
  func part(_ index: Int, _ column: Int, _ x: Vector, _ count: Int) -> Vector
}

struct KeptValue: LimitedValue {
  var y: UnsafePointer<Float>
  @inline(__always) func callAsFunction(_ index: Int, _ column: Int, _ x: Vector) -> Vector {
    load(y + index)
  }
  @inline(__always)
  func part(_ index: Int, _ column: Int, _ x: Vector, _ count: Int) -> Vector {
    loadPart(y + index, count)
  }
}

struct ComputedValue: LimitedValue {
  var scale: UnsafePointer<Float>
  var shift: UnsafePointer<Float>
  @inline(__always) func callAsFunction(_ index: Int, _ column: Int, _ x: Vector) -> Vector {
    multiplyAdd(load(shift + column), x, load(scale + column))
  }
  @inline(__always)
  func part(_ index: Int, _ column: Int, _ x: Vector, _ count: Int) -> Vector {
    multiplyAdd(loadPart(shift + column, count), x, loadPart(scale + column, count))
  }
}

/// See `ScaleShift`.
@inline(never)
func scaleShift(_ operands: ScaleShift) {
  let lower = Vector(repeating: operands.bounds.lower)
  let upper = Vector(repeating: operands.bounds.upper)
  let width = operands.width
  forEachGroup(operands.rows) { first, distance, count in
    forEachVector(
      width,
      full: { column in
        let scale = load(operands.scale + column)
        let shift = load(operands.shift + column)
        var index = first &* width &+ column
        for _ in 0..<count {
          var value = multiplyAdd(shift, load(operands.x + index), scale)
          if let residual = operands.residual { value += load(residual + index) }
          store(clamp(value, lower, upper), operands.y + index)
          index &+= distance &* width
        }
      },
      tail: { column, present in
        let scale = loadPart(operands.scale + column, present)
        let shift = loadPart(operands.shift + column, present)
        var index = first &* width &+ column
        for _ in 0..<count {
          var value = multiplyAdd(shift, loadPart(operands.x + index, present), scale)
          if let residual = operands.residual { value += loadPart(residual + index, present) }
          storePart(clamp(value, lower, upper), operands.y + index, present)
          index &+= distance &* width
        }
      })
  }
}

/// See `NormalizationGradient`.
@inline(never)
func normalizationGradient(_ operands: NormalizationGradient) {
  if let y = operands.y {
    normalizationGradient(operands, KeptValue(y: y))
  } else {
    normalizationGradient(
      operands, ComputedValue(scale: operands.scale, shift: operands.shift))
  }
}

@inline(__always)
private func normalizationGradient(
  _ operands: NormalizationGradient, _ limited: some LimitedValue
) {
  let lower = Vector(repeating: operands.bounds.lower)
  let upper = Vector(repeating: operands.bounds.upper)
  let width = operands.width
  forEachGroup(operands.rows) { first, distance, count in
    forEachVector(
      width,
      full: { column in
        let center = load(operands.center + column)
        let scale = load(operands.scale + column)
        let slope = load(operands.slope + column)
        let offset = load(operands.offset + column)
        var index = first &* width &+ column
        for _ in 0..<count {
          let x = load(operands.x + index)
          let g = masked(load(operands.gradient + index), limited(index, column, x), lower, upper)
          let value = multiplyAdd(multiplyAdd(offset, x - center, slope), g, scale)
          let dx = operands.dx + index
          store(operands.accumulate ? load(dx) + value : value, dx)
          if let residual = operands.residual {
            store(operands.accumulateResidual ? load(residual + index) + g : g, residual + index)
          }
          index &+= distance &* width
        }
      },
      tail: { column, present in
        var index = first &* width &+ column
        for _ in 0..<count {
          normalizationGradientTail(operands, limited, index, column, present, lower, upper)
          index &+= distance &* width
        }
      })
  }
}

@inline(__always)
private func normalizationGradientTail(
  _ operands: NormalizationGradient, _ limited: some LimitedValue, _ index: Int, _ column: Int,
  _ count: Int, _ lower: Vector, _ upper: Vector
) {
  let x = loadPart(operands.x + index, count)
  let y = limited.part(index, column, x, count)
  let g = masked(loadPart(operands.gradient + index, count), y, lower, upper)
  var value = multiplyAdd(
    loadPart(operands.offset + column, count), x - loadPart(operands.center + column, count),
    loadPart(operands.slope + column, count))
  value = multiplyAdd(value, g, loadPart(operands.scale + column, count))
  let dx = operands.dx + index
  storePart(operands.accumulate ? loadPart(dx, count) + value : value, dx, count)
  if let residual = operands.residual {
    let target = residual + index
    storePart(operands.accumulateResidual ? loadPart(target, count) + g : g, target, count)
  }
}
