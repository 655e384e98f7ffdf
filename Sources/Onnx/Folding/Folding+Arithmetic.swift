import Foundation
import Interchange

/// Arithmetic on known numbers.
extension Folding {
  /// Two operands, spread over each other.
  ///
  /// - Parameters:
  ///   - integers: nil where the result is no number that the type holds.
  ///   - sizes: likewise, where one may hang on the batch.
  static func binary(
    _ numbers: @escaping @Sendable (Double, Double) -> Double,
    integers: @escaping @Sendable (Int, Int) -> Int?,
    sizes: (@Sendable (Size, Size) -> Size?)? = nil
  ) -> Fold {
    { folding in
      var result = try folding.tensor(0)
      for index in 1..<max(folding.count, 1) {
        result = try folding.joined(
          result, folding.tensor(index), numbers, integers: integers, sizes: sizes)
      }
      return [result]
    }
  }

  private func joined(
    _ left: Tensor, _ right: Tensor, _ numbers: (Double, Double) -> Double,
    integers: (Int, Int) -> Int?, sizes: ((Size, Size) -> Size?)?
  ) throws -> Tensor {
    guard left.type == right.type else {
      throw Fault(expected: "two inputs of one type", found: "\(left.type) and \(right.type)")
    }
    let shape = try Self.spread([left.shape, right.shape])
    let (one, other) = (try spread(left, over: shape), try spread(right, over: shape))
    func whole<Number>(_ results: [Number?]) throws -> [Number] {
      guard !results.contains(where: { $0 == nil }) else {
        throw Fault(expected: "results that \(left.type) holds", found: "others")
      }
      return results.compactMap { $0 }
    }
    let elements: Tensor.Elements
    switch (one.elements, other.elements) {
    case (.integers(let a), .integers(let b)):
      elements = .integers(
        try whole(
          zip(a, b).map { pair in
            integers(pair.0, pair.1).flatMap { left.type.range.contains($0) ? $0 : nil }
          }))
    case (.sizes, _), (_, .sizes):
      guard let sizes else { throw Fault("is not computed for sizes that hang on the batch") }
      elements = .sizes(try whole(try zip(one.sizes(), other.sizes()).map { sizes($0, $1) }))
    default:
      elements = one.floating(zip(try one.doubles(), try other.doubles()).map { numbers($0, $1) })
    }
    return Tensor(type: left.type, shape: shape, elements: elements)
  }

  static func unary(
    _ function: @escaping @Sendable (Double) -> Double, integers: (@Sendable (Int) -> Int?)? = nil
  ) -> Fold {
    { folding in
      var result = try folding.tensor(0)
      _ = try folding.room(for: result.shape)
      if case .integers(let list) = result.elements, let integers {
        let mapped = list.map { integers($0).flatMap { result.type.range.contains($0) ? $0 : nil } }
        guard !mapped.contains(nil) else {
          throw Fault(expected: "results that \(result.type) holds", found: "others")
        }
        result.elements = .integers(mapped.compactMap { $0 })
        return [result]
      }
      guard result.type.isFloatingPoint else {
        throw Fault(expected: "numbers with a fraction", found: "\(result.type)")
      }
      result.elements = result.floating(try result.doubles().map(function))
      return [result]
    }
  }

  /// Comparisons, whose results are truth values.
  static func comparison(
    _ function: @escaping @Sendable (Double, Double) -> Bool
  ) -> Fold {
    { folding in
      let (left, right) = (try folding.tensor(0), try folding.tensor(1))
      let shape = try spread([left.shape, right.shape])
      let (one, other) = (
        try folding.spread(left, over: shape), try folding.spread(right, over: shape)
      )
      // Whole numbers that Double does not tell apart are no sizes.
      for tensor in [one, other] where !tensor.type.isFloatingPoint {
        guard try tensor.integers().allSatisfy({ abs(Double($0)) < 9e15 }) else {
          throw Fault(expected: "whole numbers below 2^53", found: "larger ones")
        }
      }
      let results = zip(try one.doubles(), try other.doubles()).map { function($0, $1) ? 1 : 0 }
      return [Tensor(type: .bool, shape: shape, elements: .integers(results))]
    }
  }

  // What sizes that hang on the batch may be made to.

  static func product(_ one: Size, _ other: Size) -> Size? {
    guard !(one.isPerImage && other.isPerImage) else { return nil }
    let (factor, overflows) = one.factor.multipliedReportingOverflow(by: other.factor)
    return overflows ? nil : Size(factor: factor, isPerImage: one.isPerImage || other.isPerImage)
  }

  static func quotient(_ one: Size, _ other: Size) -> Size? {
    if one.isPerImage, other.isPerImage {
      return other.factor != 0 && one.factor % other.factor == 0
        ? Size(factor: one.factor / other.factor) : nil
    }
    guard !other.isPerImage, other.factor > 0, one.factor >= 0 else { return nil }
    if one.isPerImage, one.factor % other.factor != 0 { return nil }
    return Size(factor: one.factor / other.factor, isPerImage: one.isPerImage)
  }

  static func sum(_ one: Size, _ other: Size) -> Size? {
    guard one.isPerImage == other.isPerImage else { return nil }
    let (factor, overflows) = one.factor.addingReportingOverflow(other.factor)
    return overflows ? nil : Size(factor: factor, isPerImage: one.isPerImage)
  }
}

extension Tensor {
  /// Numbers with a fraction as this tensor's type stores them.
  func floating(_ numbers: [Double]) -> Elements {
    type == .float64 ? .doubles(numbers) : .floats(numbers.map { Float($0) })
  }
}

/// Arithmetic that tells an overflow by nil.
enum Checked {
  static func sum(_ a: Int, _ b: Int) -> Int? {
    let (value, overflows) = a.addingReportingOverflow(b)
    return overflows ? nil : value
  }

  static func difference(_ a: Int, _ b: Int) -> Int? {
    let (value, overflows) = a.subtractingReportingOverflow(b)
    return overflows ? nil : value
  }

  static func product(_ a: Int, _ b: Int) -> Int? {
    let (value, overflows) = a.multipliedReportingOverflow(by: b)
    return overflows ? nil : value
  }

  /// Towards zero, as ONNX has it.
  static func quotient(_ a: Int, _ b: Int) -> Int? {
    let (value, overflows) = a.dividedReportingOverflow(by: b)
    return overflows ? nil : value
  }

  /// With the divisor's sign, as ONNX's Mod.
  static func modulus(_ a: Int, _ b: Int) -> Int? {
    let (rest, overflows) = a.remainderReportingOverflow(dividingBy: b)
    if overflows { return nil }
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
  }
}
