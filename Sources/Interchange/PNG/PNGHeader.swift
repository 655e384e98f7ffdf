/// What a PNG file tells of its pixels first.
struct PNGHeader {
  let width: Int
  let height: Int
  let depth: Int
  /// Numbers of one pixel as the file holds them.
  let channels: Int
  /// Whether the numbers are places in a palette.
  let hasPalette: Bool

  init(_ bytes: [UInt8], _ fail: (String) -> InterchangeError) throws {
    width = PNG.number(bytes, 0)
    height = PNG.number(bytes, 4)
    depth = Int(bytes[8])
    guard (1...PNG.largestSide).contains(width), (1...PNG.largestSide).contains(height),
      width * height <= PNG.mostPixels
    else { throw fail("expected a picture of a sensible size, found \(width) x \(height)") }
    let colour = bytes[9]
    guard let channels = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][colour] else {
      throw fail("the picture has an unknown kind of colour, \(colour)")
    }
    self.channels = channels
    hasPalette = colour == 3
    let depths = hasPalette ? [1, 2, 4, 8] : channels == 1 ? [1, 2, 4, 8, 16] : [8, 16]
    guard depths.contains(depth) else {
      throw fail("expected \(depths) bits a number, found \(depth)")
    }
    guard bytes[10] == 0, bytes[11] == 0, bytes[12] == 0 else {
      throw fail("expected a picture that is not interlaced")
    }
  }

  /// Bytes of a row.
  var rowSize: Int { (width * channels * depth + 7) / 8 }
  /// Bytes from a number to the same one of the pixel before.
  var step: Int { max(channels * depth / 8, 1) }

  /// The numbers of unfiltered rows.
  func values(of rows: [UInt8]) -> [UInt16] {
    switch depth {
    case 8: return rows.map { UInt16($0) }
    case 16:
      return (0..<rows.count / 2).map { UInt16(rows[2 * $0]) << 8 | UInt16(rows[2 * $0 + 1]) }
    default:
      var values: [UInt16] = []
      values.reserveCapacity(width * height)
      for row in 0..<height {
        for column in 0..<width {
          let byte = rows[row * rowSize + column * depth / 8]
          values.append(UInt16(byte >> (8 - depth - column * depth % 8)) & (1 << depth - 1))
        }
      }
      return values
    }
  }
}

/// The colours of a palette, and what is transparent without a channel of its own.
struct PNGPalette {
  private var colours: [[UInt16]] = []
  /// Of a palette, the opacity of its first colours.
  private var opacity: [UInt16] = []
  /// Of other pictures, the one value that is transparent.
  private var transparent: [UInt16]?

  init(
    _ chunks: [(type: String, data: ArraySlice<UInt8>)], _ header: PNGHeader,
    _ fail: (String) -> InterchangeError
  ) throws {
    if header.hasPalette {
      guard let chunk = chunks.first(where: { $0.type == "PLTE" }),
        chunk.data.count.isMultiple(of: 3), (1...256).contains(chunk.data.count / 3)
      else { throw fail("expected a palette of 1 to 256 colours") }
      let bytes = chunk.data.map { UInt16($0) }
      colours = stride(from: 0, to: bytes.count, by: 3).map { Array(bytes[$0..<$0 + 3]) }
    }
    guard let chunk = chunks.first(where: { $0.type == "tRNS" }) else { return }
    let bytes = chunk.data.map { UInt16($0) }
    if header.hasPalette {
      guard bytes.count <= colours.count else {
        throw fail("the palette has more opacities than colours")
      }
      opacity = bytes
    } else if !header.channels.isMultiple(of: 2) {
      guard bytes.count == 2 * header.channels else {
        throw fail("expected one transparent colour")
      }
      transparent = (0..<header.channels).map { bytes[2 * $0] << 8 | bytes[2 * $0 + 1] }
    }
  }

  /// The picture that the numbers make with these colours.
  func picture(
    _ header: PNGHeader, _ values: [UInt16], _ fail: (String) -> InterchangeError
  ) throws -> PNGPicture {
    func picture(_ channels: Int, _ values: [UInt16]) -> PNGPicture {
      PNGPicture(
        width: header.width, height: header.height, channels: channels, values: values,
        ground: colours.min { $0.reduce(0, +) < $1.reduce(0, +) } ?? [0, 0, 0])
    }
    let hasOpacity = !opacity.isEmpty || transparent != nil
    guard header.hasPalette || hasOpacity else { return picture(header.channels, values) }
    let channels = (header.hasPalette ? 3 : header.channels) + (hasOpacity ? 1 : 0)
    var shown: [UInt16] = []
    shown.reserveCapacity(header.width * header.height * channels)
    for start in stride(from: 0, to: values.count, by: header.channels) {
      let pixel = values[start..<start + header.channels]
      if header.hasPalette {
        let place = Int(pixel[start])
        guard place < colours.count else {
          throw fail("a pixel has colour \(place) of a palette of \(colours.count)")
        }
        shown += colours[place]
        if hasOpacity { shown.append(place < opacity.count ? opacity[place] : 255) }
      } else {
        shown += pixel
        shown.append(transparent.map { pixel.elementsEqual($0) } == true ? 0 : 1)
      }
    }
    return picture(channels, shown)
  }
}
