import KernelInterface

// The register tile: sums of a few rows by one or two vectors, built from rows by doubling and
// tripling.
//
// Every sum is a stored property of its own and every step is spelled out by the types, so the
// compiler keeps all of them in registers. (A loop over an array of sums is at the mercy of the
// unroller: where it fails, each step stores to memory and the kernel runs at half its speed.)

/// Sums of `rows` rows, each of `vectors` vectors.
protocol Accumulators {
  static var rows: Int { get }
  static var vectors: Int { get }
  /// All zero.
  init()
  /// What stands at `target`, rows `stride` apart.
  init(_ target: UnsafePointer<Float>, _ stride: Int)
  /// Adds column * line, where row r takes column[r * rowStep].
  mutating func add(
    _ column: UnsafePointer<Float>, _ rowStep: Int, _ first: Vector, _ second: Vector)
  func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int)
  /// The same by way of an epilogue; `residual` has the rows and the stride of `target`.
  func store(
    _ target: UnsafeMutablePointer<Float>, _ stride: Int, _ finish: Finish,
    _ residual: UnsafePointer<Float>?)
}

/// One row of two vectors.
struct WideRow: Accumulators {
  @inline(__always) static var rows: Int { 1 }
  @inline(__always) static var vectors: Int { 2 }
  private var left: Vector
  private var right: Vector

  @inline(__always) init() {
    left = .zero
    right = .zero
  }

  @inline(__always) init(_ target: UnsafePointer<Float>, _ stride: Int) {
    left = load(target)
    right = load(target + lanes)
  }

  @inline(__always)
  mutating func add(
    _ column: UnsafePointer<Float>, _ rowStep: Int, _ first: Vector, _ second: Vector
  ) {
    let value = Vector(repeating: column[0])
    left = multiplyAdd(left, value, first)
    right = multiplyAdd(right, value, second)
  }

  @inline(__always) func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int) {
    put(left, target)
    put(right, target + lanes)
  }

  @inline(__always)
  func store(
    _ target: UnsafeMutablePointer<Float>, _ stride: Int, _ finish: Finish,
    _ residual: UnsafePointer<Float>?
  ) {
    put(finish.value(left, finish.first, target, residual), target)
    put(
      finish.value(right, finish.second, target + lanes, residual.map { $0 + lanes }),
      target + lanes)
  }
}

/// One row of one vector; the second of each line is not used.
struct NarrowRow: Accumulators {
  @inline(__always) static var rows: Int { 1 }
  @inline(__always) static var vectors: Int { 1 }
  private var sum: Vector

  @inline(__always) init() { sum = .zero }

  @inline(__always) init(_ target: UnsafePointer<Float>, _ stride: Int) { sum = load(target) }

  @inline(__always)
  mutating func add(
    _ column: UnsafePointer<Float>, _ rowStep: Int, _ first: Vector, _ second: Vector
  ) {
    sum = multiplyAdd(sum, Vector(repeating: column[0]), first)
  }

  @inline(__always) func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int) {
    put(sum, target)
  }

  @inline(__always)
  func store(
    _ target: UnsafeMutablePointer<Float>, _ stride: Int, _ finish: Finish,
    _ residual: UnsafePointer<Float>?
  ) {
    put(finish.value(sum, finish.first, target, residual), target)
  }
}

/// Two groups of rows, one above the other.
struct Stack<Upper: Accumulators, Lower: Accumulators>: Accumulators {
  @inline(__always) static var rows: Int { Upper.rows &+ Lower.rows }
  @inline(__always) static var vectors: Int { Upper.vectors }
  private var upper: Upper
  private var lower: Lower

  @inline(__always) init() {
    upper = Upper()
    lower = Lower()
  }

  @inline(__always) init(_ target: UnsafePointer<Float>, _ stride: Int) {
    upper = Upper(target, stride)
    lower = Lower(target + Upper.rows &* stride, stride)
  }

  @inline(__always)
  mutating func add(
    _ column: UnsafePointer<Float>, _ rowStep: Int, _ first: Vector, _ second: Vector
  ) {
    upper.add(column, rowStep, first, second)
    lower.add(column + Upper.rows &* rowStep, rowStep, first, second)
  }

