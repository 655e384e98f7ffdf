/// A picture as numbers: what `PNG` reads.
package struct PNGPicture: Sendable, Equatable {
  package let width: Int
  package let height: Int
  /// Numbers of one pixel: 1 grey or place in the palette, 2 with opacity, 3 colour, 4 with opacity.
  package let channels: Int
  /// height x width x channels, as they stand in the file, each 0 ... 2^depth - 1.
  package let values: [UInt8]

  /// Whether the pixel has a number other than zero, opacity left out.
  package var isMarked: [Bool] {
    let colors = channels - (channels + 1) % 2
    return (0..<width * height).map { pixel in
      (0..<colors).contains { values[pixel * channels + $0] != 0 }
    }
  }
}

extension PNG {
  /// Pixels on a side beyond which a file is refused.
  private static let largestSide = 65_536

  /// Reads a picture of at most 8 bits a number, not interlaced.
  ///
  /// - Throws: `InterchangeError` for a file that is missing, damaged or of another kind.
  package static func read(_ path: String) throws -> PNGPicture {
    try decode(FileReader.bytes(of: path), file: path)
  }

  package static func decode(_ bytes: [UInt8], file: String) throws -> PNGPicture {
    func fail(_ problem: String) -> InterchangeError {
      InterchangeError(kind: .malformed, file: file, problem: problem)
    }
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    guard bytes.starts(with: signature) else { throw fail("expected a PNG picture") }
    let chunks = try chunks(of: bytes, fail)
    guard let first = chunks.first, first.type == "IHDR", first.data.count == 13 else {
      throw fail("expected a PNG header first")
    }
    let header = try Header(Array(first.data), fail)
    let packed = chunks.filter { $0.type == "IDAT" }.flatMap(\.data)
    let rows = try Inflate.zlib(
      packed[...], limit: header.height * (header.rowSize + 1), fail: fail)
    guard rows.count == header.height * (header.rowSize + 1) else {
      throw fail("expected \(header.height) rows, found fewer")
    }
    return PNGPicture(
      width: header.width, height: header.height, channels: header.channels,
      values: try header.values(of: unfiltered(rows, header, fail)))
  }

  private static func chunks(
    of bytes: [UInt8], _ fail: (String) -> InterchangeError
  ) throws -> [(type: String, data: ArraySlice<UInt8>)] {
    var chunks: [(type: String, data: ArraySlice<UInt8>)] = []
    var position = 8
    while chunks.last?.type != "IEND" {
      guard bytes.count - position >= 12 else { throw fail("the file ends early") }
      let length = number(bytes, position)
      guard length <= bytes.count - position - 12 else { throw fail("the file ends early") }
      let body = bytes[position + 4..<position + 8 + length]
      guard Int(Checksum.crc32(body)) == number(bytes, position + 8 + length) else {
        throw fail("a part of the picture does not have the checksum that it names")
      }
      chunks.append((String(decoding: body.prefix(4), as: UTF8.self), body.dropFirst(4)))
      position += 12 + length
    }
    return chunks
  }

  private static func number(_ bytes: [UInt8], _ place: Int) -> Int {
    bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
  }

  private struct Header {
    let width: Int
    let height: Int
    let depth: Int
    let channels: Int

    init(_ bytes: [UInt8], _ fail: (String) -> InterchangeError) throws {
      width = PNG.number(bytes, 0)
      height = PNG.number(bytes, 4)
      depth = Int(bytes[8])
      guard (1...PNG.largestSide).contains(width), (1...PNG.largestSide).contains(height),
        width * height <= 1 << 28
      else { throw fail("expected a picture of a sensible size, found \(width) x \(height)") }
      guard let channels = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][bytes[9]] else {
        throw fail("the picture has an unknown kind of colour, \(bytes[9])")
      }
      self.channels = channels
      guard depth == 8 || (channels == 1 && [1, 2, 4].contains(depth)) else {
        throw fail("expected at most 8 bits a number, found \(depth)")
      }
      guard bytes[10] == 0, bytes[11] == 0, bytes[12] == 0 else {
        throw fail("expected a picture that is not interlaced")
      }
    }

    /// Bytes of a row.
    var rowSize: Int { (width * channels * depth + 7) / 8 }
    /// Bytes from a number to the same one of the pixel before.
    var step: Int { max(channels * depth / 8, 1) }

    func values(of rows: [UInt8]) throws -> [UInt8] {
      guard depth < 8 else { return rows }
      return (0..<height * width).map { pixel in
        let (row, column) = pixel.quotientAndRemainder(dividingBy: width)
        let byte = rows[row * rowSize + column * depth / 8]
        return byte >> (8 - depth - column * depth % 8) & UInt8(1 << depth - 1)
      }
    }
  }

  /// The rows themselves, height x rowSize (PNG specification, section 9).
  private static func unfiltered(
    _ filtered: [UInt8], _ header: Header, _ fail: (String) -> InterchangeError
  ) throws -> [UInt8] {
    let (size, step) = (header.rowSize, header.step)
    var rows = [UInt8](repeating: 0, count: header.height * size)
    for row in 0..<header.height {
      let filter = filtered[row * (size + 1)]
      guard filter <= 4 else { throw fail("row \(row): unknown filter \(filter)") }
      for column in 0..<size {
        let place = row * size + column
        let left = column >= step ? Int(rows[place - step]) : 0
        let up = row > 0 ? Int(rows[place - size]) : 0
        let corner = row > 0 && column >= step ? Int(rows[place - size - step]) : 0
        let base =
          switch filter {
          case 1: left
          case 2: up
          case 3: (left + up) / 2
          case 4: paeth(left, up, corner)
          default: 0
          }
        rows[place] = filtered[row * (size + 1) + 1 + column] &+ UInt8(base)
      }
    }
    return rows
  }

  private static func paeth(_ left: Int, _ up: Int, _ corner: Int) -> Int {
    let estimate = left + up - corner
    let (toLeft, toUp, toCorner) = (
      abs(estimate - left), abs(estimate - up), abs(estimate - corner)
    )
    return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner
  }
}
