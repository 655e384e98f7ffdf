/// A Huffman code of a JPEG file (T.81, annex C), as tables for decoding.
final class JPEGHuffmanTable {
  /// Bits that are looked up at once.
  static let quickBits = 10

  /// The tables' memory, without the bookkeeping of a reference; valid while the owner lives.
  struct View {
    /// By the next ten bits, of a code word of a coefficient and the bits of its value that both
    /// lie in these: value << 16 | zeros before it << 8 | bits of both; 0 where they do not.
    let coefficients: UnsafePointer<Int32>
    /// By the next ten bits, of a code word that lies in these: length << 8 | symbol; else 0.
    let words: UnsafePointer<UInt16>
    /// By length, where the words of that length end, in the highest of sixteen bits.
    let ends: UnsafePointer<Int32>
    /// By length, what leads from a word to its symbol's place.
    let offsets: UnsafePointer<Int32>
    let symbols: UnsafePointer<UInt8>
  }

  let view: View
  let largestSymbol: UInt8
  private let coefficients = JPEGStorage<Int32>(count: 1 << quickBits)
  private let words = JPEGStorage<UInt16>(count: 1 << quickBits)
  private let ends = JPEGStorage<Int32>(count: 18)
  private let offsets = JPEGStorage<Int32>(count: 18)
  private let symbols = JPEGStorage<UInt8>(count: 256)

  /// - Parameters:
  ///   - counts: how many words have each length, 1 to 16.
  ///   - symbols: as many as there are words, at most 256.
  /// - Returns: nil when there are more words of a length than there can be.
  init?(counts: [Int], symbols values: [UInt8]) {
    precondition(counts.count == 16 && values.count == counts.reduce(0, +) && values.count <= 256)
    view = View(
      coefficients: UnsafePointer(coefficients.start), words: UnsafePointer(words.start),
      ends: UnsafePointer(ends.start), offsets: UnsafePointer(offsets.start),
      symbols: UnsafePointer(symbols.start))
    largestSymbol = values.max() ?? 0
    for (place, value) in values.enumerated() { symbols.start[place] = value }
    var (word, place) = (0, 0)
    for length in 1...16 {
      let count = counts[length - 1]
      guard word + count <= 1 << length else { return nil }
      offsets.start[length] = Int32(place - word)
      if length <= Self.quickBits {
        for index in 0..<count { enter(word + index, length, values[place + index]) }
      }
      word += count
      place += count
      ends.start[length] = Int32(word << (16 - length))
      word <<= 1
    }
  }

  /// Enters a short word in the tables by the next ten bits.
  private func enter(_ word: Int, _ length: Int, _ symbol: UInt8) {
    let free = Self.quickBits - length
    let (zeros, size) = (Int32(symbol >> 4), Int(symbol & 15))
    for rest in 0..<1 << free {
      let place = word << free | rest
      words.start[place] = UInt16(length) << 8 | UInt16(symbol)
      guard size > 0, size <= free else { continue }
      let value = Int32(JPEGHuffmanTable.value(rest >> (free - size), bits: size))
      coefficients.start[place] = value << 16 | zeros << 8 | Int32(length + size)
    }
  }

  /// The number that some bits stand for: those that begin with 0 are negative (T.81, F.2.2.1).
  ///
  /// - Parameter size: 1...15.
  @inline(__always)
  static func value(_ bits: Int, bits size: Int) -> Int {
    // All ones where the first bit is 0.
    let negative = (bits &>> (size &- 1)) &- 1
    return bits &+ (negative & (1 &- (1 &<< size)))
  }
}

extension JPEGBitReader {
  /// The symbol of the next code word.
  ///
  /// - Precondition: `fill()` was called and no more than 16 bits have been taken since.
  @inline(__always)
  mutating func symbol(_ table: JPEGHuffmanTable.View) -> Int {
    var word = Int(table.words[peek(JPEGHuffmanTable.quickBits)])
    if word == 0 {
      word = Self.longWord(peek(16), table)
      isBroken = isBroken || word == 0
    }
    skip(word &>> 8)
    return word & 255
  }

  /// A word that is longer than the tables of short ones: length << 8 | symbol; 0 for one that means
  /// nothing.
  @inline(never)
  private static func longWord(_ bits: Int, _ table: JPEGHuffmanTable.View) -> Int {
    for length in JPEGHuffmanTable.quickBits + 1...16 where bits < Int(table.ends[length]) {
      let place = (bits >> (16 - length) + Int(table.offsets[length])) & 255
      return length << 8 | Int(table.symbols[place])
    }
    return 0
  }
}
