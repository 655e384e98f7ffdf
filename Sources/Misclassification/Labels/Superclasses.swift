import Interchange

/// Which classes belong together, as a user says: a table of classes and their superclasses.
package struct Superclasses: Sendable, Equatable {
  /// Of each class, in their order.
  package let names: [String]

  /// Reads lines `class,superclass`, with or without a header of these two words.
  ///
  /// - Throws: `InterchangeError` for a file that is no such table, or has a class twice, one that
  ///   the data do not have, or not all that they have.
  package static func read(path: String, classNames: [String]) throws -> Superclasses {
    try Superclasses(
      bytes: FileReader.bytes(of: path), source: path, classNames: classNames)
  }

  package init(bytes: [UInt8], source: String, classNames: [String]) throws {
    var reader = CSVReader(bytes: bytes, file: source)
    var found: [String: String] = [:]
    var isFirst = true
    while try reader.next() {
      defer { isFirst = false }
      let cells = (0..<reader.fieldCount).map { reader.text($0) }
      if isFirst, cells == ["class", "superclass"] { continue }
      guard cells.count == 2, !cells[1].isEmpty else {
        throw InterchangeError(
          file: source, place: "line \(reader.line)", expected: "a class and its superclass",
          found: Excerpt.quoted(cells.joined(separator: ",")))
      }
      guard classNames.contains(cells[0]) else {
        throw InterchangeError(
          file: source, place: "line \(reader.line)",
          expected: "one of the classes \(Excerpt.list(classNames, longest: 20))",
          found: Excerpt.quoted(cells[0]))
      }
      guard found.updateValue(cells[1], forKey: cells[0]) == nil else {
        throw InterchangeError(
          file: source, place: "line \(reader.line)", expected: "each class once",
          found: "\(Excerpt.quoted(cells[0])) again")
      }
    }
    names = try classNames.map { name in
      guard let superclass = found[name] else {
        throw InterchangeError(
          file: source, expected: "a superclass for each class",
          found: "none for \(Excerpt.quoted(name))")
      }
      return superclass
    }
  }

  package func areSame(_ first: Int, _ second: Int) -> Bool { names[first] == names[second] }
}
