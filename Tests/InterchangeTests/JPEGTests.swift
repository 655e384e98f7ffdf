import Interchange
import Testing

@Suite struct JPEGTests {
  /// Where a marker's segment begins, behind its length.
  static func segment(_ marker: UInt8, _ bytes: [UInt8]) throws -> Int {
    for place in bytes.indices.dropLast()
    where bytes[place] == 0xFF && bytes[place + 1] == marker {
      return place + 4
    }
    throw PictureFixtures.Missing(name: "marker \(marker)")
  }

  static func problem(_ bytes: [UInt8]) -> String {
    do {
      _ = try JPEG.decode(bytes, file: "f")
      return "decoded"
    } catch { return "\(error)" }
  }

  @Test func headersAreReadAlone() throws {
    let golden = try PictureFixtures.golden("progressive-17x13-1-85.jpg")
    let frame = try Self.segment(0xC2, golden.bytes)
    let header = try JPEG.header(Array(golden.bytes.prefix(frame + 15)), file: "f")
    #expect(header.width == 17 && header.height == 13 && header.components == 3)
    #expect(header.isProgressive && header.orientation == .upright)
    let turned = try JPEG.header(PictureFixtures.golden("turned-7.jpg").bytes, file: "f")
    #expect(turned.width == 5 && turned.height == 3 && turned.orientation == .transversed)
    #expect(throws: InterchangeError.self) {
      try JPEG.header(Array(golden.bytes.prefix(frame + 14)), file: "f")
    }
  }

  @Test func greysHaveOneChannel() throws {
    let golden = try PictureFixtures.golden("grey.jpg")
    let picture = try JPEG.decode(golden.bytes, file: "f")
    #expect(picture.channels == 1 && picture.pixels.count == golden.pixels.count / 3)
    #expect(picture.colours().pixels == golden.pixels)
  }

  /// What is not read says what it is.
  @Test(
    arguments: [
      (0xC3, "lossless"), (0xC5, "hierarchical"), (0xC9, "arithmetic"), (0xCA, "arithmetic"),
      (0xCD, "arithmetic"), (0xDE, "hierarchical"), (0xC8, "extension"),
    ] as [(UInt8, String)])
  func otherCodingIsRefusedByName(marker: UInt8, word: String) throws {
    var bytes = try PictureFixtures.golden("baseline-8x8-0-100.jpg").bytes
    bytes[try Self.segment(0xC0, bytes) - 3] = marker
    #expect(Self.problem(bytes).contains(word))
  }

  /// A change of a byte of the frame header, of a scan's, or of a table's.
  @Test(
    arguments: [
      (0xC0, 0, 12, "12 bits"), (0xC0, 2, 0, "high"), (0xC0, 5, 2, "length"),
      (0xC0, 7, 0x51, "5 x 1"), (0xC0, 8, 4, "quantisation table 4"), (0xC0, 9, 1, "the name 1"),
      (0xC0, 8, 3, "table 3 was not given"), (0xDA, 1, 9, "component 9"),
      (0xDA, 2, 0x33, "Huffman table 3 was not given"), (0xDA, 2, 0x40, "above 3"),
      (0xDB, 0, 0x22, "unknown kind"), (0xDB, 5, 0, "zero"), (0xC4, 0, 0x20, "unknown kind"),
      (0xC4, 16, 255, "more than follow"),
    ] as [(UInt8, Int, UInt8, String)])
  func faultyHeadersAreNamed(marker: UInt8, place: Int, value: UInt8, words: String) throws {
    var bytes = try PictureFixtures.golden("baseline-8x8-0-100.jpg").bytes
    bytes[try Self.segment(marker, bytes) + place] = value
    let problem = Self.problem(bytes)
    #expect(problem.contains(words) && problem.contains("f: byte "), "\(problem)")
  }

  @Test func twoComponentsAreRefused() throws {
    let golden = try PictureFixtures.golden("grey.jpg")
    let start = try Self.segment(0xC0, golden.bytes)
    var bytes = golden.bytes
    bytes[start + 5] = 2
    bytes.insert(contentsOf: [2, 0x11, 0], at: start + 9)
    bytes[start - 1] += 3
    #expect(Self.problem(bytes).contains("1, 3 or 4 components, found 2"))
  }

  /// A file cut off anywhere is an error with a place, but for the end's marker itself.
  @Test(arguments: [
    "baseline-25x18-2-95.jpg", "progressive-25x18-2-95.jpg", "restart.jpg", "separate-scans.jpg",
    "many-scans.jpg", "grey-progressive.jpg", "inks.jpg",
  ])
  func cutOffFilesAreNamed(name: String) throws {
    let golden = try PictureFixtures.golden(name)
    let size = golden.bytes.count
    for length in 0..<size - 2 {
      let problem = Self.problem(Array(golden.bytes.prefix(length)))
      #expect(problem.hasPrefix("f: "), "\(length) of \(size): \(problem)")
      if length > 2 { #expect(problem.contains("byte "), "\(problem)") }
    }
    let picture = try JPEG.decode(Array(golden.bytes.dropLast(2)), file: "f")
    #expect(picture.colours().pixels == golden.pixels)
  }

  @Test func restartMarkersMustBeInOrder() throws {
    var bytes = try PictureFixtures.golden("restart.jpg").bytes
    bytes[try Self.segment(0xD1, bytes) - 3] = 0xD2
    #expect(Self.problem(bytes).contains("expected restart marker 1"))
  }

  @Test func theSizeIsComparedFirst() throws {
    let bytes = try PictureFixtures.golden("baseline-25x18-2-95.jpg").bytes
    let error = #expect(throws: InterchangeError.self) {
      try JPEG.decode(bytes, file: "f") { width, height in
        width == 25 && height == 18 ? "another" : nil
      }
    }
    #expect(error?.problem == "expected another, found 25 x 18")
  }

  /// A few bytes that claim four thousand million pixels are refused before memory is asked for.
  @Test func smallFilesOfLargePicturesAreRefusedAtOnce() throws {
    var bytes = try PictureFixtures.golden("progressive-25x18-2-95.jpg").bytes
    let frame = try Self.segment(0xC2, bytes)
    bytes.replaceSubrange(frame + 1..<frame + 5, with: [0xFF, 0xFF, 0xFF, 0xFF])
    let start = ContinuousClock.now
    #expect(Self.problem(bytes).contains("cannot hold 65535 x 65535 pixels"))
    #expect(ContinuousClock.now - start < .milliseconds(100))
  }

  /// A scan that sends what was sent before is refused, so that a file cannot ask for work for
  /// ever.
  @Test func scansCannotBeRepeated() throws {
    let bytes = try PictureFixtures.golden("progressive-17x13-1-85.jpg").bytes
    let scan = try Self.segment(0xDA, bytes) - 4
    let length = bytes[(scan + 4)...].indices.first {
      bytes[$0] == 0xFF && bytes[$0 + 1] != 0
    }
    let end = try #require(length)
    let repeated = Array(bytes[..<end] + bytes[scan..<end] + bytes[end...])
    #expect(Self.problem(repeated).contains("does not go on where those before it ended"))
  }

  /// Sampling of three to two, which libjpeg refuses: the nearest sample stands for each pixel.
  ///
  /// The second of two blocks across has another blueness, and so the right half of the picture.
  @Test func fractionsOfSamplesAreRepeated() throws {
    let grey = "0" + "0"
    let blue = "10" + "1000000" + "0"
    let picture = try JPEG.decode(
      Self.unit(blocks: [grey, grey, grey, grey, blue, grey, grey]), file: "f")
    #expect(picture.width == 24 && picture.height == 8)
    for place in 0..<24 * 8 {
      let colour = place % 24 < 12 ? [128, 128, 128] : [128, 106, 241] as [UInt8]
      #expect(picture.pixels[3 * place..<3 * place + 3].elementsEqual(colour), "\(place)")
    }
  }

  @Test func faultyCodesAreNamed() {
    #expect(Self.problem(Self.unit(wordsOfOneBit: [0, 7, 1])).contains("than there can be"))
    #expect(Self.problem(Self.unit(wordsOfOneBit: [16])).contains("more than 15 bits"))
    // Eleven ones are no word.
    #expect(
      Self.problem(Self.unit(blocks: [String(repeating: "1", count: 60)]))
        .contains("a code that means nothing"))
  }

  /// A picture of 24 x 8 pixels in one unit, of three blocks of the first component and two of each
  /// of the others, whose bits are given.
  ///
  /// Differences are coded as 0 for none, or as 10 and seven bits of a value in steps of eight;
  /// behind them there is only 0, the end of the block.
  static func unit(blocks: [String] = [], wordsOfOneBit: [UInt8] = [0]) -> [UInt8] {
    let counts = [UInt8(wordsOfOneBit.count), 1] + [UInt8](repeating: 0, count: 14)
    let words = counts + wordsOfOneBit + [7]
    let tables: [UInt8] =
      [0xFF, 0xDB, 0, 67, 0] + [UInt8](repeating: 8, count: 64)
      + [0xFF, 0xC4, 0, UInt8(3 + words.count), 0] + words
      + [0xFF, 0xC4, 0, 20, 0x10, 1] + [UInt8](repeating: 0, count: 16)
    let frame: [UInt8] =
      [0xFF, 0xC0, 0, 17, 8, 0, 8, 0, 24, 3, 1, 0x31, 0, 2, 0x21, 0, 3, 0x21, 0]
    let scan: [UInt8] = [0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0]
    let bits = Array(blocks.joined().utf8) + [UInt8](repeating: UInt8(ascii: "0"), count: 64)
    let data = (0..<bits.count / 8).map { byte in
      bits[8 * byte..<8 * byte + 8].reduce(UInt8(0)) { $0 << 1 | ($1 & 1) }
    }
    let stuffed = data.flatMap { $0 == 0xFF ? [$0, 0] : [$0] }
    return [0xFF, 0xD8] + tables + frame + scan + stuffed + [0xFF, 0xD9]
  }
}
