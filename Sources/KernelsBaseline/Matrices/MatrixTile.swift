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
}

/// Two groups of rows, one above the other.
struct Twice<Part: Accumulators>: Accumulators {
  @inline(__always) static var rows: Int { 2 &* Part.rows }
  @inline(__always) static var vectors: Int { Part.vectors }
  private var upper: Part
  private var lower: Part

  @inline(__always) init() {
    upper = Part()
    lower = Part()
  }

  @inline(__always) init(_ target: UnsafePointer<Float>, _ stride: Int) {
    upper = Part(target, stride)
    lower = Part(target + Part.rows &* stride, stride)
  }

  @inline(__always)
  mutating func add(
    _ column: UnsafePointer<Float>, _ rowStep: Int, _ first: Vector, _ second: Vector
  ) {
    upper.add(column, rowStep, first, second)
    lower.add(column + Part.rows &* rowStep, rowStep, first, second)
  }

  @inline(__always) func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int) {
    upper.store(target, stride)
    lower.store(target + Part.rows &* stride, stride)
  }
}

/// A row and two more of its kind below it.
struct Thrice<Part: Accumulators>: Accumulators {
  @inline(__always) static var rows: Int { 3 &* Part.rows }
  @inline(__always) static var vectors: Int { Part.vectors }
  private var top: Part
  private var rest: Twice<Part>

  @inline(__always) init() {
    top = Part()
    rest = Twice<Part>()
  }

  @inline(__always) init(_ target: UnsafePointer<Float>, _ stride: Int) {
    top = Part(target, stride)
    rest = Twice<Part>(target + Part.rows &* stride, stride)
  }

  @inline(__always)
  mutating func add(
    _ column: UnsafePointer<Float>, _ rowStep: Int, _ first: Vector, _ second: Vector
  ) {
    top.add(column, rowStep, first, second)
    rest.add(column + Part.rows &* rowStep, rowStep, first, second)
  }

  @inline(__always) func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int) {
    top.store(target, stride)
    rest.store(target + Part.rows &* stride, stride)
  }
}

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
    var column = a
    var line = b
    if var ahead {
      for _ in 0..<steps {
        fetch(ahead)
        ahead += floatsPerLine
        sums.add(column, line, aRow)
        column += aStep
        line += bStep
      }
    } else {
      for _ in 0..<steps {
        sums.add(column, line, aRow)
        column += aStep
        line += bStep
      }
    }
    sums.store(target, stride)
  }

  @inline(__always)
  private mutating func add(
    _ column: UnsafePointer<Float>, _ line: UnsafePointer<Float>, _ rowStep: Int
  ) {
    let first = load(line)
    add(column, rowStep, first, Self.vectors > 1 ? load(line + lanes) : first)
  }
}
