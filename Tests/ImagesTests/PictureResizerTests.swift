import Foundation
import Images
import Interchange
import Testing

@Suite struct PictureResizerTests {
  /// What Pillow and torchvision's sizes make of two pictures (Scripts/make-picture-goldens.py).
  private static let goldens: [NamedTensor] = {
    do {
      let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/Pictures/resize.safetensors")
        .path(percentEncoded: false)
      return try SafetensorsFile(path: path).tensors
    } catch {
      fatalError("\(error)")
    }
  }()

  private static let names = goldens.map(\.name).filter { $0.contains(".") }

  private static func golden(_ name: String) throws -> (shape: [Int], pixels: [UInt8]) {
    let tensor = try #require(goldens.first { $0.name == name })
    return (tensor.shape, tensor.values.map { UInt8($0) })
  }

  @Test func thereAreAllCases() { #expect(Self.names.count == 48) }

  /// SOURCE.FILTER.WIDTHxHEIGHT, or SOURCE.FILTER.SIDE.CROP: byte for byte.
  @Test(arguments: names)
  func resizesAsPillowDoes(name: String) throws {
    let parts = name.split(separator: ".").map { String($0) }
    let source = try Self.golden(parts[0])
    let filter = try #require(ResizeFilter(rawValue: parts[1]))
    let size = (width: source.shape[1], height: source.shape[0])
    let numbers = parts[2].split(separator: "x").compactMap { Int($0) }
    let resizer =
      if parts.count == 3 {
        PictureResizer(from: size, to: (numbers[0], numbers[1]), filter: filter)
      } else {
        PictureResizer(
          from: size, shorterSide: numbers[0], crop: try #require(Int(parts[3])), filter: filter)
      }
    let expected = try Self.golden(name)
    #expect(expected.shape == [resizer.newHeight, resizer.newWidth, 3])
    #expect(resizer.resize(source.pixels) == expected.pixels)
  }

  @Test func allImagesOfASetAreResized() throws {
    let (shape, pixels) = try Self.golden("wide")
    let images = ByteImages(
      count: 2, height: shape[0], width: shape[1], pixels: pixels + pixels.reversed())
    let resizer = PictureResizer(
      from: (shape[1], shape[0]), shorterSide: 16, crop: 14, filter: .bilinear)
    let resized = resizer.resize(images)
    #expect(resized.count == 2 && resized.height == 14 && resized.width == 14)
    #expect(resized.selecting([0]).pixels == (try Self.golden("wide.bilinear.16.14").pixels))
    #expect(resized.selecting([1]).pixels == resizer.resize(pixels.reversed()))
  }

  /// `int(256 * long / short)`, and Python's `round` of halves to the even number.
  @Test func sizesAndWindowsAreTorchvisions() {
    #expect(CentreCrop.size(shorterSide: 256, width: 500, height: 375) == (341, 256))
    #expect(CentreCrop.size(shorterSide: 256, width: 375, height: 500) == (256, 341))
    #expect(CentreCrop.size(shorterSide: 256, width: 333, height: 333) == (256, 256))
    #expect(CentreCrop.size(shorterSide: 7, width: 3, height: 1) == (21, 7))
    #expect(CentreCrop.start(of: 224, in: 341) == 58)
    #expect(CentreCrop.start(of: 224, in: 225) == 0)
    #expect(CentreCrop.start(of: 224, in: 227) == 2)
    #expect(CentreCrop.start(of: 17, in: 10) == -3)
  }

  /// A window of a very long picture takes no more than its own pixels.
  @Test func longPicturesTakeLittleTime() {
    let start = ContinuousClock.now
    let resizer = PictureResizer(from: (1, 60_000), shorterSide: 256, crop: 224, filter: .bicubic)
    let pixels = resizer.resize([UInt8](repeating: 7, count: 180_000))
    #expect(pixels == [UInt8](repeating: 7, count: 224 * 224 * 3))
    #expect(ContinuousClock.now - start < .seconds(1))
  }
}
