/// The header of a `.npy` file: a Python dictionary in text.
///
/// Source: NumPy, "NPY format", versions 1.0, 2.0 and 3.0.
struct NumpyHeader {
  /// The most axes, as NumPy allows.
  private static let mostAxes = 64
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  private(set) var descriptor = ""
  private(set) var fortranOrder = false
  private(set) var shape: [Int] = []
  /// Where the elements begin.
  let dataStart: Int

  private let bytes: [UInt8]
  private let file: String
  private var position: Int

  init(_ bytes: [UInt8], file: String) throws {
    self.bytes = bytes
    self.file = file
    guard bytes.starts(with: Self.magic) else {
      throw InterchangeError(
        file: file, place: "byte 0", expected: "the mark of a .npy file, \\x93NUMPY",
        found: FormatGuess.knownOrWeights(bytes) ?? Excerpt.quoted(bytes.prefix(6)))
    }
    guard bytes.count >= 10, (1...3).contains(bytes[6]), bytes[7] == 0 else {
      throw InterchangeError(
        file: file, place: "byte 6", expected: "version 1.0, 2.0 or 3.0",
        found: bytes.count < 10 ? "the end" : "\(bytes[6]).\(bytes[7])")
    }
    position = bytes[6] == 1 ? 10 : 12
    guard bytes.count >= position else {
      throw InterchangeError(
        file: file, place: "byte 8", expected: "the header's length", found: "the end")
    }
    let length = bytes[8..<position].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - position else {
      throw InterchangeError(
        file: file, place: "byte 8",
        expected: "a header of at most \(bytes.count - position) bytes",
        found: "a length of \(length)")
    }
    dataStart = position + length
    try scan()
  }

  private mutating func scan() throws {
    var missing: Set<String> = ["descr", "fortran_order", "shape"]
    try expect("{")
    while peek() != UInt8(ascii: "}") {
      let start = position
      let key = try quoted()
      guard missing.remove(key) != nil else {
        throw InterchangeError(
          file: file, place: "byte \(start)",
          expected: "'descr', 'fortran_order' and 'shape', each once", found: Excerpt.quoted(key))
      }
      try expect(":")
      switch key {
      case "descr": descriptor = try readDescriptor()
      case "fortran_order": fortranOrder = try truth()
      default: shape = try tuple()
      }
      if peek() != UInt8(ascii: "}") { try expect(",") }
    }
    try expect("}")
    if peek() != nil { throw error("the end of the header") }
    if let name = missing.min() {
      throw InterchangeError(
        file: file, place: "byte \(position)", expected: "'\(name)' in the header",
        found: "none")
    }
  }

  private mutating func peek() -> UInt8? {
    while position < dataStart, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    return position < dataStart ? bytes[position] : nil
  }

  private mutating func expect(_ byte: Unicode.Scalar) throws {
    guard peek() == UInt8(ascii: byte) else { throw error("'\(byte)'") }
    position += 1
  }

  private mutating func readDescriptor() throws -> String {
    if peek() == UInt8(ascii: "[") {
      throw InterchangeError(
        file: file, place: "byte \(position)", expected: "one element type",
        found: "an array of records")
    }
    return try quoted()
  }

  private mutating func quoted() throws -> String {
    guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw error("a string in quotes")
    }
    let text = bytes[(position + 1)..<dataStart].prefix { $0 != quote }
    guard text.endIndex < dataStart, !text.contains(UInt8(ascii: "\\")) else {
      throw error("a string in quotes")
    }
    position = text.endIndex + 1
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func truth() throws -> Bool {
    _ = peek()
    for (word, value) in [("True", true), ("False", false)]
    where bytes[position..<dataStart].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw error("True or False")
  }

  private mutating func tuple() throws -> [Int] {
    try expect("(")
    var sizes: [Int] = []
    while peek() != UInt8(ascii: ")") {
      let digits = bytes[position..<dataStart].prefix { (0x30...0x39).contains($0) }
      guard let size = Int(String(decoding: digits, as: UTF8.self)) else {
        throw error("a size that fits 63 bits")
      }
      guard sizes.count < Self.mostAxes else { throw error("at most \(Self.mostAxes) axes") }
      sizes.append(size)
      position = digits.endIndex
      if peek() != UInt8(ascii: ")") { try expect(",") }
    }
    try expect(")")
    return sizes
  }

  private func error(_ expected: String) -> InterchangeError {
    let found = bytes[position..<dataStart].prefix(12)
    return InterchangeError(
      file: file, place: "byte \(position)", expected: expected,
      found: found.isEmpty ? "the end of the header" : Excerpt.quoted(found))
  }
}
