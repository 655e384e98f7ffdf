/// Names that somebody may have meant.
enum NearestNames {
  /// The nearest few by edit distance (Levenshtein 1966), the nearest first.
  static func of(_ name: String, among names: [String], limit: Int = 3) -> [String] {
    var seen = Set<String>()
    let unique = names.filter { seen.insert($0).inserted }
    return unique.map { (name: $0, distance: distance(name, $0)) }
      .enumerated().sorted { ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset) }
      .prefix(limit).map(\.element.name)
  }

  private static func distance(_ first: String, _ second: String) -> Int {
    let (a, b) = (Array(first), Array(second))
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        row.append(min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1))
      }
      last = row
    }
    return last[b.count]
  }
}
