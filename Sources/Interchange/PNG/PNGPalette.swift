/// The colours of a palette, and what is transparent without a channel of its own.
struct PNGPalette {
  private(set) var colours: [[UInt16]] = []
  /// Of a palette, the opacity of its first colours.
  private var opacity: [UInt16] = []
  /// Of other pictures, the one value that is transparent.
  private var transparent: [UInt16]?

  init(
    _ chunks: [PNGChunk], _ header: PNGHeader, _ fail: (String) -> InterchangeError
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
        guard place < colours.count else { throw fail(unknown(place)) }
        shown += colours[place]
        if hasOpacity { shown.append(place < opacity.count ? opacity[place] : 255) }
      } else {
        shown += pixel
        shown.append(transparent.map { pixel.elementsEqual($0) } == true ? 0 : 1)
      }
    }
    return picture(channels, shown)
  }

  /// The colours of 256 places, three bytes each; black for those that the palette lacks.
  var bytes: [UInt8] {
    let known = colours.joined().map { UInt8(truncatingIfNeeded: $0) }
    return known + repeatElement(0, count: 768 - known.count)
  }

  func unknown(_ place: Int) -> String {
    "a pixel has colour \(place) of a palette of \(colours.count)"
  }
}
