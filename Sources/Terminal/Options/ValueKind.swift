import Text

/// How the text of an option becomes a value: what is expected, in words, and the conversion.
package struct ValueKind<Value: Sendable>: Sendable {
  /// Completes "expected …" in a message.
  package let expected: String
  /// The values that can be listed; near misses are compared with them.
  package let candidates: [String]
  /// Which files the value names, if it names any.
  package let file: FileUse?
  /// The value that was probably meant by a text that is none.
  package let suggest: @Sendable (String) -> String?
  /// A value as a user would write it.
  package let describe: @Sendable (Value) -> String
  /// Nil when the text is not what is expected.
  package let parse: @Sendable (String) -> Value?

  /// - Parameters:
  ///   - candidates: what near misses are compared with, where the values can be listed.
  ///   - suggest: finds near misses in another way.
  package init(
    expected: String, candidates: [String] = [], file: FileUse? = nil,
    suggest: (@Sendable (String) -> String?)? = nil,
    describe: @escaping @Sendable (Value) -> String = { "\($0)" },
    parse: @escaping @Sendable (String) -> Value?
  ) {
    self.expected = expected
    self.candidates = candidates
    self.file = file
    self.suggest = suggest ?? { Spelling.nearest(to: $0, among: candidates) }
    self.describe = describe
    self.parse = parse
  }
}

extension ValueKind where Value == Int {
  /// A whole number in `range`.
  package static func int(in range: ClosedRange<Int>) -> Self {
    let expected =
      range.upperBound == .max
      ? "a whole number, at least \(range.lowerBound)"
      : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return Self(expected: expected) { text in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension ValueKind where Value == UInt64 {
  /// Any number of 64 bits, for seeds.
  package static var seed: Self {
    Self(expected: "a whole number from 0 to \(UInt64.max)") { UInt64($0) }
  }
}

extension ValueKind where Value == Double {
  /// A finite number in `range`.
  package static func double(in range: ClosedRange<Double>) -> Self {
    let expected =
      range.upperBound == .infinity || range.upperBound == .greatestFiniteMagnitude
      ? "a number, at least \(range.lowerBound)"
      : "a number from \(range.lowerBound) to \(range.upperBound)"
    return Self(expected: expected, describe: Self.shortened) { text in
      Double(text).flatMap { $0.isFinite && range.contains($0) ? $0 : nil }
    }
  }

  /// A finite number above zero.
  package static var positive: Self {
    Self(expected: "a number above zero", describe: Self.shortened) { text in
      Double(text).flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
    }
  }

  /// Whole numbers without decimals.
  private static func shortened(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension ValueKind
where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One of the names of an enumeration.
  package static func choice(of type: Value.Type = Value.self) -> Self {
    let names = Value.allCases.map(\.rawValue)
    return Self(
      expected: "one of " + names.joined(separator: ", "), candidates: names,
      describe: { $0.rawValue }
    ) { Value(rawValue: $0) }
  }
}

extension ValueKind where Value == IndexList {
  /// Whole numbers and ranges of them, such as `0,5,9` or `0-9,20`.
  package static var indexList: Self {
    Self(expected: "whole numbers and ranges such as 0,5,9 or 0-9") { IndexList($0) }
  }
}
