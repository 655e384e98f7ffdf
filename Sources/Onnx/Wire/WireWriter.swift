import Interchange

/// Writes protocol buffers' wire format: numbered fields, one after the other.
struct WireWriter {
  private(set) var bytes: [UInt8] = []

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func key(_ number: Int, type: UInt64) { varint(UInt64(number) << 3 | type) }

  /// A whole number; negative ones take ten bytes, as the format has it.
  mutating func whole(_ number: Int, _ value: Int) {
    key(number, type: 0)
    varint(UInt64(bitPattern: Int64(value)))
  }

  mutating func float(_ number: Int, _ value: Float) {
    key(number, type: 5)
    LittleEndian.append(value.bitPattern, to: &bytes)
  }

  mutating func text(_ number: Int, _ value: String) { field(number, Array(value.utf8)) }

  /// Bytes, or a message inside.
  mutating func field(_ number: Int, _ value: [UInt8]) {
    key(number, type: 2)
    varint(UInt64(value.count))
    bytes += value
  }

  /// Whole fields, as they were written.
  mutating func copy(_ fields: ArraySlice<UInt8>) { bytes += fields }

  mutating func message(_ number: Int, _ body: (inout WireWriter) -> Void) {
    var inner = WireWriter()
    body(&inner)
    field(number, inner.bytes)
  }
}
