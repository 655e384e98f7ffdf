import Images
import Testing

import Explanations

@Suite struct AnchorTests {
  @Test(arguments: [
    (0.05, 1024, 51, 52), (0, 1024, 0, 0), (1, 1024, 1024, 1024), (0.29, 100, 29, 29),
    (0.07, 100, 7, 7), (0.1, 1024, 102, 103), (0.5, 1, 0, 1), (0.0001, 9, 0, 1), (0.3, 0, 0, 0),
  ])
  func counts(fraction: Double, pixels: Int, down: Int, up: Int) throws {
    #expect(try AnchorSelection(fraction: fraction).count(of: pixels) == down)
    #expect(try AnchorSelection(fraction: fraction, rounding: .up).count(of: pixels) == up)
  }

  @Test(arguments: [-0.01, 1.01, .infinity, -.infinity, .nan])
  func fractionsOutsideZeroToOne(fraction: Double) {
    #expect(throws: ExplanationError.self) { try AnchorSelection(fraction: fraction) }
  }

  @Test func largestFirstTiesInRowMajorOrder() throws {
    let map: [Float] = [-0.0, 2, -1, 2, 0, .infinity, -0.0, 2]
    #expect(try AnchorSelection(fraction: 1).anchors(of: map[...]) == [5, 1, 3, 7, 0, 4, 6, 2])
    #expect(try AnchorSelection(fraction: 0.375).anchors(of: map[...]) == [5, 1, 3])
    #expect(try AnchorSelection(fraction: 0).anchors(of: map[...]) == [])
    let flat = [Float](repeating: 3, count: 100)
    #expect(try AnchorSelection(fraction: 0.29).anchors(of: flat[...]) == Array(0..<29))
  }

  @Test func placesCountFromTheStartOfTheSlice() throws {
    let map: [Float] = [9, 9, 1, 3, 2]
    #expect(try AnchorSelection(fraction: 0.7).anchors(of: map[2...]) == [1, 2])
  }

  @Test func notANumberIsNeverSelected() throws {
    let map: [Float] = [.nan, 1, -.nan, 2]
    #expect(try AnchorSelection(fraction: 1).anchors(of: map[...]) == [3, 1])
  }

  /// The same as a stable sort of a plain kind.
  @Test func agreesWithAStableSort() throws {
    var stream = RandomStream(4)
    let selection = try AnchorSelection(fraction: 1)
    for _ in 0..<50 {
      let map = (0..<64).map { _ in Float(stream.integer(in: -5..<6)) / 4 }
      let sorted = map.indices.sorted { (map[$0], $1) > (map[$1], $0) }
      #expect(selection.anchors(of: map[...]) == sorted)
    }
  }
}

@Suite struct BoxTests {
  @Test(arguments: [("3x3", 3, 3), ("1x5", 1, 5), ("32x2", 32, 2), ("65536x1", 65536, 1)])
  func boxTexts(text: String, height: Int, width: Int) throws {
    let box = try BoxShape(parsing: text)
    #expect(box == BoxShape(height: height, width: width))
    #expect(box.description == text)
  }

  @Test(arguments: [
    "", "3", "x", "3x", "x3", "0x3", "3x0", "-3x3", "3x3x3", "3X3", " 3x3", "3.0x3", "65537x1",
    "99999999999999999999x1", "3*3",
  ])
  func wrongBoxTexts(text: String) {
    #expect(throws: ExplanationError.boxText(text)) { try BoxShape(parsing: text) }
  }

  @Test(arguments: [
    (2, 5, "2x3"), (28, 28, "3x3"), (32, 32, "3x3"), (64, 96, "6x9"), (224, 224, "21x21"),
  ])
  func usualBoxesGrowWithTheImage(height: Int, width: Int, box: String) {
    #expect(BoxShape.usual(height: height, width: width).description == box)
  }

  /// Sides of the box, the anchor's row, and the rows in an image of 6.
  @Test(arguments: [
    (1, 0, 0..<1), (1, 5, 5..<6), (3, 0, 0..<2), (3, 1, 0..<3), (3, 5, 4..<6),
    (2, 0, 0..<2), (2, 4, 4..<6), (2, 5, 5..<6), (4, 0, 0..<3), (4, 1, 0..<4), (4, 3, 2..<6),
    (4, 5, 4..<6), (6, 0, 0..<4), (6, 2, 0..<6), (6, 5, 3..<6), (5, 2, 0..<5),
  ])
  func sidesAreCenteredAndClipped(side: Int, anchor: Int, expected: Range<Int>) {
    let rows = BoxPlacement(BoxShape(height: side, width: 1))
      .frame(around: anchor, height: 6, width: 1)
    #expect(rows == PixelFrame(rows: expected, columns: 0..<1))
    let columns = BoxPlacement(BoxShape(height: 1, width: side))
      .frame(around: anchor, height: 1, width: 6)
    #expect(columns == PixelFrame(rows: 0..<1, columns: expected))
  }

