import Text

/// The names of classes, from whatever file or option they come.
package enum ClassNames {
  private static let longest = 1000

  /// The lines of a text file, blanks around a name and lines of nothing left out.
  ///
  /// - Throws: `InterchangeError` for bytes that are no text in UTF-8, and with the line for a name
  ///   that comes twice or holds what cannot be shown.
  package static func lines(of bytes: [UInt8], file: String) throws -> [String] {
    let form = "class names in UTF-8, one a line"
    if let other = FormatGuess.knownOrWeights(bytes) ?? FormatGuess.otherEncoding(of: bytes) {
      throw InterchangeError(file: file, expected: form, found: other)
    }
    var names: [String] = []
    var lineOf: [String: Int] = [:]
    for (line, text) in lines(bytes[ByteOrderMark.length(in: bytes)...]) {
      let name = String(decoding: text, as: UTF8.self)
      if let problem = problem(of: name) {
        throw InterchangeError(
          file: file, place: "line \(line)", expected: "a class name \(problem)",
          found: Excerpt.quoted(name))
      }
      if let first = lineOf.updateValue(line, forKey: name) {
        throw InterchangeError(
          file: file, place: "line \(line)",
          expected: "a different name for each class",
          found: "\(Excerpt.quoted(name)), which line \(first) has too")
      }
      names.append(name)
    }
    return names
  }

  /// Lines with something in them, by number; they end as those of tables do.
  private static func lines(_ bytes: ArraySlice<UInt8>) -> [(Int, ArraySlice<UInt8>)] {
    var found: [(Int, ArraySlice<UInt8>)] = []
    var (line, start, position) = (1, bytes.startIndex, bytes.startIndex)
    func add(_ end: Int) {
      var text = bytes[start..<end]
      while let first = text.first, isBlank(first) { text.removeFirst() }
      while let last = text.last, isBlank(last) { text.removeLast() }
      if !text.isEmpty { found.append((line, text)) }
    }
    while position < bytes.endIndex {
      let byte = bytes[position]
      if byte == 0x0A || byte == 0x0D {
        add(position)
        if byte == 0x0D, position + 1 < bytes.endIndex, bytes[position + 1] == 0x0A {
          position += 1
        }
        line += 1
        start = position + 1
      }
      position += 1
    }
    add(bytes.endIndex)
    return found
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// What a name should be and is not, in words that follow `a class`; nil for a good one.
  package static func problem(of name: String) -> String? {
    if name.isEmpty { return "that is not empty" }
    if name.unicodeScalars.contains(where: Printable.isControl) {
      return "without control characters"
    }
    return name.utf8.count > longest ? "of at most \(longest) bytes" : nil
  }

  /// What is wrong with a list of names; nil where nothing is.
  package static func problem(of names: [String]) -> String? {
    var placeOf: [String: Int] = [:]
    for (place, name) in names.enumerated() {
      if let problem = problem(of: name) {
        return "expected a name \(problem) for class \(place), found \(Excerpt.quoted(name))"
      }
      if let first = placeOf.updateValue(place, forKey: name) {
        return "expected a different name for each class, found \(Excerpt.quoted(name)) for "
          + "classes \(first) and \(place)"
      }
    }
    return nil
  }
}
