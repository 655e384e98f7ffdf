/// A picture as numbers: what `PNG` reads.
package struct PNGPicture: Sendable, Equatable {
  package let width: Int
  package let height: Int
  /// Numbers of one pixel: 1 grey, 2 grey with opacity, 3 colour, 4 colour with opacity.
  package let channels: Int
  /// height x width x channels, as they stand in the file, each 0 ... 2^depth - 1; of a palette the
  /// colours, of 8 bits.
  package let values: [UInt16]
  /// The colour of what a mask does not mark: black, or in a palette without it the darkest.
  let ground: [UInt16]

  /// Which pixels a mask marks.
  ///
  /// Where opacity differs from pixel to pixel, the shape is in it: those that are not wholly
  /// transparent, whatever their colour. Otherwise those whose colour is not that of the ground.
  package var isMarked: [Bool] {
    let pixels = 0..<width * height
    if channels.isMultiple(of: 2) {
      let opacity = pixels.map { values[$0 * channels + channels - 1] }
      if opacity.contains(where: { $0 != opacity[0] }) { return opacity.map { $0 != 0 } }
    }
    let colours = channels - (channels + 1) % 2
    return pixels.map { pixel in
      (0..<colours).contains { values[pixel * channels + $0] != ground[$0] }
    }
  }
}

extension PNG {
  /// Pixels on a side beyond which a file is refused.
  static let largestSide = 1 << 20
  /// Pixels of a picture beyond which it is refused.
  static let mostPixels = 1 << 28

  /// Reads a picture of any kind of colour and depth that is not interlaced.
  ///
  /// - Parameter fits: what is wrong with a picture of that width and height, as what was expected;
  ///   asked before anything is unpacked.
  /// - Throws: `InterchangeError` for a file that is missing, damaged or of another kind.
  package static func read(
    _ path: String, fits: (_ width: Int, _ height: Int) -> String? = { _, _ in nil }
  ) throws -> PNGPicture {
    try decode(FileReader.bytes(of: path), file: path, fits: fits)
  }

  package static func decode(
    _ bytes: [UInt8], file: String,
    fits: (_ width: Int, _ height: Int) -> String? = { _, _ in nil }
  ) throws -> PNGPicture {
    func fail(_ problem: String) -> InterchangeError {
      InterchangeError(kind: .malformed, file: file, problem: problem)
    }
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    guard bytes.starts(with: signature) else {
      throw InterchangeError(
        file: file, expected: "a PNG picture",
        found: FormatGuess.knownOrWeights(bytes) ?? Excerpt.quoted(bytes.prefix(8)))
    }
    let chunks = try chunks(of: bytes, fail)
    guard let first = chunks.first, first.type == "IHDR", first.data.count == 13 else {
      throw fail("expected a PNG header first")
    }
    let header = try PNGHeader(Array(first.data), fail)
    if let expected = fits(header.width, header.height) {
      throw InterchangeError(
        file: file, expected: expected, found: "\(header.width) x \(header.height)")
    }
    let palette = try PNGPalette(chunks, header, fail)
    let packed = chunks.filter { $0.type == "IDAT" }.flatMap(\.data)
    let rows = try Inflate.zlib(
      packed[...], limit: header.height * (header.rowSize + 1), fail: fail)
    guard rows.count == header.height * (header.rowSize + 1) else {
      throw fail("expected \(header.height) rows, found fewer")
    }
    let values = header.values(of: try unfiltered(rows, header, fail))
    return try palette.picture(header, values, fail)
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

  static func number(_ bytes: [UInt8], _ place: Int) -> Int {
    bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
  }

  /// The rows themselves, height x rowSize (PNG specification, section 9).
  private static func unfiltered(
    _ filtered: [UInt8], _ header: PNGHeader, _ fail: (String) -> InterchangeError
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
