/// A strict reader of the JSON that stands in known places: it is asked for what must come next.
///
/// Foundation's reader drops repeated keys without a word, and tells no place in the file.
struct JSONScanner {
  private let bytes: [UInt8]
  private(set) var position: Int
  private let end: Int
  private let file: String

  /// Reads `bytes[range]`; places in errors count from the start of `bytes`.
  init(_ bytes: [UInt8], in range: Range<Int>, file: String) {
    self.bytes = bytes
    self.file = file
    position = range.lowerBound
    end = range.upperBound
  }

  /// The next byte that is no white space, or nil at the end.
  mutating func peek() -> UInt8? {
    while position < end {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      case let byte: return byte
      }
    }
    return nil
  }

  mutating func expect(_ byte: Character) throws {
    guard let code = byte.asciiValue, peek() == code else { throw error(expected: "'\(byte)'") }
    position += 1
  }

  mutating func expectEnd() throws {
    if peek() != nil { throw error(expected: "the end") }
  }

  /// Calls `member` with each key; it must read the value. Refuses a key that comes twice.
  mutating func object(_ member: (inout JSONScanner, String) throws -> Void) throws {
    try expect("{")
    var keys: Set<String> = []
    if peek() == UInt8(ascii: "}") {
      position += 1
      return
    }
    while true {
      _ = peek()
      let start = position
      let key = try string()
      guard keys.insert(key).inserted else {
        throw InterchangeError(
          kind: .malformed, file: file, place: "byte \(start)",
          problem: "the key \(Excerpt.quoted(key)) comes twice")
      }
      try expect(":")
      try member(&self, key)
      if try !continues(until: "}") { return }
    }
  }

  /// Calls `element` before each element; it must read it.
  mutating func array(_ element: (inout JSONScanner) throws -> Void) throws {
    try expect("[")
    if peek() == UInt8(ascii: "]") {
      position += 1
      return
    }
    while true {
      try element(&self)
      if try !continues(until: "]") { return }
    }
  }

  private mutating func continues(until close: Character) throws -> Bool {
    switch peek() {
    case UInt8(ascii: ","):
      position += 1
      return true
    case close.asciiValue:
      position += 1
      return false
    default:
      throw error(expected: "',' or '\(close)'")
    }
  }

  /// A whole number that fits 64 bits; fractions and exponents are refused.
  mutating func wholeNumber() throws -> Int {
    guard let first = peek() else { throw error(expected: "a whole number") }
    let start = position
    let negative = first == UInt8(ascii: "-")
    if negative { position += 1 }
    let digits = position
    var value = 0
    while position < end, case let digit = bytes[position], (0x30...0x39).contains(digit) {
      let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
      let (next, overflowAgain) = shifted.subtractingReportingOverflow(Int(digit - 0x30))
      if overflow || overflowAgain { throw number(from: start) }
      value = next
      position += 1
    }
    let leadingZero = position - digits > 1 && bytes[digits] == 0x30
    if position == digits || leadingZero || continuesNumber { throw number(from: start) }
    if negative { return value }
    let (result, overflow) = (0).subtractingReportingOverflow(value)
    if overflow { throw number(from: start) }
    return result
  }

  private var continuesNumber: Bool {
    guard position < end else { return false }
    return [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[position])
  }

  private mutating func number(from start: Int) -> InterchangeError {
    position = start
    return error(expected: "a whole number")
  }

  mutating func string() throws -> String {
    guard peek() == UInt8(ascii: "\"") else { throw error(expected: "a string") }
    let start = position
    position += 1
    var text: [UInt8] = []
    while position < end {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let string = String(validating: text, as: UTF8.self) else {
          throw InterchangeError(
            file: file, place: "byte \(start)", expected: "text in UTF-8", found: "other bytes")
        }
        return string
      case UInt8(ascii: "\\"):
        position += 1
        try escape(into: &text)
      case 0..<0x20:
        throw error(expected: "no control character in a string")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw InterchangeError(
      file: file, place: "byte \(start)", expected: "a closing quote", found: "the end")
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F,
    UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A,
    UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
  ]

  private mutating func escape(into text: inout [UInt8]) throws {
    guard position < end else { throw error(expected: "an escape") }
    if let byte = Self.escapes[bytes[position]] {
      text.append(byte)
      position += 1
      return
    }
    guard bytes[position] == UInt8(ascii: "u") else { throw error(expected: "an escape") }
    var code = try codeUnit()
    if (0xD800..<0xDC00).contains(code), position < end, bytes[position] == UInt8(ascii: "\\") {
      position += 1
      let low = try codeUnit()
      guard (0xDC00..<0xE000).contains(low) else { throw error(expected: "a low surrogate") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw error(expected: "a character's code") }
    text.append(contentsOf: String(Character(scalar)).utf8)
  }

  /// The four hexadecimal digits after `u`, where `position` must stand.
  private mutating func codeUnit() throws -> UInt32 {
    guard end - position >= 5, bytes[position] == UInt8(ascii: "u"),
      bytes[position + 1..<position + 5].allSatisfy({ Character(.init($0)).isHexDigit }),
      let code = UInt32(
        String(decoding: bytes[position + 1..<position + 5], as: UTF8.self), radix: 16)
    else { throw error(expected: "'u' and four hexadecimal digits") }
    position += 5
    return code
  }

  /// The text of a string, number or word; empty for null.
  mutating func scalar() throws -> String {
    guard peek() != UInt8(ascii: "\"") else { return try string() }
    let start = position
    try passValue()
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    return text == "null" ? "" : text
  }

  /// A whole number, which may be written with a fraction of zero, as `3.0`.
  mutating func wholeNumberOrFloat() throws -> Int {
    _ = peek()
    let start = position
    do {
      return try wholeNumber()
    } catch {
      position = start
      let word = bytes[start..<end].prefix { !Self.stops.contains($0) }
      // JSON writes no needless zeros before a number, whose meaning is not the same to everybody.
      let digits = word.drop { $0 == UInt8(ascii: "-") }.prefix(2)
      let zero = UInt8(ascii: "0")
      guard
        digits.first != zero
          || !digits.dropFirst().contains(where: { $0 >= zero && $0 <= zero + 9 }),
        let value = DecimalNumber.double(bytes, word.startIndex..<word.endIndex),
        let number = Int(exactly: value)
      else { throw error }
      position = word.endIndex
      return number
    }
  }

  /// Passes over a value of any kind.
  mutating func passValue(depth: Int = 0) throws {
    guard depth < Self.deepest else {
      throw error(expected: "values at most \(Self.deepest) deep in one another")
    }
    switch peek() {
    case UInt8(ascii: "{"): try object { scanner, _ in try scanner.passValue(depth: depth + 1) }
    case UInt8(ascii: "["): try array { try $0.passValue(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try string()
    default:
      let word = bytes[position..<end].prefix { !Self.stops.contains($0) }
      let text = String(decoding: word, as: UTF8.self)
      let isNumber = text.first.map { $0 == "-" || $0.isNumber } == true
      guard ["true", "false", "null"].contains(text) || isNumber && Double(text)?.isFinite == true
      else { throw error(expected: "a value") }
      position += word.count
    }
  }

  /// So deep that no file of ours comes near, and the stack does not end.
  private static let deepest = 256
  private static let stops: [UInt8] = [0x20, 0x09, 0x0A, 0x0D, 0x2C, 0x5D, 0x7D]

  /// An error at the present place, quoting what stands there.
  func error(expected: String) -> InterchangeError {
    let rest = bytes[position..<end]
    let word = rest.prefix { !Self.stops.contains($0) }
    let found = word.isEmpty ? rest.prefix(1) : word
    return InterchangeError(
      file: file, place: "byte \(position)", expected: expected,
      found: found.isEmpty ? "the end" : Excerpt.quoted(found))
  }
}
