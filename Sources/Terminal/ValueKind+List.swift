extension ValueKind {
  /// Values parted by commas; a near miss is told of the first that is wrong.
  package static func list<Element>(of kind: ValueKind<Element>) -> Self
  where Value == [Element] {
    @Sendable func parts(_ text: String) -> [String] {
      text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return Self(
      expected: kind.expected + ", several parted by commas",
      suggest: { text in
        parts(text).first { kind.parse($0) == nil }.flatMap(kind.suggest)
      },
      parse: { text in
        let values = parts(text).map(kind.parse)
        return values.contains { $0 == nil } ? nil : values.compactMap { $0 }
      })
  }
}
