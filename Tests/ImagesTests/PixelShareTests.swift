import Images
import Testing

@Suite struct PixelShareTests {
  @Test(arguments: [
    (0.05, 1024, 51, 52), (0.29, 100, 29, 29), (0.5, 1024, 512, 512), (0, 7, 0, 0), (1, 7, 7, 7),
    (1e-12, 100, 0, 0), (0.001, 100, 0, 1),
  ])
  func wholeNumbersOfPixels(share: Double, pixels: Int, down: Int, up: Int) {
    #expect(PixelShare.count(share, of: pixels, rounding: .down) == down)
    #expect(PixelShare.count(share, of: pixels, rounding: .up) == up)
  }
}
