import Foundation
import Images
import Interchange
import Testing

/// Brightness, contrast and sharpness against SciPy's (Scripts/make-card-goldens.py), and simple
/// properties of images made for them.
@Suite struct ImageQualityTests {
  private struct Golden: Decodable {
    let image: [UInt8]
    let height: Int
    let width: Int
    let brightness: Double
    let contrast: Double
    let sharpness: Double
  }

  @Test func measuresAreSciPys() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let golden = try JSON.read(
      Golden.self,
      from: root.appending(path: "Fixtures/Statistics/cards.json").path(percentEncoded: false))
    let images = ByteImages(
      count: 1, height: golden.height, width: golden.width, pixels: golden.image)
    let found = ImageQuality(of: images, image: 0)
    #expect((found.brightness - golden.brightness).magnitude < 1e-12)
    #expect((found.contrast - golden.contrast).magnitude < 1e-12)
    #expect((found.sharpness - golden.sharpness).magnitude < 1e-12)
  }

  @Test func smallImagesHaveNoSharpness() {
    let images = ByteImages(count: 1, height: 1, width: 2, pixels: [0, 0, 0, 255, 255, 255])
    #expect(ImageQuality(of: images, image: 0).sharpness == 0)
  }

  /// Black, with a red border and a white dot in the lower right.
  private static func image() -> ByteImages {
    var pixels = [UInt8](repeating: 0, count: 16 * 16 * 3)
    for row in 0..<16 {
      for column in 0..<16 where row == 0 || row == 15 || column == 0 || column == 15 {
        pixels[3 * (row * 16 + column)] = 255
      }
    }
    return ByteImages(count: 1, height: 16, width: 16, pixels: pixels)
  }

  private func values(_ name: String, _ images: ByteImages) throws -> [Double] {
    let property = try #require(SimpleProperty.all.first { $0.name == name })
    return property.values(images, 0)
  }

  @Test func coloursAreThoseOfTheirPlace() throws {
    let images = Self.image()
    #expect(try values("border colour", images) == [255, 0, 0])
    #expect(try values("middle colour", images) == [0, 0, 0])
    #expect(try values("mean colour", images) == [255 * 60 / 256, 0, 0])
  }

  @Test func massLiesWhereThePictureDiffersFromItsBorder() throws {
    var images = ByteImages(
      count: 1, height: 16, width: 16, pixels: [UInt8](repeating: 9, count: 768))
    #expect(try values("position of mass", images) == [0.5, 0.5])
    for channel in 0..<3 { images.pixels[3 * (12 * 16 + 3) + channel] = 200 }
    let found = try values("position of mass", images)
    #expect((found[0] - 12.5 / 16).magnitude < 1e-12)
    #expect((found[1] - 3.5 / 16).magnitude < 1e-12)
  }
}
