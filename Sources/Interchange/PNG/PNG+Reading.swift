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

  /// Reads a picture of any kind of colour and depth.
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
    let source = try PNGSource(bytes, file: file, fits: fits)
    let (header, rows) = (source.header, try source.rows())
    let count = header.width * header.height * header.channels
    let values = [UInt16](unsafeUninitializedCapacity: count) { buffer, initialized in
      rows.forEachNumber { pixel, channel, number in
        buffer.initializeElement(at: pixel * header.channels + channel, to: number)
      }
      initialized = count
    }
    return try source.palette().picture(header, values, source.fail)
  }

  /// Reads a picture as bytes: the colours of palettes, the higher byte of sixteen bits, fewer bits
  /// spread over 0...255. What is transparent shows its colour.
  ///
  /// - Parameter file: the name for messages.
  package static func pixels(
    _ bytes: [UInt8], file: String,
    fits: (_ width: Int, _ height: Int) -> String? = { _, _ in nil }
  ) throws -> PixelPicture {
    let source = try PNGSource(bytes, file: file, fits: fits)
    let (header, palette) = (source.header, try source.palette())
    let rows = try source.rows()
    let channels = header.hasPalette || header.channels > 2 ? 3 : 1
    let size = header.width * header.height * channels
    if !header.hasPalette, let pixels = rows.bytes(ofFirst: channels) {
      return PixelPicture(
        width: header.width, height: header.height, channels: channels, pixels: pixels,
        orientation: source.orientation)
    }
    var largest: UInt16 = 0
    let pixels = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      if header.hasPalette {
        let colours = palette.bytes
        rows.forEachNumber { pixel, _, number in
          largest = max(largest, number)
          let first = 3 * Int(number)
          for channel in 0..<3 {
            buffer.initializeElement(at: 3 * pixel + channel, to: colours[first + channel])
          }
        }
      } else {
        let scale = 255 / UInt16(1 << min(header.depth, 8) - 1)
        let shift = UInt16(header.depth == 16 ? 8 : 0)
        rows.forEachNumber { pixel, channel, number in
          guard channel < channels else { return }
          buffer.initializeElement(
            at: pixel * channels + channel, to: UInt8(number >> shift &* scale))
        }
      }
      initialized = size
    }
    guard !header.hasPalette || Int(largest) < palette.colours.count else {
      throw source.fail(palette.unknown(Int(largest)))
    }
    return PixelPicture(
      width: header.width, height: header.height, channels: channels, pixels: pixels,
      orientation: source.orientation)
  }

  static func number(_ bytes: [UInt8], _ place: Int) -> Int {
    bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
  }
}

struct PNGChunk {
  let type: String
  let data: ArraySlice<UInt8>
}

/// A PNG file whose chunks are found and whose size is allowed.
struct PNGSource {
  let header: PNGHeader
  private let chunks: [PNGChunk]
  private let file: String

  init(
    _ bytes: [UInt8], file: String, fits: (_ width: Int, _ height: Int) -> String?
  ) throws {
    self.file = file
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    guard bytes.starts(with: signature) else {
      throw InterchangeError(
        file: file, expected: "a PNG picture",
        found: FormatGuess.knownOrWeights(bytes) ?? Excerpt.quoted(bytes.prefix(8)))
    }
    func fail(_ problem: String) -> InterchangeError {
      InterchangeError(kind: .malformed, file: file, problem: problem)
    }
    header = try Self.header(bytes, fail)
    if let expected = fits(header.width, header.height) {
      throw InterchangeError(
        file: file, expected: expected, found: "\(header.width) x \(header.height)")
    }
    chunks = try Self.chunks(of: bytes, fail)
  }

  func fail(_ problem: String) -> InterchangeError {
    InterchangeError(kind: .malformed, file: file, problem: problem)
  }

  func palette() throws -> PNGPalette { try PNGPalette(chunks, header, fail) }

  func rows() throws -> PNGRows {
    var packed: [UInt8] = []
    for chunk in chunks where chunk.type == "IDAT" { packed += chunk.data }
    return try PNGRows(header, packed: packed, fail)
  }

  var orientation: Orientation {
    chunks.first { $0.type == "eXIf" }.flatMap { Orientation(exif: Array($0.data)) } ?? .upright
  }

  /// The header alone; the first 33 bytes are enough.
  static func header(
    _ bytes: [UInt8], _ fail: (String) -> InterchangeError
  ) throws -> PNGHeader {
    guard bytes.count >= 33 else { throw fail("the file ends early") }
    let first = try chunk(bytes, at: 8, fail)
    guard first.type == "IHDR", first.data.count == 13 else {
      throw fail("expected a PNG header first")
    }
    return try PNGHeader(Array(first.data), fail)
  }

  private static func chunks(
    of bytes: [UInt8], _ fail: (String) -> InterchangeError
  ) throws -> [PNGChunk] {
    var chunks: [PNGChunk] = []
    var position = 8
    while chunks.last?.type != "IEND" {
      let chunk = try chunk(bytes, at: position, fail)
      chunks.append(chunk)
      position += 12 + chunk.data.count
    }
    return chunks
  }

  private static func chunk(
    _ bytes: [UInt8], at position: Int, _ fail: (String) -> InterchangeError
  ) throws -> PNGChunk {
    guard bytes.count - position >= 12 else { throw fail("the file ends early") }
    let length = PNG.number(bytes, position)
    guard length <= bytes.count - position - 12 else { throw fail("the file ends early") }
    let body = bytes[position + 4..<position + 8 + length]
    guard Int(Checksum.crc32(body)) == PNG.number(bytes, position + 8 + length) else {
      throw fail("a part of the picture does not have the checksum that it names")
    }
    return PNGChunk(type: String(decoding: body.prefix(4), as: UTF8.self), data: body.dropFirst(4))
  }
}