  /// How the box lies, the anchor's place, and the places covered in a line of 6.
  @Test(arguments: [
    (BoxPlacement.Anchoring.topLeft, BoxPlacement.Borders.clip, 3, 0, 0..<3),
    (.topLeft, .clip, 3, 4, 4..<6), (.topLeft, .shift, 3, 4, 3..<6),
    (.topLeft, .shift, 6, 5, 0..<6),
    (.centred, .shift, 3, 0, 0..<3), (.centred, .shift, 3, 5, 3..<6),
    (.centred, .shift, 2, 5, 4..<6),
    (.cell, .clip, 4, 3, 0..<4), (.cell, .clip, 4, 4, 4..<6), (.cell, .shift, 4, 5, 4..<6),
  ])
  func otherPlacements(
    anchoring: BoxPlacement.Anchoring, borders: BoxPlacement.Borders, side: Int, anchor: Int,
    expected: Range<Int>
  ) {
    let placement = BoxPlacement(
      BoxShape(height: 1, width: side), anchoring: anchoring, borders: borders)
    #expect(placement.frame(around: anchor, height: 1, width: 6).columns == expected)
  }

  @Test func componentsGetOneTightBox() {
    // 4 x 6, anchors at (0,0), (0,1), (1,1) together, (3,4) alone and (2,5) beside it by a corner.
    let placement = BoxPlacement(
      BoxShape(height: 3, width: 3), anchoring: .component, margin: 0)
    let frames = placement.frames(around: [22, 7, 0, 1, 17], height: 4, width: 6)
    #expect(
      frames == [
        PixelFrame(rows: 3..<4, columns: 4..<5), PixelFrame(rows: 0..<2, columns: 0..<2),
        PixelFrame(rows: 2..<3, columns: 5..<6),
      ])
    var wide = placement
    wide.margin = 1
    #expect(
      wide.frames(around: [22], height: 4, width: 6)
        == [PixelFrame(rows: 2..<4, columns: 3..<6)])
  }

  @Test func aBoxBeyondTheImageIsRefused() throws {
    try BoxShape(height: 4, width: 6).check(height: 4, width: 6)
    for box in [BoxShape(height: 5, width: 6), BoxShape(height: 4, width: 7)] {
      #expect(throws: ExplanationError.boxTooLarge(box, height: 4, width: 6)) {
        try box.check(height: 4, width: 6)
      }
    }
  }
}

@Suite struct RegionTests {
  /// Every pixel asked in turn: is some anchor's box over it?
  private func bruteForce(
    _ region: ErasureRegion, anchors: [Int]
  ) -> [Bool] {
    (0..<region.height * region.width).map { pixel in
      let (row, column) = (pixel / region.width, pixel % region.width)
      let covered = anchors.contains { anchor in
        let down = row - anchor / region.width
        let right = column - anchor % region.width
        let (height, width) = (region.box.height, region.box.width)
        return -((height - 1) / 2)...(height / 2) ~= down
          && -((width - 1) / 2)...(width / 2) ~= right
      }
      return covered && !(region.neverTouch && region.object?[pixel] == true)
    }
  }

