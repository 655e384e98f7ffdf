import Foundation

/// Pictures in the PNG format (ISO/IEC 15948): 8 bits a channel, red, green, blue.
package enum PNG {
  /// The bytes of a PNG file.
  ///
  /// - Parameter pixels: height x width x 3, row-major.
  /// - Precondition: at least one pixel, fewer than 2^31 bytes, `pixels` of exactly that size.
  package static func encoded(width: Int, height: Int, pixels: [UInt8]) -> [UInt8] {
    precondition(width > 0 && height > 0 && pixels.count < 1 << 31)
    precondition(pixels.count == width * height * 3)
    var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let eightBitsRedGreenBlue: [UInt8] = [8, 2, 0, 0, 0]
    chunk("IHDR", bigEndian(width) + bigEndian(height) + eightBitsRedGreenBlue, into: &bytes)
    chunk("IDAT", Deflate.zlib(filtered(pixels, rowSize: width * 3)), into: &bytes)
    chunk("IEND", [], into: &bytes)
    return bytes
  }

  /// A picture inside a page, without a file: `data:image/png;base64,…`.
  package static func dataURI(_ png: [UInt8]) -> String {
    "data:image/png;base64," + Data(png).base64EncodedString()
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
  }

  private static func chunk(_ type: String, _ data: [UInt8], into bytes: inout [UInt8]) {
    let checked = Array(type.utf8) + data
    bytes += bigEndian(data.count) + checked + bigEndian(Int(Checksum.crc32(checked)))
  }

  /// Each row as its difference to what lies left or above, whichever predicts it best, preceded
  /// by the number of that filter.
  ///
  /// The choice is the standard's heuristic: the smallest sum of absolute differences (12.7).
  private static func filtered(_ pixels: [UInt8], rowSize: Int) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(pixels.count + pixels.count / rowSize)
    var above = [UInt8](repeating: 0, count: rowSize)
    for start in stride(from: 0, to: pixels.count, by: rowSize) {
      let row = Array(pixels[start..<start + rowSize])
      let candidates = [
        row, subtractLeft(row), subtractAbove(row, above), subtractPaeth(row, above),
      ]
      let costs = candidates.map { $0.reduce(0) { $0 + Int(Int8(bitPattern: $1).magnitude) } }
      let best = costs.indices.min { costs[$0] < costs[$1] }!
      output.append([0, 1, 2, 4][best])
      output += candidates[best]
      above = row
    }
    return output
  }

  private static func subtractLeft(_ row: [UInt8]) -> [UInt8] {
    row.indices.map { $0 < 3 ? row[$0] : row[$0] &- row[$0 - 3] }
  }

  private static func subtractAbove(_ row: [UInt8], _ above: [UInt8]) -> [UInt8] {
    zip(row, above).map { $0 &- $1 }
  }

  private static func subtractPaeth(_ row: [UInt8], _ above: [UInt8]) -> [UInt8] {
    row.indices.map { index in
      let left = index < 3 ? 0 : Int(row[index - 3])
      let up = Int(above[index])
      let corner = index < 3 ? 0 : Int(above[index - 3])
      let estimate = left + up - corner
      let (toLeft, toUp, toCorner) =
        (abs(estimate - left), abs(estimate - up), abs(estimate - corner))
      let nearest = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner
      return row[index] &- UInt8(nearest)
    }
  }
}