  @inline(__always) func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int) {
    upper.store(target, stride)
    lower.store(target + Upper.rows &* stride, stride)
  }

  @inline(__always)
  func store(
    _ target: UnsafeMutablePointer<Float>, _ stride: Int, _ finish: Finish,
    _ residual: UnsafePointer<Float>?
  ) {
    let below = Upper.rows &* stride
    upper.store(target, stride, finish, residual)
    lower.store(target + below, stride, finish, residual.map { $0 + below })
  }
}

typealias Twice<Part: Accumulators> = Stack<Part, Part>
typealias Thrice<Part: Accumulators> = Stack<Part, Twice<Part>>

extension Accumulators {
  /// The innermost loop of every matrix product.
  ///
  /// Step i multiplies the column a[i * aStep + r * aRow] with the row b[i * bStep ..]. The strides
  /// are passed so that one loop serves the forward product (aStep 1) and the weight gradient (aRow
  /// 1); the calls are inlined, so the constants reach the addresses. Each step fetches a line from
  /// `ahead` on.
  @inline(__always)
  static func product(
    a: UnsafePointer<Float>, aStep: Int, aRow: Int, b: UnsafePointer<Float>, bStep: Int,
    steps: Int, target: UnsafeMutablePointer<Float>, stride: Int, accumulate: Bool,
    fetching ahead: UnsafePointer<Float>?
  ) {
    var sums = accumulate ? Self(target, stride) : Self()
    sums.add(a: a, aStep: aStep, aRow: aRow, b: b, bStep: bStep, steps: steps, fetching: ahead)
    sums.store(target, stride)
  }

  /// The same, through an epilogue.
  @inline(__always)
  static func product(
    a: UnsafePointer<Float>, aStep: Int, aRow: Int, b: UnsafePointer<Float>, bStep: Int,
    steps: Int, target: UnsafeMutablePointer<Float>, stride: Int, finish: Finish,
    residual: UnsafePointer<Float>?, fetching ahead: UnsafePointer<Float>?
  ) {
    var sums = Self()
    sums.add(a: a, aStep: aStep, aRow: aRow, b: b, bStep: bStep, steps: steps, fetching: ahead)
    sums.store(target, stride, finish, residual)
  }

  @inline(__always)
  private mutating func add(
    a: UnsafePointer<Float>, aStep: Int, aRow: Int, b: UnsafePointer<Float>, bStep: Int,
    steps: Int, fetching ahead: UnsafePointer<Float>?
  ) {
    var column = a
    var line = b
    if var ahead {
      for _ in 0..<steps {
        fetch(ahead)
        ahead += floatsPerLine
        add(column, line, aRow)
        column += aStep
        line += bStep
      }
    } else {
      for _ in 0..<steps {
        add(column, line, aRow)
        column += aStep
        line += bStep
      }
    }
  }

  @inline(__always)
  private mutating func add(
    _ column: UnsafePointer<Float>, _ line: UnsafePointer<Float>, _ rowStep: Int
  ) {
    let first = load(line)
    add(column, rowStep, first, Self.vectors > 1 ? load(line + lanes) : first)
  }
}

/// What happens to whole vectors of a tile on their way from the registers to C.
struct Finish {
  /// Added per column: those of the tile's first vector and of its second.
  let first: Vector
  let second: Vector
  let accumulate: Bool
  private let lower: Vector
  private let upper: Vector

  @inline(__always)
  init(_ product: MatrixProduct, _ column: Int, vectors: Int) {
    // Negative zero is what leaves every number as it is.
    let nothing = Vector(repeating: -0.0)
    let bias = product.epilogue.bias.map { $0 + column }
    first = bias.map { load($0) } ?? nothing
    second = vectors > 1 ? bias.map { load($0 + lanes) } ?? nothing : nothing
    accumulate = product.accumulate
    lower = Vector(repeating: product.epilogue.bounds.lower)
    upper = Vector(repeating: product.epilogue.bounds.upper)
  }

  @inline(__always)
  func value(
    _ sum: Vector, _ bias: Vector, _ target: UnsafeMutablePointer<Float>,
    _ residual: UnsafePointer<Float>?
  ) -> Vector {
    var value = sum
    if accumulate { value += load(target) }
    value += bias
    if let residual { value += load(residual) }
    return clamp(value, lower, upper)
  }
}
