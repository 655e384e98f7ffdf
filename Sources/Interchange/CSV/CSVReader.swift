/// Records of a comma-separated file, one after the other, without a string per field.
///
/// RFC 4180: fields may stand in double quotes, and then hold commas, line ends and doubled
/// quotes. Lines end in LF, CR LF or CR; a byte order mark is skipped, and so are empty lines.
/// Another delimiter may stand in place of the comma.
package struct CSVReader {
  private struct Field {
    var start: Int
    var end: Int
    /// Whether doubled quotes stand in it.
    var isEscaped = false
  }

  /// What records are called in error messages.
  package enum Place: Sendable {
    case line
    /// The record of another format that was turned into this form; the first after the header
    /// is 0.
    case row
  }

  private let bytes: [UInt8]
  private let delimiter: UInt8
  private let place: Place
  /// The name for error messages.
  package let file: String
  private var position = 0
  private var nextLine = 1
  private var fields: [Field] = []
  /// Where the present record begins, counted from 1.
  package private(set) var line = 0

  /// - Precondition: the delimiter is neither a quote nor part of a line end.
  package init(
    bytes: [UInt8], file: String, delimiter: UInt8 = UInt8(ascii: ","), place: Place = .line
  ) {
    precondition(![Byte.quote, Byte.lineFeed, Byte.carriageReturn].contains(delimiter))
    self.bytes = bytes
    self.file = file
    self.delimiter = delimiter
    self.place = place
    position = ByteOrderMark.length(in: bytes)
  }

  /// How many fields the present record has.
  package var fieldCount: Int { fields.count }

  /// About how many records are left, for reserving memory: never above the bytes left.
  package func estimatedRecords(bytesPerRecord: Int) -> Int {
    (bytes.count - position) / max(bytesPerRecord, 1)
  }

  /// How many bytes are read.
  package var bytesRead: Int { position }

  /// Goes to the next record; false at the end.
  ///
  /// - Throws: `InterchangeError` with the line where quotes do not fit.
  package mutating func next() throws -> Bool {
    skipEmptyLines()
    guard position < bytes.count else { return false }
    line = nextLine
    fields.removeAll(keepingCapacity: true)
    while true {
      let field =
        position < bytes.count && bytes[position] == Byte.quote
        ? try quotedField() : try plainField()
      fields.append(field)
      guard position < bytes.count else { return true }
      if bytes[position] != delimiter { break }
      position += 1
    }
    skipLineEnd()
    return true
  }

  private mutating func skipEmptyLines() {
    while position < bytes.count,
      bytes[position] == Byte.lineFeed || bytes[position] == Byte.carriageReturn
    {
      skipLineEnd()
    }
  }

  private mutating func skipLineEnd() {
    let isReturn = bytes[position] == Byte.carriageReturn
    position += 1
    if isReturn, position < bytes.count, bytes[position] == Byte.lineFeed { position += 1 }
    nextLine += 1
  }

  private mutating func plainField() throws -> Field {
    let start = position
    let delimiter = delimiter
    position = bytes.withUnsafeBufferPointer { bytes in
      var end = start
      while end < bytes.count, bytes[end] != delimiter, !Byte.endsPlainField(bytes[end]) {
        end += 1
      }
      return end
    }
    guard position == bytes.count || bytes[position] != Byte.quote else {
      throw error(expected: "no quote inside a field without quotes", found: "'\"'")
    }
    return Field(start: start, end: position)
  }

  private mutating func quotedField() throws -> Field {
    position += 1
    var field = Field(start: position, end: position)
    while position < bytes.count {
      let byte = bytes[position]
      if byte == Byte.quote {
        guard position + 1 < bytes.count, bytes[position + 1] == Byte.quote else { break }
        field.isEscaped = true
        position += 1
      } else if byte == Byte.lineFeed
        || byte == Byte.carriageReturn
          && !(position + 1 < bytes.count && bytes[position + 1] == Byte.lineFeed)
      {
        nextLine += 1
      }
      position += 1
    }
    guard position < bytes.count else {
      throw error(expected: "a closing quote", found: "the end of the file")
    }
    field.end = position
    position += 1
    let ends = [delimiter, Byte.lineFeed, Byte.carriageReturn]
    guard position == bytes.count || ends.contains(bytes[position]) else {
      throw error(
        expected: Excerpt.quoted([delimiter]) + " or a line end after the closing quote",
        found: Excerpt.quoted(bytes[position..<position + 1]))
    }
    return field
  }

  /// The text of a field of the present record, without its quotes.
  package func text(_ index: Int) -> String {
    let field = fields[index]
    let text = String(decoding: bytes[field.start..<field.end], as: UTF8.self)
    return field.isEscaped
      ? text.split(separator: "\"\"", omittingEmptySubsequences: false).joined(separator: "\"")
      : text
  }

  package func isEmpty(_ index: Int) -> Bool { fields[index].start == fields[index].end }

  /// Whether every field of the present record holds nothing but blanks.
  package var isBlank: Bool { fields.indices.allSatisfy { trimmed($0).isEmpty } }

  /// Where a field stands, blanks around it left out.
  private func trimmed(_ index: Int) -> Range<Int> {
    var (start, end) = (fields[index].start, fields[index].end)
    while start < end, Byte.isBlank(bytes[start]) { start += 1 }
    while start < end, Byte.isBlank(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  /// The text of a field without blanks around it.
  package func trimmedText(_ index: Int) -> String {
    if fields[index].isEscaped {
      return String(
        text(index).drop { $0 == " " || $0 == "\t" }
          .reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
    return String(decoding: bytes[trimmed(index)], as: UTF8.self)
  }

  /// What a field says as a number; blanks around it are passed over.
  package enum Numeric: Sendable, Equatable {
    case whole(Int)
    case decimal(Double)
    /// A number with a comma for a point, in a file whose fields are parted by something else.
    case decimalComma(Double)
  }

  /// The number that a field holds; nil for any other text.
  package func numeric(_ index: Int) -> Numeric? {
    let range = trimmed(index)
    if let whole = DecimalNumber.wholeNumber(bytes, range) { return .whole(whole) }
    if let value = DecimalNumber.double(bytes, range) { return .decimal(value) }
    guard delimiter != Byte.comma, !bytes[range].contains(UInt8(ascii: ".")) else { return nil }
    let point = bytes[range].map { $0 == Byte.comma ? UInt8(ascii: ".") : $0 }
    return DecimalNumber.double(point, point.indices).map { .decimalComma($0) }
  }

  /// A whole number; a leading plus or minus sign is allowed.
  ///
  /// - Throws: `InterchangeError` with the line, `name` and the field where it is none.
  package func wholeNumber(_ index: Int, name: String) throws -> Int {
    let field = fields[index]
    guard let value = DecimalNumber.wholeNumber(bytes, field.start..<field.end) else {
      throw mismatch(index, expected: "a whole number for \(name)")
    }
    return value
  }

  /// A finite number, correctly rounded to Double.
  ///
  /// - Throws: `InterchangeError` with the line, `name` and the field where it is none.
  package func number(_ index: Int, name: @autoclosure () -> String) throws -> Double {
    guard let value = DecimalNumber.double(bytes, trimmed(index)), value.isFinite else {
      throw mismatch(index, expected: "a finite number for \(name())")
    }
    return value
  }

  /// An error that quotes a field of the present record.
  package func mismatch(_ index: Int, expected: String) -> InterchangeError {
    let field = fields[index]
    return error(expected: expected, found: Excerpt.quoted(bytes[field.start..<field.end]))
  }

  /// An error at the present record's line.
  package func error(expected: String, found: String) -> InterchangeError {
    InterchangeError(file: file, place: placeName(line), expected: expected, found: found)
  }

  /// How messages call a line: by its number, or as the record that it was made of.
  package func placeName(_ line: Int) -> String {
    place == .line ? "line \(line)" : "row \(max(line - 2, 0))"
  }
}

private enum Byte {
  static let comma = UInt8(ascii: ",")
  static let quote = UInt8(ascii: "\"")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")

  @inline(__always) static func endsPlainField(_ byte: UInt8) -> Bool {
    // All lie at or below the quote, as few bytes of numbers and names do.
    byte <= quote && (byte == quote || byte == lineFeed || byte == carriageReturn)
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
