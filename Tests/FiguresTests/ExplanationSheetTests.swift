import Figures
import Images
import Testing

@Suite struct ExplanationSheetTests {
  /// Two images of 2 x 2: the first black, the second white.
  private static let images = ByteImages(
    count: 2, height: 2, width: 2,
    pixels: [UInt8](repeating: 0, count: 12) + [UInt8](repeating: 255, count: 12))

  private static func item(_ image: Int) -> ExplanationSheet.Explained {
    ExplanationSheet.Explained(image: image, map: [0, 0, 0, 1], caption: ["caption"])
  }

  private static func count(_ colour: Colour, in sheet: PixelCanvas) -> Int {
    (0..<sheet.width * sheet.height).count { sheet[$0 / sheet.width, $0 % sheet.width] == colour }
  }

  @Test func saliencyShowsTheImageThatWasNamed() {
    let sheets = [0, 1].map { ExplanationSheet.saliency([Self.item($0)], of: Self.images) }
    let whites = sheets.map { Self.count(Colour(0xFFFFFF), in: $0) }
    // Each pixel is drawn 4 x 4: the white image, and the map's top in the map and over the image.
    #expect(whites == [2 * 16, (4 + 2) * 16])
    #expect(sheets[0].width == sheets[1].width && sheets[0].height == sheets[1].height)
  }

  @Test func erasureShowsWhatWasErased() {
    let erased = ExplanationSheet.Erased(
      explained: Self.item(1), mask: [false, false, false, true],
      pixels: [UInt8](repeating: 255, count: 9) + [0, 0, 0])
    let sheet = ExplanationSheet.erasure([erased], of: Self.images, caption: ["what it means"])
    // Outlined in yellow: all but the middle of one pixel of 4 x 4.
    #expect(Self.count(Colour(0xFFE14D), in: sheet) == 12)
  }

  /// Two items to a row, three panels each; more room between the items than between panels.
  @Test func aFigureKeepsItemsApartAndSaysWhatIsSigned() {
    let items = [0, 1, 0].map(Self.item)
    let plain = ExplanationSheet.figure(items, of: Self.images, title: "t").document
    #expect(!plain.contains("against"))
    let lefts = plain.split(separator: "<image ").dropFirst().compactMap { tag in
      tag.split(separator: "\"").dropFirst().first.flatMap { Double($0) }
    }
    #expect(lefts.count == 9)
    let steps = zip(lefts, lefts.dropFirst()).map { $1 - $0 }
    #expect(steps[0] == steps[1] && steps[2] > steps[1] && steps[3] == steps[0])
    var signed = Self.item(0)
    signed.map[0] = -1
    let other = ExplanationSheet.figure([signed], of: Self.images, title: "t").document
    #expect(other.contains("saliency (blue: against)"))
  }

  @Test func emptySheetsHoldTheirHeading() {
    #expect(ExplanationSheet.saliency([], of: Self.images).height > 14)
  }
}
