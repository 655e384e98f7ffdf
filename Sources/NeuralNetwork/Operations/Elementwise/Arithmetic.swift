/// Two values joined number by number.
///
/// A side (height, width or channels) of one of them may be 1 where the other's is larger: its
/// numbers then meet all of the other's along that side.
package struct Arithmetic: Operation {
  package enum Kind: String, Equatable, Sendable {
    case sum
    case difference
    case product
    case quotient
    case maximum
    case minimum
  }

  package var kind: Kind

  package var text: String { kind.rawValue }
  package var isModule: Bool { false }

  package func output(of inputs: [Shape], at place: LayerPlace) throws(NetworkError) -> Shape {
    try place.check(inputs.count, 2...2, "number of inputs")
    let (left, right) = (inputs[0], inputs[1])
    func fit(_ one: Int, _ other: Int) -> Bool { one == other || one == 1 || other == 1 }
    guard fit(left.height, right.height), fit(left.width, right.width),
      fit(left.channels, right.channels)
    else {
      throw place.error(
        expected: "two inputs whose sides are equal or 1", found: "\(left) and \(right)")
    }
    return Shape(
      max(left.height, right.height), max(left.width, right.width),
      max(left.channels, right.channels))
  }

  package func step(_ fused: FusedNode, in compilation: Compilation) -> any Step {
    ArithmeticStep(fused, compilation.graph, kind)
  }
}

extension GraphBuilder {
  /// Number by number; a side of 1 meets any other.
  ///
  /// Sums of one shape and products with factors of the channels are those that are quickest.
  package mutating func combine(
    _ kind: Arithmetic.Kind, _ left: Value, _ right: Value
  ) throws(NetworkError) -> Value {
    let (one, other) = (shape(of: left), shape(of: right))
    if kind == .sum, one == other { return try add(left, right) }
    if kind == .product, other == Shape(1, 1, one.channels) {
      return try scaleChannels(left, by: right)
    }
    if kind == .product, one == Shape(1, 1, other.channels) {
      return try scaleChannels(right, by: left)
    }
    return try append(kind.rawValue, Arithmetic(kind: kind), [left, right])
  }
}
