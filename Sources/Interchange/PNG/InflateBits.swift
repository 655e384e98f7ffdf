/// The bits of a deflated stream, lowest first.
///
/// At the end zeros are given for ever; `hasOverrun` tells.
struct InflateBits {
  private var next: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  private var window: UInt64 = 0
  private var count = 0
  /// How many of the bits, the last ones, are not of the stream.
  private var padding = 0

  /// - Parameter bytes: must outlive the reader; at least `position`.
  init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int) {
    precondition(bytes.count >= position && !bytes.isEmpty)
    next = bytes.baseAddress! + position
    end = bytes.baseAddress! + bytes.count
  }

  /// Whether more bits were taken than there are.
  var hasOverrun: Bool { padding > count }

  /// - Parameter bits: at most 32.
  @inline(__always)
  mutating func take(_ bits: Int) -> Int {
    fill()
    let value = window & (1 &<< UInt64(truncatingIfNeeded: bits) &- 1)
    skip(bits)
    return Int(truncatingIfNeeded: value)
  }

  mutating func alignToByte() { skip(count & 7) }

  /// The symbol of the next code word; nil where it means nothing.
  @inline(__always)
  mutating func symbol(_ code: InflateCode) -> Int? {
    fill()
    let entry = code.words[Int(truncatingIfNeeded: window) & (InflateCode.quickSize - 1)]
    guard entry != 0 else { return longSymbol(code) }
    skip(Int(entry & 15))
    return Int(entry &>> 4)
  }

  @inline(__always)
  private mutating func skip(_ bits: Int) {
    window = window &>> UInt64(truncatingIfNeeded: bits)
    count &-= bits
  }

  @inline(__always)
  private mutating func fill() {
    guard count < 32 else { return }
    if end - next >= 8 {
      let bytes = UInt64(littleEndian: UnsafeRawPointer(next).loadUnaligned(as: UInt64.self))
      window |= bytes &<< UInt64(truncatingIfNeeded: count)
      let taken = (63 &- count) &>> 3
      next += taken
      count &+= taken &* 8
    } else {
      fillByByte()
    }
  }

  @inline(never)
  private mutating func fillByByte() {
    while count <= 56 {
      if next < end {
        window |= UInt64(next[0]) &<< UInt64(truncatingIfNeeded: count)
        next += 1
      } else {
        padding &+= 8
      }
      count &+= 8
    }
  }

  /// A word longer than the table's, bit by bit: canonical codes of a length are in a row.
  @inline(never)
  private mutating func longSymbol(_ code: InflateCode) -> Int? {
    var (value, first, index) = (0, 0, 0)
    for length in 1...15 {
      value |= Int(truncatingIfNeeded: window &>> UInt64(length - 1)) & 1
      let count = code.counts[length]
      if value - first < count {
        skip(length)
        return Int(code.symbols[index + value - first])
      }
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    return nil
  }
}

/// A canonical code (RFC 1951, 3.2.2).
struct InflateCode {
  /// Bits that are looked up at once.
  private static let quickBits = 10
  static let quickSize = 1 << quickBits

  /// By the next ten bits, of a word that lies in these: symbol << 4 | length; else 0.
  private(set) var words = [UInt16](repeating: 0, count: quickSize)
  /// How many words have each length.
  private(set) var counts = [Int](repeating: 0, count: 16)
  /// The symbols in order of their words.
  private(set) var symbols: [UInt16] = []

  /// - Parameter lengths: of each symbol's word, at most 15; 0 for a symbol that does not occur.
  /// - Returns: nil when there are more words than there can be.
  init?(_ lengths: ArraySlice<UInt8>) {
    for length in lengths where length > 0 { counts[Int(length)] += 1 }
    var left = 1
    for length in 1...15 {
      left = 2 * left - counts[length]
      guard left >= 0 else { return nil }
    }
    var (place, word) = ([Int](repeating: 0, count: 16), [Int](repeating: 0, count: 16))
    for length in 1..<15 {
      place[length + 1] = place[length] + counts[length]
      word[length + 1] = (word[length] + counts[length]) << 1
    }
    symbols = [UInt16](repeating: 0, count: place[15] + counts[15])
    for (symbol, bits) in lengths.enumerated() where bits > 0 {
      let length = Int(bits)
      symbols[place[length]] = UInt16(symbol)
      place[length] += 1
      if length <= Self.quickBits { enter(word[length], length, symbol) }
      word[length] += 1
    }
  }

  /// Words are sent from their highest bit on.
  private mutating func enter(_ word: Int, _ length: Int, _ symbol: Int) {
    let reversed = (0..<length).reduce(0) { $0 << 1 | word >> $1 & 1 }
    for index in stride(from: reversed, to: Self.quickSize, by: 1 << length) {
      words[index] = UInt16(symbol << 4 | length)
    }
  }
}
