/// Reads what `Deflate` and others write: zlib streams (RFC 1950) of deflated blocks (RFC 1951).
struct Inflate {
  private let bytes: ArraySlice<UInt8>
  private let limit: Int
  private let fail: (String) -> InterchangeError
  private var position: Int
  private var pending: UInt64 = 0
  private var pendingBits = 0
  private var output: [UInt8] = []

  /// The bytes that were packed.
  ///
  /// - Parameters:
  ///   - limit: more than this is refused, so that a small file cannot ask for all memory.
  ///   - fail: makes the error of a message.
  /// - Throws: for a stream that is malformed, cut short or fails its checksum.
  static func zlib(
    _ bytes: ArraySlice<UInt8>, limit: Int, fail: @escaping (String) -> InterchangeError
  ) throws -> [UInt8] {
    let start = bytes.startIndex
    guard bytes.count >= 6, bytes[start] & 15 == 8, bytes[start + 1] & 0x20 == 0,
      (Int(bytes[start]) << 8 | Int(bytes[start + 1])) % 31 == 0
    else { throw fail("expected a zlib stream") }
    var reader = Inflate(bytes: bytes, limit: limit, fail: fail)
    while try !reader.block() {}
    let sum = try reader.checksum()
    guard sum == Checksum.adler32(reader.output) else {
      throw fail("the packed data do not have the checksum that they name")
    }
    return reader.output
  }

  private init(
    bytes: ArraySlice<UInt8>, limit: Int, fail: @escaping (String) -> InterchangeError
  ) {
    self.bytes = bytes
    self.limit = limit
    self.fail = fail
    position = bytes.startIndex + 2
  }

  // MARK: Bits, lowest first

  private mutating func bits(_ count: Int) throws -> Int {
    while pendingBits < count {
      guard position < bytes.endIndex else { throw fail("the packed data end early") }
      pending |= UInt64(bytes[position]) << UInt64(pendingBits)
      pendingBits += 8
      position += 1
    }
    let value = Int(pending & (1 << UInt64(count) - 1))
    pending >>= UInt64(count)
    pendingBits -= count
    return value
  }

  private mutating func alignToByte() {
    pending >>= UInt64(pendingBits % 8)
    pendingBits -= pendingBits % 8
  }

  private mutating func checksum() throws -> UInt32 {
    alignToByte()
    return UInt32(try (0..<4).reduce(0) { sum, _ in sum << 8 | (try bits(8)) })
  }

  // MARK: Blocks

  /// Whether it was the last.
  private mutating func block() throws -> Bool {
    let isLast = try bits(1) == 1
    switch try bits(2) {
    case 0: try storedBlock()
    case 1: try copies(Self.fixedLiterals, Self.fixedDistances)
    case 2: try dynamicBlock()
    default: throw fail("a packed block is of an unknown kind")
    }
    return isLast
  }

  private mutating func storedBlock() throws {
    alignToByte()
    let length = try bits(16)
    guard try bits(16) == length ^ 0xFFFF else { throw fail("a stored block's length is damaged") }
    for _ in 0..<length { try append(UInt8(bits(8))) }
  }

  private mutating func dynamicBlock() throws {
    let (literals, distances, sent) = (try bits(5) + 257, try bits(5) + 1, try bits(4) + 4)
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    var codeLengths = [Int](repeating: 0, count: 19)
    for place in order.prefix(sent) { codeLengths[place] = try bits(3) }
    let lengthCode = try code(codeLengths)
    var lengths: [Int] = []
    while lengths.count < literals + distances {
      switch try symbol(lengthCode) {
      case 16:
        guard let last = lengths.last else { throw fail("a code length repeats nothing") }
        lengths += [Int](repeating: last, count: try bits(2) + 3)
      case 17: lengths += [Int](repeating: 0, count: try bits(3) + 3)
      case 18: lengths += [Int](repeating: 0, count: try bits(7) + 11)
      case let length: lengths.append(length)
      }
    }
    guard lengths.count == literals + distances else {
      throw fail("there are too many code lengths")
    }
    try copies(code(Array(lengths[..<literals])), code(Array(lengths[literals...])))
  }

  // MARK: Codes

  /// A canonical code: how many symbols have each length, and the symbols in order of their codes.
  private struct Code {
    var counts = [Int](repeating: 0, count: 16)
    var symbols: [Int] = []
  }

  /// Made once, as a stream may have any number of blocks (RFC 1951, 3.2.6).
  private static let fixedLiterals = code(
    [(144, 8), (112, 9), (24, 7), (8, 8)].flatMap { [Int](repeating: $0.1, count: $0.0) })
  private static let fixedDistances = code([Int](repeating: 5, count: 30))

  private func code(_ lengths: [Int]) throws -> Code {
    let code = Self.code(lengths)
    var left = 1
    for length in 1...15 {
      left = 2 * left - code.counts[length]
      guard left >= 0 else { throw fail("a code has more words than there can be") }
    }
    return code
  }

  private static func code(_ lengths: [Int]) -> Code {
    var code = Code()
    for length in lengths where length > 0 { code.counts[length] += 1 }
    var next = [Int](repeating: 0, count: 16)
    for length in 1..<15 { next[length + 1] = next[length] + code.counts[length] }
    code.symbols = [Int](repeating: 0, count: next[15] + code.counts[15])
    for (symbol, length) in lengths.enumerated() where length > 0 {
      code.symbols[next[length]] = symbol
      next[length] += 1
    }
    return code
  }

  private mutating func symbol(_ code: Code) throws -> Int {
    var (value, first, index) = (0, 0, 0)
    for length in 1...15 {
      value |= try bits(1)
      let count = code.counts[length]
      if value - first < count { return code.symbols[index + value - first] }
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    throw fail("there is a code word that means nothing")
  }

  private mutating func copies(_ literals: Code, _ distances: Code) throws {
    while true {
      let symbol = try symbol(literals)
      if symbol == 256 { return }
      if symbol < 256 {
        try append(UInt8(symbol))
        continue
      }
      let length = try length(symbol)
      let distance = try distance(self.symbol(distances))
      guard distance <= output.count else { throw fail("a copy reaches back before the start") }
      for _ in 0..<length { try append(output[output.count - distance]) }
    }
  }

  private mutating func length(_ symbol: Int) throws -> Int {
    let index = symbol - 257
    if index == 28 { return 258 }
    guard index < 28 else { throw fail("a copy has an unknown length") }
    if index < 8 { return index + 3 }
    let extra = index / 4 - 1
    return (4 + index % 4) << extra + 3 + (try bits(extra))
  }

  private mutating func distance(_ symbol: Int) throws -> Int {
    guard symbol < 30 else { throw fail("a copy has an unknown distance") }
    if symbol < 4 { return symbol + 1 }
    let extra = symbol / 2 - 1
    return (2 + symbol % 2) << extra + 1 + (try bits(extra))
  }

  private mutating func append(_ byte: UInt8) throws {
    guard output.count < limit else { throw fail("the packed data are longer than the picture") }
    output.append(byte)
  }
}
