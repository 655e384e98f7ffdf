import Interchange
import Testing

@Suite struct PNGReadingTests {
  @Test(arguments: PNGTests.Picture.allCases, [(1, 1), (32, 32), (3, 70), (101, 57)])
  func readsWhatWasWritten(picture: PNGTests.Picture, size: (width: Int, height: Int)) throws {
    let pixels = picture.pixels(size.width * size.height * 3)
    let read = try PNG.decode(
      PNG.encoded(width: size.width, height: size.height, pixels: pixels), file: "p.png")
    #expect(read.width == size.width && read.height == size.height && read.channels == 3)
    #expect(read.values == pixels.map { UInt16($0) })
  }

  /// Files that Pillow wrote (Scripts/make-interchange-fixtures.py): 5 x 3, pixel k marked where k
  /// % 4 is 0.
  @Test(arguments: ["grey1", "grey8", "palette", "grey-alpha", "colour", "colour-alpha"])
  func readsOtherKinds(name: String) throws {
    let picture = try PNG.read(Fixture.path("\(name).png"))
    #expect(picture.width == 5 && picture.height == 3)
    #expect(picture.isMarked == (0..<15).map { $0 % 4 == 0 })
  }

  /// Whatever is cut off or changed, there is an error or another picture, never a trap.
  @Test func damagedFiles() throws {
    let png = PNG.encoded(
      width: 9, height: 7, pixels: PNGTests.Picture.noise.pixels(9 * 7 * 3))
    for length in 0..<png.count {
      #expect(throws: InterchangeError.self) {
        try PNG.decode(Array(png.prefix(length)), file: "cut.png")
      }
    }
    for place in png.indices {
      var other = png
      other[place] ^= 0x41
      #expect(throws: InterchangeError.self) { try PNG.decode(other, file: "bad.png") }
    }
  }
}
