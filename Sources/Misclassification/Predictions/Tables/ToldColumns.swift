/// What the user says that columns of a table are called; what is not said is told from the names.
package struct ToldColumns: Sendable, Equatable {
  /// What a column is for, in the words of the command line.
  package enum Use: String, Sendable, CaseIterable {
    case label, predicted, id, score
  }

  /// The names of the columns. That of scores may hold a `*`, which stands for the class.
  package private(set) var names: [Use: String] = [:]

  /// - Parameter pairs: a use and a name each.
  /// - Returns: nil where a use comes twice, a name is empty, or one with `*` is of no scores.
  package init?(_ pairs: [(use: Use, name: String)]) {
    for (use, name) in pairs {
      guard !name.isEmpty, names[use] == nil else { return nil }
      let stars = name.count { $0 == "*" }
      guard use == .score ? stars == 1 : stars == 0 else { return nil }
      names[use] = name
    }
    guard !names.isEmpty else { return nil }
  }

  /// What the `*` of the scores' name stands for in a column's name; nil for other columns.
  func scoredClass(_ column: String) -> String? {
    guard let pattern = names[.score] else { return nil }
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count == 2, column.count > pattern.count - 1, column.hasPrefix(parts[0]),
      column.hasSuffix(parts[1])
    else { return nil }
    return String(column.dropFirst(parts[0].count).dropLast(parts[1].count))
  }
}
