/// The checksums that PNG and zlib ask for.
enum Checksum {
  /// What a byte does to the remainder when 0 to 7 bytes follow it: 8 x 256 ("slicing by 8").
  private static let tables: [UInt32] = {
    var tables: [UInt32] = []
    for index in 0..<256 {
      var value = UInt32(index)
      for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
      tables.append(value)
    }
    for place in 256..<8 * 256 {
      let before: UInt32 = tables[place - 256]
      tables.append(tables[Int(before & 0xFF)] ^ (before >> 8))
    }
    return tables
  }()

  /// CRC-32 (ISO 3309), as PNG's chunks carry it.
  static func crc32(_ bytes: some Collection<UInt8>) -> UInt32 {
    bytes.withContiguousStorageIfAvailable { crc32(of: $0) }
      ?? Array(bytes).withUnsafeBufferPointer { crc32(of: $0) }
  }

  private static func crc32(of bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    tables.withUnsafeBufferPointer { tables in
      var rest = UInt32.max
      let raw = UnsafeRawBufferPointer(bytes)
      let whole = bytes.count & ~7
      for place in stride(from: 0, to: whole, by: 8) {
        let low =
          rest ^ UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt32.self))
        let high = UInt32(
          littleEndian: raw.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self))
        rest = 0
        for byte in 0..<4 {
          let shift = UInt32(8 * byte)
          let (first, second) = (Int(low >> shift & 0xFF), Int(high >> shift & 0xFF))
          rest ^= tables[(7 - byte) * 256 + first]
          rest ^= tables[(3 - byte) * 256 + second]
        }
      }
      for place in whole..<bytes.count {
        rest = tables[Int((rest ^ UInt32(bytes[place])) & 0xFF)] ^ (rest >> 8)
      }
      return ~rest
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
