/// An array as NumPy's `.npy` files hold it.
package struct NumpyArray: Sendable, Equatable {
  package enum Elements: Sendable, Equatable {
    /// `|u1`, and `|b1` as 0 and 1; written as `|u1`.
    case bytes([UInt8])
    /// Any other integer type; written as `<i8`.
    case integers([Int])
    /// `<f4`.
    case floats([Float])
    /// `<f8`.
    case doubles([Double])
  }

  /// Sizes from the outermost axis; empty for a scalar.
  package let shape: [Int]
  /// Row-major (C order).
  package let elements: Elements

  /// - Precondition: the product of `shape` is the number of elements.
  package init(shape: [Int], elements: Elements) {
    precondition(Shape.elementCount(shape) == elements.count)
    self.shape = shape
    self.elements = elements
  }

  package init(shape: [Int], floats: [Float]) {
    self.init(shape: shape, elements: .floats(floats))
  }

  package init(shape: [Int], integers: [Int]) {
    self.init(shape: shape, elements: .integers(integers))
  }

  package init(shape: [Int], bytes: [UInt8]) {
    self.init(shape: shape, elements: .bytes(bytes))
  }

  /// The number of elements.
  package var count: Int { elements.count }

  package var isFloatingPoint: Bool {
    switch elements {
    case .floats, .doubles: true
    case .bytes, .integers: false
    }
  }

  /// The elements as Float, rounded where they do not fit.
  package var floats: [Float] {
    switch elements {
    case .bytes(let values): values.map { Float($0) }
    case .integers(let values): values.map { Float($0) }
    case .floats(let values): values
    case .doubles(let values): values.map { Float($0) }
    }
  }

  /// The elements as Double; whole numbers above 2^53 are rounded.
  package var doubles: [Double] {
    switch elements {
    case .bytes(let values): values.map { Double($0) }
    case .integers(let values): values.map { Double($0) }
    case .floats(let values): values.map { Double($0) }
    case .doubles(let values): values
    }
  }

  /// The first element that is no whole number of 64 bits, and its place; nil if all are.
  package var firstFraction: (place: Int, value: Double)? {
    switch elements {
    case .bytes, .integers: nil
    case .floats(let values):
      values.firstIndex { Int(exactly: $0) == nil }.map { ($0, Double(values[$0])) }
    case .doubles(let values):
      values.firstIndex { Int(exactly: $0) == nil }.map { ($0, values[$0]) }
    }
  }

  /// The elements as whole numbers, or nil where one has a fraction or does not fit.
  package var integers: [Int]? {
    switch elements {
    case .bytes(let values): return values.map { Int($0) }
    case .integers(let values): return values
    case .floats(let values): return Self.wholeNumbers(values)
    case .doubles(let values): return Self.wholeNumbers(values)
    }
  }

  private static func wholeNumbers(_ values: [some BinaryFloatingPoint]) -> [Int]? {
    var whole: [Int] = []
    whole.reserveCapacity(values.count)
    for value in values {
      guard let number = Int(exactly: value) else { return nil }
      whole.append(number)
    }
    return whole
  }
}

extension NumpyArray.Elements {
  /// The number of elements.
  package var count: Int {
    switch self {
    case .bytes(let values): values.count
    case .integers(let values): values.count
    case .floats(let values): values.count
    case .doubles(let values): values.count
    }
  }
}
