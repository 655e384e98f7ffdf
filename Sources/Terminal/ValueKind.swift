import Text

/// How the text of an option becomes a value: what is expected, in words, and the conversion.
package struct ValueKind<Value: Sendable>: Sendable {
  /// Completes "expected …" in a message.
  package let expected: String
  /// The value that was probably meant by a text that is none.
  package let suggest: @Sendable (String) -> String?
  /// Nil when the text is not what is expected.
  package let parse: @Sendable (String) -> Value?

  /// - Parameter candidates: what near misses are compared with, where the values can be listed.
  package init(
    expected: String, candidates: [String] = [], parse: @escaping @Sendable (String) -> Value?
  ) {
    self.init(
      expected: expected, suggest: { Spelling.nearest(to: $0, among: candidates) }, parse: parse)
  }

  init(
    expected: String, suggest: @escaping @Sendable (String) -> String?,
    parse: @escaping @Sendable (String) -> Value?
  ) {
    self.expected = expected
    self.suggest = suggest
    self.parse = parse
  }
}

extension ValueKind where Value == String {
  /// Any text but the empty one.
  package static var string: Self {
    Self(expected: "a text that is not empty") { $0.isEmpty ? nil : $0 }
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
    return Self(expected: expected) { text in
      Double(text).flatMap { $0.isFinite && range.contains($0) ? $0 : nil }
    }
  }
}

extension ValueKind
where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One of the names of an enumeration.
  package static func choice(of type: Value.Type = Value.self) -> Self {
    let names = Value.allCases.map(\.rawValue)
    return Self(expected: "one of " + names.joined(separator: ", "), candidates: names) {
      Value(rawValue: $0)
    }
  }
}

extension ValueKind where Value == IndexList {
  /// Whole numbers and ranges of them, such as `0,5,9` or `0-9,20`.
  package static var indexList: Self {
    Self(expected: "whole numbers and ranges such as 0,5,9 or 0-9") { IndexList($0) }
  }
}
