import Testing

/// A strict reader of markup: every element closed in order, attributes quoted and unique, only
/// known entities.
struct MarkupChecker {
  /// The elements in order of their start tags, with their attributes.
  private(set) var elements: [(name: String, attributes: [String: String])] = []
  /// The text between tags, as written.
  private(set) var text = ""
  private(set) var problems: [String] = []
  private var open: [String] = []

  private static let void: Set<String> = ["meta", "!DOCTYPE", "?xml"]

  init(_ markup: String) {
    var rest = Substring(markup)
    while let start = rest.firstIndex(of: "<") {
      let raw = open.last.flatMap { ["style", "script"].contains($0) ? $0 : nil }
      if raw == nil { checkText(rest[..<start]) }
      rest = rest[start...]
      if let raw, !rest.hasPrefix("</\(raw)>") {
        guard let end = rest.range(of: "</\(raw)>") else { break }
        rest = rest[end.lowerBound...]
        continue
      }
      guard let end = rest.firstIndex(of: ">") else {
        problems.append("a tag without end: \(rest.prefix(40))")
        return
      }
      tag(rest[rest.index(after: start)..<end])
      rest = rest[rest.index(after: end)...]
    }
    checkText(rest)
    if !open.isEmpty { problems.append("not closed: \(open)") }
  }

  private mutating func checkText(_ text: Substring) {
    self.text += text
    for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
    where !["amp;", "lt;", "gt;", "quot;", "#39;"].contains(where: part.hasPrefix) {
      problems.append("a bare ampersand before \(part.prefix(20))")
    }
  }

  private mutating func tag(_ tag: Substring) {
    if tag.hasPrefix("/") {
      let name = String(tag.dropFirst())
      if open.popLast() != name { problems.append("</\(name)> closes nothing") }
      return
    }
    let closed = tag.hasSuffix("/")
    let body = closed ? tag.dropLast() : tag
    let name = String(body.prefix { $0 != " " })
    elements.append((name, attributes(body.dropFirst(name.count), of: name)))
    if !closed && !Self.void.contains(name) { open.append(name) }
  }

  private mutating func attributes(_ text: Substring, of name: String) -> [String: String] {
    if name == "!DOCTYPE" || name == "?xml" { return [:] }
    var found: [String: String] = [:]
    var rest = text.drop { $0 == " " }
    while !rest.isEmpty {
      let key = String(rest.prefix { $0 != "=" })
      rest = rest.dropFirst(key.count)
      guard rest.hasPrefix("=\"") else {
        problems.append("an attribute without value in <\(name)\(text)>")
        return found
      }
      rest = rest.dropFirst(2)
      let value = rest.prefix { $0 != "\"" }
      checkText(value)
      if found.updateValue(String(value), forKey: key) != nil {
        problems.append("\(key) twice in <\(name)>")
      }
      rest = rest.dropFirst(value.count + 1).drop { $0 == " " }
    }
    return found
  }
}

extension Substring {
  fileprivate func range(of text: String) -> Range<Index>? {
    indices.first { self[$0...].hasPrefix(text) }.map { $0..<index($0, offsetBy: text.count) }
  }
}

func check(_ markup: String, sourceLocation: SourceLocation = #_sourceLocation) -> MarkupChecker {
  let checker = MarkupChecker(markup)
  #expect(checker.problems == [], sourceLocation: sourceLocation)
  return checker
}
