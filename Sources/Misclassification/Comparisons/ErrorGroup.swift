/// Kinds of mistakes that are looked at together, such as those between look-alike classes.
package struct ErrorGroup: Sendable, Equatable {
  /// One kind of mistake: an image of a class taken for another.
  package struct Edge: Sendable, Hashable {
    package let label: Int
    package let predicted: Int

    package init(label: Int, predicted: Int) {
      self.label = label
      self.predicted = predicted
    }
  }

  package let name: String
  /// At least one, each once.
  package let edges: [Edge]

  /// - Precondition: at least one edge, each once.
  package init(name: String, edges: [Edge]) {
    precondition(!edges.isEmpty && Set(edges).count == edges.count)
    self.name = name
    self.edges = edges
  }

  /// What is wrong with a text that should name groups.
  package struct Malformed: Error, Sendable, Equatable {
    package let problem: String
  }

  /// Reads groups such as `animals=cat>dog,dog>cat`: a name, and true>predicted of each mistake.
  ///
  /// - Throws: `Malformed` for another form, a class that does not exist, a name or mistake twice.
  package static func parse(
    _ texts: [String], classNames: [String]
  ) throws(Malformed) -> [ErrorGroup] {
    var groups: [ErrorGroup] = []
    var taken: [Edge: String] = [:]
    for text in texts {
      let group = try one(text, classNames)
      if groups.contains(where: { $0.name == group.name }) {
        throw Malformed(
          problem: "expected a different name for each group, found '\(group.name)' twice")
      }
      for edge in group.edges {
        if let other = taken.updateValue(group.name, forKey: edge) {
          throw Malformed(
            problem: "expected each mistake once, found \(classNames[edge.label])>"
              + "\(classNames[edge.predicted]) in '\(other)' and '\(group.name)'")
        }
      }
      groups.append(group)
    }
    return groups
  }

  private static func one(
    _ text: String, _ classNames: [String]
  ) throws(Malformed) -> ErrorGroup {
    let form = "expected NAME=true>predicted,…, found '\(text)'"
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
      throw Malformed(problem: form)
    }
    var edges: [Edge] = []
    for part in text[text.index(after: equals)...].split(
      separator: ",", omittingEmptySubsequences: false)
    {
      let ends = part.split(separator: ">", omittingEmptySubsequences: false).map(String.init)
      guard ends.count == 2 else { throw Malformed(problem: form) }
      let edge = Edge(
        label: try place(of: ends[0], classNames), predicted: try place(of: ends[1], classNames))
      guard edge.label != edge.predicted else {
        throw Malformed(problem: "expected two different classes, found '\(part)'")
      }
      guard !edges.contains(edge) else {
        throw Malformed(problem: "expected each mistake once, found '\(part)' twice")
      }
      edges.append(edge)
    }
    return ErrorGroup(name: String(text[..<equals]), edges: edges)
  }

  private static func place(
    of name: String, _ classNames: [String]
  ) throws(Malformed) -> Int {
    if let place = classNames.firstIndex(of: name) { return place }
    if let place = Int(name), classNames.indices.contains(place) { return place }
    let known = classNames.count <= 20 ? classNames.joined(separator: ", ") : "the data's"
    throw Malformed(problem: "expected a class (\(known)), found '\(name)'")
  }
}