  @Test(arguments: 0..<60)
  func unionsAreWhatBruteForceSays(seed: UInt64) throws {
    var stream = RandomStream(seed, 1)
    let (height, width) = (stream.integer(in: 1..<9), stream.integer(in: 1..<11))
    let box = BoxShape(
      height: stream.integer(in: 1..<height + 1), width: stream.integer(in: 1..<width + 1))
    let area = height * width
    let object = randomMask(area, chance: 0.3, stream: &stream)
    let map = (0..<area).map { _ in stream.uniform() }
    let selection = try AnchorSelection(fraction: stream.uniformDouble())
    for (spared, neverTouch) in [(nil, false), (object[...], false), (object[...], true)] {
      let region = ErasureRegion(
        height: height, width: width, box: box, object: spared, neverTouch: neverTouch)
      let mask = region.treatment(map: map[...], selection: selection)
      let anchors = selection.anchors(of: map[...]).filter { spared?[$0] != true }
      #expect(mask.pixels == bruteForce(region, anchors: anchors))
      #expect(mask.count == mask.pixels.count { $0 })
      if neverTouch { #expect(!zip(mask.pixels, object).contains { $0 && $1 }) }

      var draws = RandomStream(seed, 2)
      let control = region.control(area: mask.count, stream: &draws)
      #expect(control.count == mask.count)
      #expect(control.count == control.pixels.count { $0 })
      if neverTouch { #expect(!zip(control.pixels, object).contains { $0 && $1 }) }
    }
  }

  @Test func droppedAnchorsStillLetBoxesReachTheObject() throws {
    // One row of five pixels, the object in the middle; the two largest values are on and beside
    // it.
    let map: [Float] = [0, 2, 3, 0, 0]
    let object = [false, false, true, false, false]
    let selection = try AnchorSelection(fraction: 0.4)
    func erased(neverTouch: Bool) -> [Bool] {
      ErasureRegion(
        height: 1, width: 5, box: BoxShape(height: 1, width: 3), object: object[...],
        neverTouch: neverTouch
      ).treatment(map: map[...], selection: selection).pixels
    }
    #expect(erased(neverTouch: false) == [true, true, true, false, false])
    #expect(erased(neverTouch: true) == [true, true, false, false, false])
  }

  @Test func theControlIsDrawnAfresh() {
    let region = ErasureRegion(
      height: 16, width: 16, box: BoxShape(height: 3, width: 3), object: nil, neverTouch: false)
    var (first, again, other) = (RandomStream(1, 0), RandomStream(1, 0), RandomStream(1, 1))
    let mask = region.control(area: 60, stream: &first)
    #expect(mask == region.control(area: 60, stream: &again))
    #expect(mask != region.control(area: 60, stream: &other))
    #expect(region.control(area: 0, stream: &first).count == 0)
    #expect(region.control(area: 256, stream: &first).count == 256)
  }

  /// Every pixel of an image is as likely to be an anchor: with boxes of one pixel, the share of
  /// draws that erase a pixel is the area's share of the image.
  @Test func theControlFavoursNoPixel() {
    let region = ErasureRegion(
      height: 4, width: 4, box: BoxShape(height: 1, width: 1), object: nil, neverTouch: false)
    var counts = [Int](repeating: 0, count: 16)
    for draw in 0..<4000 {
      var stream = RandomStream(9, UInt64(draw))
      for (pixel, isErased) in region.control(area: 4, stream: &stream).pixels.enumerated()
      where isErased { counts[pixel] += 1 }
    }
    // Expected 1000 each, standard deviation 27: five of them either way.
    #expect(counts.allSatisfy { abs($0 - 1000) < 137 })
  }
}

@Suite struct FillTests {
  private let normalization = Normalization(mean: [0.4914, 0, 2], deviation: [0.2, 0.2, 0.2])

  @Test(arguments: [(Fill.zero, [0, 0, 0]), (.mean, [125, 0, 255]), (.imageMean, [3, 100, 0])])
  func fillsOfOneColour(fill: Fill, expected: [UInt8]) {
    // Two pixels; means 2.5, 100, 0.
    let image: [UInt8] = [9, 9, 9, 2, 0, 0, 3, 200, 0]
    let mask = ErasureRegion(height: 1, width: 2, box: BoxShape(height: 1, width: 1))
      .union(of: [PixelFrame(rows: 0..<1, columns: 0..<1)])
    let erased = fill.erase(mask, from: image[3...], normalization: normalization)
    #expect(erased == expected + [3, 200, 0])
  }

  /// Every fill leaves what is not in the mask, and gives the same bytes again.
  @Test(arguments: Fill.allCases)
  func whatIsNotInTheMaskStays(fill: Fill) {
    var stream = RandomStream(3)
    let image = (0..<8 * 6 * 3).map { _ in UInt8(truncatingIfNeeded: stream.next()) }
    let region = ErasureRegion(height: 8, width: 6, box: BoxShape(height: 3, width: 3))
    let mask = region.control(area: 20, stream: &stream)
    let erased = fill.erase(
      mask, from: image[...], normalization: normalization, stream: RandomStream(1))
    let again = fill.erase(
      mask, from: image[...], normalization: normalization, stream: RandomStream(1))
    #expect(erased == again)
    #expect(erased != image)
    for (pixel, isErased) in mask.pixels.enumerated() where !isErased {
      #expect(erased[3 * pixel..<3 * pixel + 3] == image[3 * pixel..<3 * pixel + 3])
    }
    let none = fill.erase(
      PixelMask(height: 8, width: 6), from: image[...], normalization: normalization)
    #expect(none == image)
  }

  /// A ramp is its own solution of Laplace's equation, and its own blur away from the borders.
  @Test func neighboursContinueARamp() {
    let side = 9
    let image = (0..<side * side).flatMap { pixel -> [UInt8] in
      let value = UInt8(20 * (pixel % side) + 5 * (pixel / side))
      return [value, value, value]
    }
    let mask = ErasureRegion(height: side, width: side, box: BoxShape(height: 1, width: 1))
      .union(of: [PixelFrame(rows: 3..<7, columns: 2..<6)])
    let filled = Fill.neighbours.erase(mask, from: image[...], normalization: normalization)
    #expect(zip(filled, image).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    let all = ErasureRegion(height: side, width: side, box: BoxShape(height: 1, width: 1))
      .union(of: [PixelFrame(rows: 0..<side, columns: 0..<side)])
    #expect(
      Fill.neighbours.erase(all, from: image[...], normalization: normalization)
        .allSatisfy { $0 == 128 })
  }

  @Test func onlyTheMaskIsFilled() {
    var stream = RandomStream(0)
    let region = ErasureRegion(
      height: 1, width: 3, box: BoxShape(height: 1, width: 1), object: [true, false, true],
      neverTouch: true)
    let mask = region.control(area: 1, stream: &stream)
    let image = [UInt8](1...9)
    #expect(
      Fill.zero.erase(mask, from: image[...], normalization: normalization)
        == [1, 2, 3, 0, 0, 0, 7, 8, 9])
  }
}
