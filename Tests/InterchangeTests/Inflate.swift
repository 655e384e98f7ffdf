/// A plain decoder of zlib streams (RFC 1950, 1951): the judge of what the encoder writes.
struct Inflate {
  struct Malformed: Error {}

  private let bytes: [UInt8]
  private var position = 2
  private var bit = 0
  private var output: [UInt8] = []

  static func decode(_ bytes: [UInt8]) throws -> [UInt8] {
    guard bytes.count >= 6, bytes[0] == 0x78, (Int(bytes[0]) << 8 | Int(bytes[1])) % 31 == 0 else {
      throw Malformed()
    }
    var decoder = Inflate(bytes: bytes)
    while try !decoder.block() {}
    if decoder.bit > 0 { decoder.position += 1 }
    var (low, high) = (1, 0)
    for byte in decoder.output {
      low = (low + Int(byte)) % 65521
      high = (high + low) % 65521
    }
    let sum = bytes[decoder.position...].reduce(0) { $0 << 8 | Int($1) }
    guard bytes.count - decoder.position == 4, sum == high << 16 | low else { throw Malformed() }
    return decoder.output
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func bits(_ count: Int) throws -> Int {
    var value = 0
    for index in 0..<count {
      guard position < bytes.count else { throw Malformed() }
      value |= Int(bytes[position] >> bit & 1) << index
      bit += 1
      if bit == 8 { (bit, position) = (0, position + 1) }
    }
    return value
  }

  /// Codes as [length: [code: symbol]].
  private typealias Code = [[Int: Int]]

  private func code(_ lengths: [Int]) throws -> Code {
    var code = Code(repeating: [:], count: 16)
    var next = 0
    for length in 1...15 {
      for symbol in lengths.indices where lengths[symbol] == length {
        guard next < 1 << length else { throw Malformed() }
        code[length][next] = symbol
        next += 1
      }
      next <<= 1
    }
    return code
  }

  private mutating func symbol(_ code: Code) throws -> Int {
    var value = 0
    for length in 1...15 {
      value = value << 1 | (try bits(1))
      if let symbol = code[length][value] { return symbol }
    }
    throw Malformed()
  }

  private mutating func block() throws -> Bool {
    let isLast = try bits(1) == 1
    guard try bits(2) == 2 else { throw Malformed() }
    let (literals, distances, sent) = (try bits(5) + 257, try bits(5) + 1, try bits(4) + 4)
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    var codeLengths = [Int](repeating: 0, count: 19)
    for index in order[..<sent] { codeLengths[index] = try bits(3) }
    let lengthCode = try code(codeLengths)
    var lengths: [Int] = []
    while lengths.count < literals + distances {
      switch try symbol(lengthCode) {
      case 16:
        guard let last = lengths.last else { throw Malformed() }
        lengths += Array(repeating: last, count: try bits(2) + 3)
      case 17: lengths += Array(repeating: 0, count: try bits(3) + 3)
      case 18: lengths += Array(repeating: 0, count: try bits(7) + 11)
      case let length: lengths.append(length)
      }
    }
    guard lengths.count == literals + distances else { throw Malformed() }
    try copies(code(Array(lengths[..<literals])), code(Array(lengths[literals...])))
    return isLast
  }

  private mutating func copies(_ literals: Code, _ distances: Code) throws {
    while true {
      let symbol = try symbol(literals)
      if symbol < 256 {
        output.append(UInt8(symbol))
      } else if symbol == 256 {
        return
      } else {
        let length = try length(symbol)
        let distance = try distance(self.symbol(distances))
        guard distance <= output.count else { throw Malformed() }
        for _ in 0..<length { output.append(output[output.count - distance]) }
      }
    }
  }

  private mutating func length(_ symbol: Int) throws -> Int {
    if symbol == 285 { return 258 }
    let index = symbol - 257
    if index < 8 { return index + 3 }
    let extra = index / 4 - 1
    return (4 + index % 4) << extra + 3 + (try bits(extra))
  }

  private mutating func distance(_ symbol: Int) throws -> Int {
    if symbol < 4 { return symbol + 1 }
    let extra = symbol / 2 - 1
    return (2 + symbol % 2) << extra + 1 + (try bits(extra))
  }
}
