@testable import Interchange

/// Makes what readers check first right again in a damaged file, so that they look further.
enum Repair {
  /// The length of the header, which ends where its first brace is closed, with the spaces after
  /// it.
  static func safetensors(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > 8, let brace = closingBrace(in: bytes[8...]) else { return bytes }
    let end = bytes[(brace + 1)...].firstIndex { $0 != UInt8(ascii: " ") } ?? bytes.count
    var copy = bytes
    store(end - 8, in: &copy, at: Array(0..<8))
    return copy
  }

  /// Where the first object of a JSON text ends; nil for one that does not end.
  private static func closingBrace(in bytes: ArraySlice<UInt8>) -> Int? {
    var depth = 0
    var (isInText, isEscaped) = (false, false)
    for (place, byte) in zip(bytes.indices, bytes) {
      switch byte {
      case _ where isEscaped: isEscaped = false
      case UInt8(ascii: "\\") where isInText: isEscaped = true
      case UInt8(ascii: "\""): isInText.toggle()
      case UInt8(ascii: "{") where !isInText: depth += 1
      case UInt8(ascii: "}") where !isInText:
        depth -= 1
        if depth <= 0 { return place }
      default: break
      }
    }
    return nil
  }

  /// The length of the header of a `.npy` file, which ends with its first line break.
  static func numpy(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > 12, bytes[6] == 1, let end = bytes[10...].firstIndex(of: 0x0A),
      end < 1 << 16
    else { return bytes }
    var copy = bytes
    store(end - 9, in: &copy, at: [8, 9])
    return copy
  }

  /// The checksum of every chunk of a PNG whose length still fits; of image data without
  /// compression, also their lengths and checksum.
  static func png(_ bytes: [UInt8]) -> [UInt8] {
    var copy = bytes
    var start = 8
    while start + 12 <= copy.count {
      let length = copy[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= copy.count - start - 12 else { break }
      let content = start + 8..<start + 8 + length
      if copy[start + 4..<start + 8].elementsEqual("IDAT".utf8) { storedBlock(&copy, content) }
      let checksum = Checksum.crc32(copy[start + 4..<content.upperBound])
      store(Int(checksum), in: &copy, at: (0..<4).map { content.upperBound + 3 - $0 })
      start = content.upperBound + 4
    }
    return copy
  }

  /// A zlib stream of a single block that is not compressed.
  private static func storedBlock(_ bytes: inout [UInt8], _ range: Range<Int>) {
    guard range.count >= 11, bytes[range].starts(with: [0x78, 0x01, 0x01]) else { return }
    let data = range.lowerBound + 7..<range.upperBound - 4
    guard data.count < 1 << 16 else { return }
    store(data.count, in: &bytes, at: [data.lowerBound - 4, data.lowerBound - 3])
    store(~data.count, in: &bytes, at: [data.lowerBound - 2, data.lowerBound - 1])
    let checksum = Checksum.adler32(Array(bytes[data]))
    store(Int(checksum), in: &bytes, at: (0..<4).map { data.upperBound + 3 - $0 })
  }

  /// Stores a number at places, the lowest byte first.
  static func store(_ number: Int, in bytes: inout [UInt8], at places: [Int]) {
    for (byte, place) in places.enumerated() {
      bytes[place] = UInt8(truncatingIfNeeded: number >> (8 * byte))
    }
  }
}
