/// The checksums that PNG and zlib ask for.
enum Checksum {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
    }
  }

  /// CRC-32 (ISO 3309), as PNG's chunks carry it.
  static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    table.withUnsafeBufferPointer { table in
      ~bytes.reduce(UInt32.max) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ ($0 >> 8) }
    }
  }

  /// Adler-32, as zlib's streams end with (RFC 1950).
  static func adler32(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBufferPointer { adler32($0) }
  }

  static func adler32(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var (low, high) = (UInt32(1), UInt32(0))
    // 5552 is the longest run whose sums cannot overflow.
    for start in stride(from: 0, to: bytes.count, by: 5552) {
      for place in start..<min(start + 5552, bytes.count) {
        low &+= UInt32(bytes[place])
        high &+= low
      }
      low %= 65521
      high %= 65521
    }
    return high << 16 | low
  }
}
