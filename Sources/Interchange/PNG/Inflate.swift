/// Reads what `Deflate` and others write: zlib streams (RFC 1950) of deflated blocks (RFC 1951).
struct Inflate {
  private var bits: InflateBits
  private let output: UnsafeMutableBufferPointer<UInt8>
  private var written = 0
  private let fail: (String) -> InterchangeError

  /// The most bytes that one packed byte can stand for: copies of 258 bytes in two bits each.
  static let largestRatio = 1032

  /// The bytes that were packed.
  ///
  /// - Parameters:
  ///   - limit: more than this is refused, and memory for no more is asked for, so that a small file
  ///     cannot ask for all memory.
  ///   - fail: makes the error of a message.
  /// - Throws: for a stream that is malformed, cut short or fails its checksum.
  static func zlib(
    _ bytes: ArraySlice<UInt8>, limit: Int, fail: @escaping (String) -> InterchangeError
  ) throws -> [UInt8] {
    let start = bytes.startIndex
    guard bytes.count >= 6, bytes[start] & 15 == 8, bytes[start + 1] & 0x20 == 0,
      (Int(bytes[start]) << 8 | Int(bytes[start + 1])) % 31 == 0
    else { throw fail("expected a zlib stream") }
    let capacity = min(limit, bytes.count * largestRatio)
    return try bytes.withUnsafeBufferPointer { packed in
      try [UInt8](unsafeUninitializedCapacity: capacity) { output, initialized in
        var reader = Inflate(
          bits: InflateBits(packed, from: 2), output: .init(rebasing: output[..<capacity]),
          fail: fail)
        while try !reader.block() {}
        initialized = reader.written
        guard try reader.checksum() == Checksum.adler32(UnsafeBufferPointer(rebasing: output[..<initialized]))
        else { throw fail("the packed data do not have the checksum that they name") }
      }
    }
  }

  private init(
    bits: InflateBits, output: UnsafeMutableBufferPointer<UInt8>,
    fail: @escaping (String) -> InterchangeError
  ) {
    (self.bits, self.output, self.fail) = (bits, output, fail)
  }

  private func checkEnd() throws {
    guard !bits.hasOverrun else { throw fail("the packed data end early") }
  }

  private mutating func checksum() throws -> UInt32 {
    bits.alignToByte()
    let sum = UInt32((0..<4).reduce(0) { sum, _ in sum << 8 | bits.take(8) })
    try checkEnd()
    return sum
  }

  // MARK: Blocks

  /// Whether it was the last.
  private mutating func block() throws -> Bool {
    let isLast = bits.take(1) == 1
    switch bits.take(2) {
    case 0: try storedBlock()
    case 1: try copies(Self.fixedLiterals, Self.fixedDistances)
    case 2: try dynamicBlock()
    default: throw fail("a packed block is of an unknown kind")
    }
    try checkEnd()
    return isLast
  }

  private mutating func storedBlock() throws {
    bits.alignToByte()
    let length = bits.take(16)
    guard bits.take(16) == length ^ 0xFFFF else {
      throw fail("a stored block's length is damaged")
    }
    try checkSpace(length)
    for _ in 0..<length {
      append(UInt8(bits.take(8)))
    }
  }

  private mutating func dynamicBlock() throws {
    let (literals, distances, sent) = (bits.take(5) + 257, bits.take(5) + 1, bits.take(4) + 4)
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    var codeLengths = [UInt8](repeating: 0, count: 19)
    for index in order[..<sent] { codeLengths[index] = UInt8(bits.take(3)) }
    let lengthCode = try code(codeLengths[...])
    var lengths: [UInt8] = []
    while lengths.count < literals + distances {
      try checkEnd()
      switch try symbol(lengthCode) {
      case 16:
        guard let last = lengths.last else { throw fail("a code length repeats nothing") }
        lengths += repeatElement(last, count: bits.take(2) + 3)
      case 17: lengths += repeatElement(0, count: bits.take(3) + 3)
      case 18: lengths += repeatElement(0, count: bits.take(7) + 11)
      case let length: lengths.append(UInt8(length))
      }
    }
    guard lengths.count == literals + distances else {
      throw fail("there are too many code lengths")
    }
    try copies(code(lengths[..<literals]), code(lengths[literals...]))
  }

  // MARK: Codes

  /// Made once, as a stream may have any number of blocks (RFC 1951, 3.2.6).
  private static let fixedLiterals = InflateCode(
    [(144, 8), (112, 9), (24, 7), (8, 8)].flatMap { [UInt8](repeating: $0.1, count: $0.0) }[...])!
  private static let fixedDistances = InflateCode([UInt8](repeating: 5, count: 30)[...])!

  private func code(_ lengths: ArraySlice<UInt8>) throws -> InflateCode {
    guard let code = InflateCode(lengths) else {
      throw fail("a code has more words than there can be")
    }
    return code
  }

  @inline(__always)
  private mutating func symbol(_ code: InflateCode) throws -> Int {
    guard let symbol = bits.symbol(code) else {
      throw fail("there is a code word that means nothing")
    }
    return symbol
  }

  private mutating func copies(_ literals: InflateCode, _ distances: InflateCode) throws {
    while true {
      let symbol = try symbol(literals)
      if symbol < 256 {
        try checkSpace(1)
        append(UInt8(symbol))
        continue
      }
      // Zeros that follow the end may be a code word for ever.
      try checkEnd()
      if symbol == 256 { return }
      let length = try length(symbol)
      let distance = try distance(self.symbol(distances))
      guard distance <= written else { throw fail("a copy reaches back before the start") }
      try checkSpace(length)
      copy(length, from: distance)
    }
  }

  private mutating func length(_ symbol: Int) throws -> Int {
    let index = symbol - 257
    if index == 28 { return 258 }
    guard index < 28 else { throw fail("a copy has an unknown length") }
    if index < 8 { return index + 3 }
    let extra = index / 4 - 1
    return (4 + index % 4) << extra + 3 + bits.take(extra)
  }

  private mutating func distance(_ symbol: Int) throws -> Int {
    guard symbol < 30 else { throw fail("a copy has an unknown distance") }
    if symbol < 4 { return symbol + 1 }
    let extra = symbol / 2 - 1
    return (2 + symbol % 2) << extra + 1 + bits.take(extra)
  }

  // MARK: Output

  @inline(__always)
  private func checkSpace(_ count: Int) throws {
    guard output.count - written >= count else {
      try checkEnd()
      throw fail("the packed data are longer than the picture")
    }
  }

  @inline(__always)
  private mutating func append(_ byte: UInt8) {
    output.initializeElement(at: written, to: byte)
    written += 1
  }

  /// Repeats what was written; the bytes may overlap what they make.
  private mutating func copy(_ length: Int, from distance: Int) {
    guard let start = output.baseAddress else { return }
    let target = start + written
    for place in 0..<length { target[place] = target[place - distance] }
    written += length
  }
}
