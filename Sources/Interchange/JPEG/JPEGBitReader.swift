/// The bits of an entropy-coded segment, highest first (T.81, F.2.2.5).
///
/// A zero that is stuffed behind 0xFF is left out. At a marker, or at the end of the file, zeros are
/// given for ever, so that the loops over coefficients need not ask; `hasOverrun` tells afterwards.
struct JPEGBitReader {
  private let start: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  private var next: UnsafePointer<UInt8>
  /// Bits to come, from the highest on. Those beyond `count` are zero or what will come there.
  private var window: UInt64 = 0
  private var count = 0
  /// How many of the bits, the last ones, are not of the file.
  private var padding = 0
  /// Whether a code word was met that means nothing, or a value that cannot be.
  var isBroken = false

  /// - Parameter bytes: must outlive the reader.
  init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int) {
    precondition((0...bytes.count).contains(position) && !bytes.isEmpty)
    start = bytes.baseAddress!
    end = start + bytes.count
    next = start + position
  }

  /// Where the next byte is read: at a marker's 0xFF once all before it has been.
  var position: Int { next - start }

  /// Whether more bits were taken than the file has.
  var hasOverrun: Bool { padding > count }

  // MARK: Bits

  /// Sees to it that at least 32 bits can be looked at.
  @inline(__always)
  mutating func fill() {
    if count < 32 { refill() }
  }

  /// - Precondition: `fill()` was called and no more than 32 bits have been taken since.
  @inline(__always)
  func peek(_ bits: Int) -> Int {
    Int(truncatingIfNeeded: window &>> UInt64(truncatingIfNeeded: 64 &- bits))
  }

  @inline(__always)
  mutating func skip(_ bits: Int) {
    window = window &<< UInt64(truncatingIfNeeded: bits)
    count &-= bits
  }

  /// The next bits as a number.
  ///
  /// - Parameter bits: 1...16.
  @inline(__always)
  mutating func take(_ bits: Int) -> Int {
    let value = peek(bits)
    skip(bits)
    return value
  }

  /// One bit; fills by itself.
  @inline(__always)
  mutating func bit() -> Bool {
    if count == 0 { refill() }
    return take(1) == 1
  }

  /// Appends as many whole bytes as there is space for.
  @inline(__always)
  private mutating func refill() {
    if end - next >= 8 {
      let bytes = UInt64(bigEndian: UnsafeRawPointer(next).loadUnaligned(as: UInt64.self))
      let inverted = ~bytes
      // No byte is 0xFF when no byte of the inverse is zero.
      if (inverted &- 0x0101_0101_0101_0101) & bytes & 0x8080_8080_8080_8080 == 0 {
        window |= bytes &>> UInt64(truncatingIfNeeded: count)
        let taken = (63 &- count) &>> 3
        next += taken
        count &+= taken &* 8
        return
      }
    }
    // By value, so that the reader of a loop can stay in registers.
    self = Self.refilledByByte(self)
  }

  @inline(never)
  private static func refilledByByte(_ reader: JPEGBitReader) -> JPEGBitReader {
    var reader = reader
    while reader.count <= 56 { reader.appendByte() }
    return reader
  }

  private mutating func appendByte() {
    var byte: UInt8 = 0
    if next < end, next[0] != 0xFF {
      byte = next[0]
      next += 1
    } else if let after = stuffedByte() {
      byte = 0xFF
      next = after
    } else {
      padding &+= 8
    }
    window |= UInt64(byte) &<< UInt64(truncatingIfNeeded: 56 &- count)
    count &+= 8
  }

  /// Behind 0xFF (any number of them) and the zero that makes it one of the data; nil at a marker
  /// and at the end.
  private func stuffedByte() -> UnsafePointer<UInt8>? {
    var place = next
    while place < end, place[0] == 0xFF { place += 1 }
    return place < end && place > next && place[0] == 0 ? place + 1 : nil
  }

  // MARK: Markers

  /// Goes to the next marker, over what is left of the segment.
  ///
  /// - Returns: its code; nil at the end of the file. `position` is behind it.
  mutating func marker() -> UInt8? {
    (window, count, padding) = (0, 0, 0)
    while next < end {
      if next[0] == 0xFF {
        var place = next + 1
        while place < end, place[0] == 0xFF { place += 1 }
        guard place < end else { break }
        next = place + 1
        if place[0] != 0 { return place[0] }
      } else {
        next += 1
      }
    }
    next = end
    return nil
  }
}
