import Interchange
import Testing

/// Pictures made here, chunk by chunk, of every kind of colour.
@Suite struct PNGKindTests {
  /// A zlib stream of one stored block, or of the blocks given.
  static func packed(_ bytes: [UInt8], blocks: [UInt8]? = nil) -> [UInt8] {
    let size = UInt16(bytes.count)
    let stored: [UInt8] =
      [1, UInt8(size & 255), UInt8(size >> 8), UInt8(~size & 255), UInt8(~size >> 8)] + bytes
    var (low, high) = (UInt32(1), UInt32(0))
    for byte in bytes {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return [0x78, 0x01] + (blocks ?? stored) + number(high << 16 | low)
  }

  static func number(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
  }

  static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    var sum = UInt32.max
    for byte in body {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return number(UInt32(data.count)) + body + number(~sum)
  }

  static func png(
    _ width: UInt32, _ height: UInt32, depth: UInt8 = 8, colour: UInt8, more: [[UInt8]] = [],
    packed: [UInt8]
  ) -> [UInt8] {
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", number(width) + number(height) + [depth, colour, 0, 0, 0])
      + more.joined() + chunk("IDAT", packed) + chunk("IEND", [])
  }

  /// One row of four pixels, of which the second and third are the object.
  static func row(
    depth: UInt8 = 8, _ colour: UInt8, more: [[UInt8]] = [], _ bytes: [UInt8]
  ) -> [UInt8] {
    png(4, 1, depth: depth, colour: colour, more: more, packed: packed([0] + bytes))
  }

  static let blackAndWhite = chunk("PLTE", [255, 255, 255, 0, 0, 0])

  @Test(arguments: [
    // A palette whose first colour is white, as bytes, bits, and with an unused black entry.
    row(3, more: [blackAndWhite], [1, 0, 0, 1]),
    row(depth: 1, 3, more: [blackAndWhite], [0b1001_0000]),
    // Two object colours, none of them the darkest; and a ground that is not quite black.
    row(3, more: [chunk("PLTE", [0, 0, 0, 9, 0, 0, 0, 0, 9])], [0, 1, 2, 0]),
    row(3, more: [chunk("PLTE", [200, 200, 200, 20, 20, 20])], [1, 0, 0, 1]),
    // Colour alike everywhere: the shape is in the opacity, of the palette or of the pixels.
    row(3, more: [chunk("PLTE", [7, 7, 7, 7, 7, 7]), chunk("tRNS", [0])], [0, 1, 1, 0]),
    row(6, [9, 9, 9, 0, 9, 9, 9, 255, 9, 9, 9, 1, 9, 9, 9, 0]),
    row(6, [0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 0]),
    row(4, [255, 0, 255, 255, 0, 255, 255, 0]),
    // Opacity alike everywhere: the shape is in the colour.
    row(6, [0, 0, 0, 9, 1, 0, 0, 9, 0, 0, 1, 9, 0, 0, 0, 9]), row(4, [0, 0, 5, 0, 6, 0, 0, 0]),
    // One grey, or one colour, is transparent.
    row(0, more: [chunk("tRNS", [0, 77])], [77, 0, 1, 77]),
    row(2, more: [chunk("tRNS", [0, 1, 0, 2, 0, 3])], [1, 2, 3, 1, 2, 0, 0, 0, 0, 1, 2, 3]),
    // Sixteen bits, of which the lower may be all that is set.
    row(depth: 16, 0, [0, 0, 0, 1, 1, 0, 0, 0]),
    row(depth: 16, 4, [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0]),
    row(depth: 2, 0, [0b0001_1000]), row(2, [0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0]),
  ])
  func masksAreReadByWhatIsSeen(png: [UInt8]) throws {
    #expect(try PNG.decode(png, file: "m").isMarked == [false, true, true, false])
  }

  @Test(
    arguments: [
      (row(3, [0, 0, 0, 0]), "palette"),
      (row(3, more: [chunk("PLTE", [1, 2])], [0, 0, 0, 0]), "pal"),
      (row(3, more: [blackAndWhite], [0, 2, 0, 0]), "colour 2 of a palette of 2"),
      (row(3, more: [blackAndWhite, chunk("tRNS", [1, 2, 3])], [0, 0, 0, 0]), "more opacities"),
      (row(depth: 4, 2, [0, 0]), "bits a number"), (row(5, [0]), "unknown kind of colour"),
      ([0x1F, 0x8B, 8, 0], "gzip"), ([0xFF, 0xD8, 0xFF, 0xE0], "JPEG"),
    ] as [([UInt8], String)])
  func faultyOnesAreNamed(png: [UInt8], word: String) {
    let error = #expect(throws: InterchangeError.self) { try PNG.decode(png, file: "m") }
    #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
  }

  /// The packed data would be found to be none, were they looked at.
  @Test func theSizeIsComparedBeforeAnythingIsUnpacked() throws {
    let png = Self.png(8192, 32768, colour: 6, packed: [0, 1, 2])
    let error = #expect(throws: InterchangeError.self) {
      try PNG.decode(png, file: "m") { width, height in
        width == 32 && height == 32 ? nil : "a picture 32 wide and 32 high"
      }
    }
    #expect(error?.problem == "expected a picture 32 wide and 32 high, found 8192 x 32768")
  }

  /// A million blocks of nothing: three bits and seven of the end of the block for each.
  @Test func manyEmptyBlocksTakeLittleTime() throws {
    var bits: [Bool] = []
    for _ in 0..<1_000_000 { bits += [false, true, false] + [Bool](repeating: false, count: 7) }
    // The last: stored, of nothing but the row.
    bits += [true, false, false]
    var blocks = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
    for (place, bit) in bits.enumerated() where bit { blocks[place / 8] |= 1 << (place % 8) }
    let row: [UInt8] = [0, 0, 1, 1, 0]
    let start = ContinuousClock.now
    let picture = try PNG.decode(
      Self.png(
        4, 1, colour: 0,
        packed: Self.packed(row, blocks: blocks + [5, 0, 250, 255] + row)), file: "m")
    #expect(picture.isMarked == [false, true, true, false])
    #expect(ContinuousClock.now - start < .seconds(3))
  }
}
