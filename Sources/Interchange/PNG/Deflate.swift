/// Compression in the zlib format (RFC 1950, RFC 1951).
///
/// Matches are found by hash chains, and each block takes Huffman codes of its own.
enum Deflate {
  /// A literal byte, or a copy of `length` bytes from `distance` back.
  private struct Token {
    var length: UInt16
    /// The byte itself where `length` is 0.
    var distanceOrByte: UInt16
  }

  private static let tokensPerBlock = 1 << 15

  /// A zlib stream that holds `bytes`.
  static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var writer = BitWriter()
    // Method 8 with a 32 KiB window; the second byte makes the pair a multiple of 31.
    writer.append(bytes: [0x78, 0x9C])
    let tokens = tokens(of: bytes)
    var start = 0
    repeat {
      let end = min(start + tokensPerBlock, tokens.count)
      block(tokens[start..<end], isLast: end == tokens.count, into: &writer)
      start = end
    } while start < tokens.count
    writer.alignToByte()
    let sum = Checksum.adler32(bytes)
    writer.append(bytes: (0..<4).map { UInt8(truncatingIfNeeded: sum >> (24 - 8 * $0)) })
    return writer.bytes
  }

  // MARK: Matching

  private static let window = 1 << 15
  private static let shortestMatch = 3
  private static let longestMatch = 258
  /// How many earlier places are tried; more finds longer matches, slower.
  private static let chainLength = 64

  private static func tokens(of bytes: [UInt8]) -> [Token] {
    var tokens: [Token] = []
    tokens.reserveCapacity(bytes.count / 2)
    var heads = [Int32](repeating: -1, count: 1 << 15)
    var previous = [Int32](repeating: -1, count: window)
    bytes.withUnsafeBufferPointer { bytes in
      func insert(_ position: Int) {
        guard position + shortestMatch <= bytes.count else { return }
        let hash = hash(bytes, position)
        previous[position & (window - 1)] = heads[hash]
        heads[hash] = Int32(truncatingIfNeeded: position)
      }
      var position = 0
      while position < bytes.count {
        let match = longest(bytes, position, heads, previous)
        if match.length >= shortestMatch {
          tokens.append(
            Token(length: UInt16(match.length), distanceOrByte: UInt16(match.distance)))
          for covered in position..<position + match.length { insert(covered) }
          position += match.length
        } else {
          tokens.append(Token(length: 0, distanceOrByte: UInt16(bytes[position])))
          insert(position)
          position += 1
        }
      }
    }
    return tokens
  }

  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> Int {
    let key =
      UInt32(bytes[position]) << 16 | UInt32(bytes[position + 1]) << 8 | UInt32(bytes[position + 2])
    return Int((key &* 0x9E37_79B1) >> 17)
  }

  private static func longest(
    _ bytes: UnsafeBufferPointer<UInt8>, _ position: Int, _ heads: [Int32], _ previous: [Int32]
  ) -> (length: Int, distance: Int) {
    guard position + shortestMatch <= bytes.count else { return (0, 0) }
    let limit = min(longestMatch, bytes.count - position)
    var best = (length: 0, distance: 0)
    var candidate = Int(heads[hash(bytes, position)])
    var tries = chainLength
    while candidate >= 0, position - candidate < window, tries > 0 {
      var length = 0
      while length < limit, bytes[candidate + length] == bytes[position + length] { length += 1 }
      if length > best.length {
        best = (length, position - candidate)
        if length == limit { break }
      }
      // The ring's slot is still the candidate's: whatever takes it over lies beyond `position`.
      candidate = Int(previous[candidate & (window - 1)])
      tries -= 1
    }
    return best
  }

  // MARK: Coding

  private static let lengthBases: [Int] = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
  ]
  private static let lengthBits: [Int] = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases: [Int] = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
    2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
  ]
  private static let distanceBits: [Int] = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13,
    13,
  ]
  private static let endOfBlock = 256

  /// For every length or distance, the index of its code: the last base not above it.
  private static func codeTable(_ bases: [Int], upTo limit: Int) -> [UInt8] {
    var code = 0
    return (0...limit).map { value in
      while code + 1 < bases.count, bases[code + 1] <= value { code += 1 }
      return UInt8(code)
    }
  }
  private static let lengthCode = codeTable(lengthBases, upTo: longestMatch)
  private static let distanceCode = codeTable(distanceBases, upTo: window)

  private static func block(
    _ tokens: ArraySlice<Token>, isLast: Bool, into writer: inout BitWriter
  ) {
    var literalCounts = [Int](repeating: 0, count: 286)
    var distanceCounts = [Int](repeating: 0, count: 30)
    literalCounts[endOfBlock] = 1
    for token in tokens {
      if token.length == 0 {
        literalCounts[Int(token.distanceOrByte)] += 1
      } else {
        literalCounts[257 + Int(lengthCode[Int(token.length)])] += 1
        distanceCounts[Int(distanceCode[Int(token.distanceOrByte)])] += 1
      }
    }
    // A block without copies still describes one distance code.
    if distanceCounts.allSatisfy({ $0 == 0 }) { distanceCounts[0] = 1 }
    let literals = HuffmanCode(counts: literalCounts, longest: 15)
    let distances = HuffmanCode(counts: distanceCounts, longest: 15)
    writer.append(isLast ? 1 : 0, bits: 1)
    writer.append(2, bits: 2)
    describe(literals, distances, into: &writer)
    for token in tokens {
      if token.length == 0 {
        writer.append(literals, Int(token.distanceOrByte))
      } else {
        let (length, distance) = (Int(token.length), Int(token.distanceOrByte))
        let lengthIndex = Int(lengthCode[length])
        writer.append(literals, 257 + lengthIndex)
        writer.append(UInt32(length - lengthBases[lengthIndex]), bits: lengthBits[lengthIndex])
        let distanceIndex = Int(distanceCode[distance])
        writer.append(distances, distanceIndex)
        writer.append(
          UInt32(distance - distanceBases[distanceIndex]), bits: distanceBits[distanceIndex])
      }
    }
    writer.append(literals, endOfBlock)
  }

  /// The order in which RFC 1951, 3.2.7 sends the lengths of the code-length code.
  private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  /// Sends the lengths of both codes: runs of zeros and repeats are shortened, then coded.
  private static func describe(
    _ literals: HuffmanCode, _ distances: HuffmanCode, into writer: inout BitWriter
  ) {
    let symbols = runs(of: literals.lengths + distances.lengths)
    var counts = [Int](repeating: 0, count: 19)
    for symbol in symbols { counts[symbol.code] += 1 }
    let code = HuffmanCode(counts: counts, longest: 7)
    let sent = max(4, (order.lastIndex { code.lengths[$0] > 0 } ?? 0) + 1)
    writer.append(UInt32(literals.lengths.count - 257), bits: 5)
    writer.append(UInt32(distances.lengths.count - 1), bits: 5)
    writer.append(UInt32(sent - 4), bits: 4)
    for index in order[..<sent] { writer.append(UInt32(code.lengths[index]), bits: 3) }
    for symbol in symbols {
      writer.append(code, symbol.code)
      writer.append(UInt32(symbol.extra), bits: symbol.bits)
    }
  }

  private static func runs(of lengths: [Int]) -> [(code: Int, extra: Int, bits: Int)] {
    var symbols: [(code: Int, extra: Int, bits: Int)] = []
    var position = 0
    while position < lengths.count {
      let length = lengths[position]
      let run = lengths[position...].prefix { $0 == length }.count
      if length == 0 && run >= 3 {
        let taken = min(run, 138)
        symbols.append(taken < 11 ? (17, taken - 3, 3) : (18, taken - 11, 7))
        position += taken
      } else {
        symbols.append((length, 0, 0))
        position += 1
        let repeats = min(run - 1, 6)
        if repeats >= 3 {
          symbols.append((16, repeats - 3, 2))
          position += repeats
        }
      }
    }
    return symbols
  }
}
