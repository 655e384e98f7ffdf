extension ValueKind {
  /// Values parted by commas; a near miss is told of the first that is wrong.
  package static func list<Element>(of kind: ValueKind<Element>) -> Self
  where Value == [Element] {
    @Sendable func parts(_ text: String) -> [String] {
      text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return Self(
      expected: kind.expected + ", several parted by commas",
      candidates: kind.candidates,
      suggest: { text in
        parts(text).first { kind.parse($0) == nil }.flatMap(kind.suggest)
      },
      describe: { $0.map(kind.describe).joined(separator: ",") },
      parse: { text in
        let values = parts(text).map(kind.parse)
        return values.contains { $0 == nil } ? nil : values.compactMap { $0 }
      })
  }

  /// The same values, and one word that stands for some of them.
  package func or(_ word: String, for value: Value) -> Self {
    let kind = self
    return Self(
      expected: word + " or " + expected, candidates: [word] + candidates, file: file,
      suggest: suggest, describe: describe
    ) { $0 == word ? value : kind.parse($0) }
  }
}
