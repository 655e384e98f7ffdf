import Figures
import Images
import Testing

@Suite struct PixelTests {
  static let red = Colour(0xFF0000)
  static let black = Colour(0)

  @Test func enlargesByWholeFactors() {
    let images = ByteImages(
      count: 2, height: 1, width: 2, pixels: [0, 0, 0, 1, 1, 1, 10, 20, 30, 40, 50, 60])
    let canvas = PixelCanvas(images, image: 1, scale: 3)
    #expect(canvas.width == 6 && canvas.height == 3)
    for y in 0..<3 {
      for x in 0..<6 {
        #expect(
          canvas[y, x]
            == Colour(red: x < 3 ? 10 : 40, green: x < 3 ? 20 : 50, blue: x < 3 ? 30 : 60))
      }
    }
  }

  @Test func drawsMapsFromZeroToTheTop() {
    let canvas = PixelCanvas(map: [0, 1, 2, -3, .nan, 4], height: 2, width: 3)
    #expect(canvas[0, 0] == ColourRamp.heat[0] && canvas[0, 1] == ColourRamp.heat[0.25])
    #expect(canvas[1, 0] == ColourRamp.cold[0.75] && canvas[1, 1] == ColourRamp.heat[0])
    #expect(canvas[1, 2] == ColourRamp.heat[1])
    let nothing = PixelCanvas(map: [0, 0], height: 1, width: 2)
    #expect(nothing[0, 0] == ColourRamp.heat[0] && nothing[0, 1] == ColourRamp.heat[0])
    let against = PixelCanvas(map: [-.infinity, -2, 1], height: 1, width: 3)
    #expect(against[0, 0] == ColourRamp.cold[1] && against[0, 1] == ColourRamp.cold[1])
    #expect(against[0, 2] == ColourRamp.heat[0.5])
    // One number in a hundred may outshine the rest without darkening it.
    let spark = PixelCanvas(map: [1000] + [Float](repeating: 1, count: 99), height: 10, width: 10)
    #expect(spark[5, 5] == ColourRamp.heat[1])
  }

  @Test func outlinesTheBorderOfAnArea() {
    var canvas = PixelCanvas(width: 9, height: 9, fill: Self.black)
    let mask = [false, true, false, true, true, false, false, false, false]
    canvas.outline(mask: mask, scale: 3, Self.red)
    #expect(canvas[0, 3] == Self.red && canvas[0, 5] == Self.red && canvas[1, 3] == Self.red)
    #expect(canvas[1, 4] == Self.black, "the middle of the upper cell")
    #expect(canvas[3, 4] == Self.black, "no line between cells of the area")
    #expect(canvas[3, 0] == Self.red && canvas[5, 0] == Self.red && canvas[5, 4] == Self.red)
    #expect(canvas[0, 0] == Self.black && canvas[8, 8] == Self.black)
  }

  @Test func leavesOutWhatLiesOutside() {
    var canvas = PixelCanvas(width: 4, height: 4, fill: Self.black)
    canvas.fill(top: -5, left: -5, height: 6, width: 6, Self.red)
    canvas.fill(top: 10, left: 10, height: 2, width: 2, Self.red)
    canvas.fill(top: 3, left: 3, height: 9, width: 9, Self.red)
    canvas.fill(top: 1, left: -9, height: 2, width: 2, Self.red)
    canvas.paste(PixelCanvas(width: 2, height: 2, fill: Self.red), top: -1, left: 3)
    canvas.write("W", top: 2, left: -30, Self.red)
    let reds = (0..<16).filter { canvas[$0 / 4, $0 % 4] == Self.red }
    #expect(reds == [0, 3, 15])
  }

  @Test func overlayKeepsTheGroundWhereTheMapIsZero() {
    var canvas = PixelCanvas(width: 4, height: 2, fill: Colour(0x808080))
    canvas.overlay(map: [0, 1], scale: 2)
    #expect(canvas[0, 0] == canvas[1, 1] && canvas[0, 0].red == canvas[0, 0].blue)
    #expect(canvas[1, 3] == ColourRamp.heat[1])
    var signed = PixelCanvas(width: 4, height: 2, fill: Colour(0x808080))
    signed.overlay(map: [0, -1], scale: 2)
    #expect(signed[0, 0] == canvas[0, 0] && signed[1, 3] == ColourRamp.cold[1])
  }

  @Test func everyLetterHasItsOwnShape() {
    let letters =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,:-+/%()=>_#?!'*→<|;"
    var shapes: Set<[UInt8]> = []
    for letter in letters + "é" {
      var canvas = PixelCanvas(width: 6, height: 10, fill: Self.black)
      canvas.write(String(letter), top: 0, left: 0, Self.red)
      #expect((0..<7).contains { y in (0..<5).contains { canvas[y, $0] == Self.red } })
      #expect((0..<10).allSatisfy { canvas[$0, 5] == Self.black })
      // Below the line reach those letters only that do so in print.
      let isBelow = (0..<5).contains { canvas[7, $0] == Self.red }
      #expect(isBelow == "gjpqy".contains(letter), "\(letter)")
      #expect((0..<5).allSatisfy { canvas[9, $0] == Self.black })
      #expect(shapes.insert(canvas.pixels).inserted, "\(letter)")
    }
    var small = PixelCanvas(width: 6, height: 8, fill: Self.black)
    var capital = small
    small.write("ı", top: 0, left: 0, Self.red)
    capital.write("I", top: 0, left: 0, Self.red)
    #expect(small == capital)
    #expect(PixelFont.width(of: "") == 0 && PixelFont.width(of: "ab") == 11)
  }

  @Test(arguments: [0, 1, 3, 7])
  func sheetHoldsEveryCell(count: Int) {
    let picture = PixelCanvas(width: 30, height: 20, fill: Self.red)
    let cells = (0..<count).map { _ in
      ContactSheet.Cell(pictures: [picture, picture], caption: ["one", "a very long second line"])
    }
    let sheet = ContactSheet.draw(cells, columns: 3, heading: ["heading"], textScale: 1 + count % 2)
    let reds = (0..<sheet.width * sheet.height).count {
      sheet[$0 / sheet.width, $0 % sheet.width] == Self.red
    }
    #expect(reds == count * 2 * 600)
    #expect(Array(sheet.png.prefix(4)) == [0x89, 0x50, 0x4E, 0x47])
  }
}
