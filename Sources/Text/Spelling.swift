/// Finds what somebody probably meant to type.
package enum Spelling {
  /// The candidate nearest to `word`, if it is near enough to be worth naming.
  ///
  /// Near is: at most a third of the longer word's letters wrong (at least one, so that `-` slips
  /// in short names are found), or `word` is the beginning of the candidate and has three letters
  /// or more. Of equally near candidates the first wins.
  package static func nearest(to word: String, among candidates: [String]) -> String? {
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(word, candidate)
      guard distance < best?.distance ?? .max else { continue }
      let limit = max(1, max(word.count, candidate.count) / 3)
      let isBeginning = word.count >= 3 && candidate.hasPrefix(word)
      if distance <= limit || isBeginning { best = (candidate, distance) }
    }
    return best?.candidate
  }

  /// The candidates that are fewest edits from `word`, the nearest first; of equally near ones the
  /// first. Each is named once.
  package static func ranked(
    _ candidates: [String], by word: String, limit: Int = 3
  ) -> [String] {
    var seen = Set<String>()
    let unique = candidates.filter { seen.insert($0).inserted }
    return unique.map { (name: $0, distance: distance(word, $0)) }
      .enumerated().sorted { ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset) }
      .prefix(limit).map(\.element.name)
  }

  /// Letters inserted, deleted, replaced or swapped with their neighbour to turn one word into
  /// the other, no part edited twice (Damerau 1964, optimal string alignment).
  package static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first)
    let b = Array(second)
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        let substitution = last[j] + (a[i] == b[j] ? 0 : 1)
        var cost = min(substitution, last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
