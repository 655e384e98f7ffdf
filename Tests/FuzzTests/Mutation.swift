import Images

/// Damage that follows from a seed: changes of every size, and numbers at which readers go wrong.
struct Mutation {
  private var stream: RandomStream
  /// Other valid files of the format, to go on with.
  private let others: [[UInt8]]

  init(seed: UInt64, round: Int, others: [[UInt8]]) {
    stream = RandomStream(seed, UInt64(round))
    self.others = others
  }

  /// A file with one to six changes; it may come out as it was.
  mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
    var copy = bytes
    for _ in 0..<stream.integer(in: 1..<7) { change(&copy) }
    return copy
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else {
      bytes = [UInt8(stream.integer(in: 0..<256))]
      return
    }
    switch stream.integer(in: 0..<16) {
    case 0: bytes[place(in: bytes)] ^= 1 << UInt8(stream.integer(in: 0..<8))
    case 1: bytes[place(in: bytes)] = UInt8(stream.integer(in: 0..<256))
    case 2: bytes[place(in: bytes)] = tellingByte()
    case 3: bytes.insert(tellingByte(), at: place(in: bytes))
    case 4: bytes.removeSubrange(run(in: bytes))
    case 5: bytes.insert(contentsOf: bytes[run(in: bytes)], at: place(in: bytes))
    case 6: bytes.removeLast(bytes.count - place(in: bytes))
    case 7: continueAsOther(&bytes)
    case 8, 9: overwriteInteger(&bytes)
    case 10, 11, 12: replaceNumber(&bytes)
    case 13: moveLine(&bytes)
    case 14: repeatRun(&bytes)
    default: exchangeRuns(&bytes)
    }
  }

  /// Half of all places are near the beginning, where the headers of binary files are.
  private mutating func place(in bytes: [UInt8]) -> Int {
    let isNearBeginning = stream.integer(in: 0..<2) == 0
    return stream.integer(in: 0..<(isNearBeginning ? min(bytes.count, 4096) : bytes.count))
  }

  private mutating func run(in bytes: [UInt8]) -> Range<Int> {
    let start = place(in: bytes)
    let longest = [16, 256][stream.integer(in: 0..<2)]
    return start..<min(bytes.count, start + 1 + stream.integer(in: 0..<longest))
  }

  private mutating func tellingByte() -> UInt8 {
    Self.tellingBytes[stream.integer(in: 0..<Self.tellingBytes.count)]
  }

  private mutating func continueAsOther(_ bytes: inout [UInt8]) {
    guard !others.isEmpty else { return }
    let other = others[stream.integer(in: 0..<others.count)]
    guard !other.isEmpty else { return }
    bytes = Array(bytes[..<place(in: bytes)]) + other[place(in: other)...]
  }

  /// A binary number of 2, 4 or 8 bytes, in either order, becomes one at which sums and products
  /// overflow.
  private mutating func overwriteInteger(_ bytes: inout [UInt8]) {
    let size = [2, 4, 8][stream.integer(in: 0..<3)]
    guard bytes.count >= size else { return }
    let number = Self.integers[stream.integer(in: 0..<Self.integers.count)]
    let start = min(place(in: bytes), bytes.count - size)
    let isReversed = stream.integer(in: 0..<2) == 1
    for byte in 0..<size {
      let shift = UInt64(8 * (isReversed ? size - 1 - byte : byte))
      bytes[start + byte] = UInt8(truncatingIfNeeded: number >> shift)
    }
  }

  /// A number in a text becomes one that no reader expects.
  private mutating func replaceNumber(_ bytes: inout [UInt8]) {
    let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    let from = place(in: bytes)
    guard let start = bytes[from...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    let text = Self.numbers[stream.integer(in: 0..<Self.numbers.count)]
    bytes.replaceSubrange(start..<end, with: Array(text.utf8))
  }

  /// A line is taken out, and may stand elsewhere, once or twice.
  private mutating func moveLine(_ bytes: inout [UInt8]) {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    let line = lines.remove(at: stream.integer(in: 0..<lines.count))
    for _ in 0..<stream.integer(in: 0..<3) {
      lines.insert(line, at: stream.integer(in: 0..<lines.count + 1))
    }
    bytes = Array(lines.joined(separator: [0x0A]))
  }

  /// A run stands there many times over: deep nesting, many columns, many pieces. Seldom up to
  /// 64 KiB, as large files take long to read.
  private mutating func repeatRun(_ bytes: inout [UInt8]) {
    let copied = Array(bytes[run(in: bytes)])
    let most = stream.integer(in: 0..<32) == 0 ? 1 << 16 : 1 << 10
    let times = stream.integer(in: 1..<max(2, most / copied.count))
    let place = place(in: bytes)
    bytes.insert(contentsOf: repeatElement(copied, count: times).joined(), at: place)
  }

  private mutating func exchangeRuns(_ bytes: inout [UInt8]) {
    let (first, second) = (run(in: bytes), run(in: bytes))
    guard first.upperBound <= second.lowerBound else { return }
    let moved = Array(bytes[second])
    bytes.replaceSubrange(second, with: Array(bytes[first]))
    bytes.replaceSubrange(first, with: moved)
  }

  private static let tellingBytes: [UInt8] =
    Array("{}[]()<>\"',;:|=-+.0123456789eEtTnN\\/#\n\r\t ".utf8)
    + [0, 1, 0x1B, 0x7F, 0x80, 0xC3, 0xFE, 0xFF]

  private static let integers: [UInt64] = [
    0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000,
    0xFFFF_FFFF, 0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, .max,
  ]

  private static let numbers = [
    "", "0", "-0", "-1", "1", "2", "9999", "99999", "100000", "1000000", "2147483647",
    "2147483648", "4294967296", "9007199254740993", "9223372036854775807",
    "9223372036854775808", "18446744073709551616", "-9223372036854775808",
    "-9223372036854775809", "1e9", "1e18", "1e308", "-1e308", "1e309", "1e-320", "0.5", "1.5",
    "NaN", "nan", "inf", "-inf", "Infinity", "0x10", "1_000", "1,5", "١", "true", "null",
    "\"\"", "[]", "{}", "\u{1B}[31m", "\\u001b", "\\ud800",
  ]
}
