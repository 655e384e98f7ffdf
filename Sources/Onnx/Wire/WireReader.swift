/// Protocol buffers' wire format: numbered fields, one after the other.
///
/// Nothing is copied: a message inside another is a range of the same bytes. Lengths are checked
/// before they are used, and a reader never reaches beyond its own message.
struct WireReader {
  /// One field as it is written; what it means only its reader knows.
  enum Value {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    case bytes(Range<Int>)
  }

  let bytes: [UInt8]
  /// The file, as errors name it.
  let file: String
  private(set) var position: Int
  private let end: Int

  init(_ bytes: [UInt8], file: String) {
    self.init(bytes, 0..<bytes.count, file: file)
  }

  private init(_ bytes: [UInt8], _ range: Range<Int>, file: String) {
    self.bytes = bytes
    self.file = file
    position = range.lowerBound
    end = range.upperBound
  }

  /// A reader of a message inside.
  func message(_ range: Range<Int>) -> WireReader { WireReader(bytes, range, file: file) }

  /// The next field, or nil at the end of the message.
  mutating func next() throws(OnnxError) -> (number: Int, value: Value)? {
    guard position < end else { return nil }
    let start = position
    let key = try varint()
    let number = key >> 3
    guard number > 0, number < 1 << 29 else {
      throw malformed(start, "a field's number from 1 to \((1 << 29) - 1)", "\(number)")
    }
    let value: Value
    switch key & 7 {
    case 0: value = .varint(try varint())
    case 1: value = .fixed64(try fixed(UInt64.self))
    case 2: value = .bytes(try range())
    case 5: value = .fixed32(try fixed(UInt32.self))
    default: throw malformed(start, "a field of wire type 0, 1, 2 or 5", "type \(key & 7)")
    }
    return (Int(number), value)
  }

  private mutating func varint() throws(OnnxError) -> UInt64 {
    let start = position
    var value: UInt64 = 0
    for index in 0..<10 {
      guard position < end else {
        throw malformed(start, "a whole number's last byte", "the end of the message")
      }
      let byte = bytes[position]
      position += 1
      // The tenth byte holds the 64th bit alone.
      if index == 9, byte > 1 { break }
      value |= UInt64(byte & 0x7F) << UInt64(7 * index)
      if byte < 0x80 { return value }
    }
    throw malformed(start, "a whole number of 64 bits", "a longer one")
  }

  private mutating func fixed<Number: FixedWidthInteger>(
    _ type: Number.Type
  ) throws(OnnxError) -> Number {
    let size = MemoryLayout<Number>.size
    guard end - position >= size else {
      throw malformed(position, "\(size) bytes", "\(end - position) before the message's end")
    }
    var value: Number = 0
    for index in 0..<size { value |= Number(bytes[position + index]) << Number(8 * index) }
    position += size
    return value
  }

  private mutating func range() throws(OnnxError) -> Range<Int> {
    let start = position
    let length = try varint()
    guard length <= UInt64(end - position) else {
      throw malformed(
        start, "a length of at most \(end - position) bytes, which are left", "\(length)")
    }
    defer { position += Int(length) }
    return position..<position + Int(length)
  }

  func malformed(_ position: Int, _ expected: String, _ found: String) -> OnnxError {
    .malformed(file: file, place: "byte \(position)", expected: expected, found: found)
  }
}

// What fields mean. A field of another wire type than its own is an error.
extension WireReader {
  /// A whole number with a sign; negative ones fill all 64 bits.
  func integer(_ value: Value) throws(OnnxError) -> Int {
    guard case .varint(let bits) = value else { throw unexpected(value, "a whole number") }
    return Int(Int64(bitPattern: bits))
  }

  func float(_ value: Value) throws(OnnxError) -> Float {
    guard case .fixed32(let bits) = value else { throw unexpected(value, "a number of 4 bytes") }
    return Float(bitPattern: bits)
  }

  func range(_ value: Value) throws(OnnxError) -> Range<Int> {
    guard case .bytes(let range) = value else { throw unexpected(value, "a length and bytes") }
    return range
  }

  func string(_ value: Value) throws(OnnxError) -> String {
    String(decoding: bytes[try range(value)], as: UTF8.self)
  }

  func message(_ value: Value) throws(OnnxError) -> WireReader { message(try range(value)) }

  /// Whole numbers of a repeated field, written one by one or all together.
  func append(_ value: Value, to list: inout [Int]) throws(OnnxError) {
    guard case .bytes(let range) = value else { return list.append(try integer(value)) }
    var inner = message(range)
    while inner.position < inner.end {
      list.append(Int(Int64(bitPattern: try inner.varint())))
    }
  }

  func append(_ value: Value, to list: inout [Float]) throws(OnnxError) {
    guard case .bytes(let range) = value else { return list.append(try float(value)) }
    try checkWhole(range, 4)
    list.reserveCapacity(list.count + range.count / 4)
    var inner = message(range)
    while inner.position < inner.end {
      list.append(Float(bitPattern: try inner.fixed(UInt32.self)))
    }
  }

  func append(_ value: Value, to list: inout [Double]) throws(OnnxError) {
    switch value {
    case .fixed64(let bits): list.append(Double(bitPattern: bits))
    case .bytes(let range):
      try checkWhole(range, 8)
      var inner = message(range)
      while inner.position < inner.end {
        list.append(Double(bitPattern: try inner.fixed(UInt64.self)))
      }
    default: throw unexpected(value, "numbers of 8 bytes")
    }
  }

  private func checkWhole(_ range: Range<Int>, _ size: Int) throws(OnnxError) {
    guard range.count % size == 0 else {
      throw malformed(
        range.lowerBound, "numbers of \(size) bytes each", "\(range.count) bytes")
    }
  }

  private func unexpected(_ value: Value, _ expected: String) -> OnnxError {
    let found =
      switch value {
      case .varint: "a whole number"
      case .fixed64: "8 bytes"
      case .fixed32: "4 bytes"
      case .bytes: "a length and bytes"
      }
    return malformed(position, "\(expected) in the field before", found)
  }
}
