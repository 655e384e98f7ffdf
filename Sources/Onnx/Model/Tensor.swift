import Interchange

/// A tensor whose elements are known, row by row.
package struct Tensor: Equatable, Sendable {
  package var type: ElementType
  /// Sizes from the outermost axis; empty for a scalar.
  package var shape: [Int]
  package var elements: Elements

  /// The elements as they are worked with.
  package enum Elements: Equatable, Sendable {
    /// Of every floating-point type but float64.
    case floats([Float])
    case doubles([Double])
    /// Whole numbers and truth values (0 and 1).
    case integers([Int])
    /// Sizes of which one or more hang on the number of images.
    case sizes([Size])
  }

  package init(type: ElementType, shape: [Int], elements: Elements) {
    self.type = type
    self.shape = shape
    self.elements = elements
  }

  init(_ floats: [Float], shape: [Int]) {
    self.init(type: .float32, shape: shape, elements: .floats(floats))
  }

  init(_ integers: [Int], shape: [Int]? = nil) {
    self.init(type: .int64, shape: shape ?? [integers.count], elements: .integers(integers))
  }

  package var count: Int { elements.count }

  /// Products of sizes above this are refused.
  static let mostElements = 1 << 40

  /// The number of elements of a shape; nil for negative sizes and for more than can be.
  /// Sizes of 0 do not hide others that are too large, so every part of a shape may be multiplied.
  static func count(of shape: [Int]) -> Int? {
    guard shape.allSatisfy({ $0 >= 0 }) else { return nil }
    var count = 1
    for size in shape where size != 0 {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      if overflows || product > mostElements { return nil }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }
}

/// A size of a tensor: a number, or so many times the number of images.
package struct Size: Equatable, Sendable, CustomStringConvertible {
  var factor: Int
  var isPerImage = false

  package var description: String {
    isPerImage ? (factor == 1 ? "N" : "\(factor)N") : "\(factor)"
  }
}

extension Tensor.Elements {
  package var count: Int {
    switch self {
    case .floats(let list): list.count
    case .doubles(let list): list.count
    case .integers(let list): list.count
    case .sizes(let list): list.count
    }
  }

  /// The elements at some places, in their order.
  func at(_ places: [Int]) -> Tensor.Elements {
    switch self {
    case .floats(let list): .floats(places.map { list[$0] })
    case .doubles(let list): .doubles(places.map { list[$0] })
    case .integers(let list): .integers(places.map { list[$0] })
    case .sizes(let list): .sizes(places.map { list[$0] })
    }
  }
}

extension Tensor {
  /// All elements as Float, whatever they are.
  package func floats() throws -> [Float] {
    switch elements {
    case .floats(let list): return list
    case .doubles(let list): return list.map { Float($0) }
    case .integers(let list): return list.map { Float($0) }
    case .sizes: throw Fault(expected: "numbers", found: "sizes that hang on the batch")
    }
  }

  func doubles() throws -> [Double] {
    switch elements {
    case .floats(let list): return list.map { Double($0) }
    case .doubles(let list): return list
    case .integers(let list): return list.map { Double($0) }
    case .sizes: throw Fault(expected: "numbers", found: "sizes that hang on the batch")
    }
  }

  func integers() throws -> [Int] {
    switch elements {
    case .integers(let list): return list
    case .sizes: throw Fault(expected: "numbers", found: "sizes that hang on the batch")
    default: throw Fault(expected: "whole numbers", found: "\(type)")
    }
  }

  /// The elements as sizes, the batch's among them.
  func sizes() throws -> [Size] {
    if case .sizes(let list) = elements { return list }
    return try integers().map { Size(factor: $0) }
  }

  /// The only element.
  func scalar() throws -> Float {
    guard count == 1 else { throw Fault(expected: "one number", found: "\(count)") }
    return try floats()[0]
  }
}
