/// Tables that stand in JSON, turned into comma-separated text.
///
/// An array of objects, objects one after the other (JSON lines), an object of arrays of equal
/// length, an array of texts, or an array of arrays of numbers. Objects and arrays inside a record
/// become columns of their own, called `NAME_KEY` or `NAME_0`, `NAME_1` and so on.
package struct JSONTable {
  private enum Value {
    /// A number, word or text; nothing for null.
    case scalar(String)
    case array([Value])
    case object([(key: String, value: Value)])
  }

  private var scanner: JSONScanner
  private let file: String
  private var writer = CSVWriter()
  private var columns: [String] = []
  private var places: [String: Int] = [:]
  private var rows = 0

  /// The table as comma-separated text with a header; nil for JSON of another form.
  ///
  /// - Parameters:
  ///   - name: what the column of an array without names is called.
  ///   - scores: what the columns of an array of arrays begin with.
  /// - Throws: `InterchangeError` where the bytes are no JSON, or a record has other keys than the
  ///   first.
  package static func csv(
    of bytes: [UInt8], file: String, name: String, scores: String
  ) throws -> [UInt8]? {
    var table = JSONTable(
      scanner: JSONScanner(
        bytes, in: ByteOrderMark.length(in: bytes)..<bytes.count, file: file), file: file)
    let isTable = try table.read(name: name, scores: scores)
    return isTable ? table.writer.bytes : nil
  }

  private init(scanner: JSONScanner, file: String) {
    self.scanner = scanner
    self.file = file
  }

  private mutating func read(name: String, scores: String) throws -> Bool {
    if scanner.peek() == UInt8(ascii: "{") {
      let first = try value()
      if case .object(let members) = first, scanner.peek() == nil,
        members.contains(where: { Self.isArray($0.value) })
      {
        return try addColumns(members)
      }
      try add(first, name: name, scores: scores)
      while scanner.peek() != nil { try add(value(), name: name, scores: scores) }
      return true
    }
    var elements = scanner
    var table = self
    try elements.array {
      table.scanner = $0
      try table.add(table.value(), name: name, scores: scores)
      $0 = table.scanner
    }
    try elements.expectEnd()
    self = table
    return rows > 0
  }

  private static func isArray(_ value: Value) -> Bool {
    if case .array = value { true } else { false }
  }

  private mutating func addColumns(_ members: [(key: String, value: Value)]) throws -> Bool {
    var arrays: [(key: String, values: [Value])] = []
    for (key, value) in members {
      if case .array(let values) = value { arrays.append((key, values)) }
    }
    let count = arrays[0].values.count
    if let other = arrays.first(where: { $0.values.count != count }) {
      throw InterchangeError(
        file: file, place: Excerpt.quoted(other.key),
        expected: "\(count) values, as \(Excerpt.quoted(arrays[0].key)) has",
        found: "\(other.values.count)")
    }
    for row in 0..<count { try add(record: arrays.map { ($0.key, $0.values[row]) }) }
    return rows > 0
  }

  private mutating func add(_ value: Value, name: String, scores: String) throws {
    switch value {
    case .object(let members): try add(record: members)
    case .array(let values):
      try add(record: values.count == 1 ? [(name, values[0])] : [(scores, value)])
    case .scalar: try add(record: [(name, value)])
    }
  }

  private mutating func add(record: [(key: String, value: Value)]) throws {
    var cells: [(name: String, text: String)] = []
    for (key, value) in record { flatten(key, value, into: &cells) }
    if rows == 0 {
      columns = cells.map(\.name)
      places = Dictionary(columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 })
      guard places.count == columns.count else {
        throw InterchangeError(
          file: file, place: "row 0", expected: "each name once",
          found: "two columns of one name")
      }
      writer.record(columns)
    }
    var row = [String](repeating: "", count: columns.count)
    for (name, text) in cells {
      guard let place = places[name] else {
        throw InterchangeError(
          file: file, place: "row \(rows)", expected: "the names of row 0",
          found: Excerpt.quoted(name))
      }
      row[place] = text
    }
    // A line of nothing would be passed over.
    if row == [""] {
      throw InterchangeError(
        file: file, place: "row \(rows)", expected: "a value", found: "nothing")
    }
    writer.record(row)
    rows += 1
  }

  private func flatten(
    _ name: String, _ value: Value, into cells: inout [(name: String, text: String)]
  ) {
    // Names of several things lose the mark of it: logits become logit_0, logit_1 and so on.
    let single = name.count > 1 && name.hasSuffix("s") ? String(name.dropLast()) : name
    switch value {
    case .scalar(let text): cells.append((name, text))
    case .array(let values):
      for (place, value) in values.enumerated() {
        flatten("\(single)_\(place)", value, into: &cells)
      }
    case .object(let members):
      for (key, value) in members { flatten("\(single)_\(key)", value, into: &cells) }
    }
  }

  private mutating func value(depth: Int = 0) throws -> Value {
    // A record holds scores at most, which hold numbers.
    guard depth < 4 else { throw scanner.error(expected: "values at most 4 deep in one another") }
    switch scanner.peek() {
    case UInt8(ascii: "{"):
      var members: [(key: String, value: Value)] = []
      var table = self
      try scanner.object { scanner, key in
        table.scanner = scanner
        members.append((key, try table.value(depth: depth + 1)))
        scanner = table.scanner
      }
      return .object(members)
    case UInt8(ascii: "["):
      var values: [Value] = []
      var table = self
      try scanner.array {
        table.scanner = $0
        values.append(try table.value(depth: depth + 1))
        $0 = table.scanner
      }
      return .array(values)
    default: return .scalar(try scanner.scalar())
    }
  }
}
