/// Short names for files, each another.
enum ObserverNames {
  /// What a training run calls its predictions; the run's own name says more.
  private static let anonymous = "predictions"

  /// The file's name without its ending, or its directory's for `predictions.csv` of a run;
  /// directories are put before names that would be the same, and numbers after those that still
  /// are.
  static func of(_ paths: [String]) -> [String] {
    let parts = paths.map(parts)
    var depths = [Int](repeating: 1, count: paths.count)
    var names: [String] = []
    while true {
      names = zip(parts, depths).map { $0.suffix($1).joined(separator: "/") }
      let times = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
      let growing = names.indices.filter {
        times[names[$0], default: 0] > 1 && depths[$0] < parts[$0].count
      }
      if growing.isEmpty { break }
      for index in growing { depths[index] += 1 }
    }
    return numbered(names)
  }

  private static func parts(of path: String) -> [Substring] {
    var parts = path.split(separator: "/").filter { $0 != "." }
    guard let file = parts.popLast() else { return [path[...]] }
    let dot = file.lastIndex(of: ".").flatMap { $0 > file.startIndex ? $0 : nil }
    let stem = dot.map { file[..<$0] } ?? file
    if stem == anonymous, let directory = parts.last, directory != ".." { return parts }
    return parts + [stem]
  }

  private static func numbered(_ names: [String]) -> [String] {
    var taken = Set<String>()
    return names.map { name in
      var (unique, number) = (name, 1)
      while !taken.insert(unique).inserted {
        number += 1
        unique = "\(name) (\(number))"
      }
      return unique
    }
  }
}
