import Foundation
import Images
import Interchange
import Testing

/// Byte for byte what torchvision makes with the same factors: see
/// Scripts/make-augmentation-goldens.py.
@Suite struct ColourJitterTests {
  private static let goldens: [NamedTensor] = {
    do {
      let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/Pictures/augmentation.safetensors")
        .path(percentEncoded: false)
      return try SafetensorsFile(path: path).tensors
    } catch {
      fatalError("\(error)")
    }
  }()

  private static let names = goldens.map(\.name).filter {
    $0.contains(".") && !$0.hasPrefix("crop")
  }

  private static func pixels(_ name: String) throws -> [UInt8] {
    try #require(goldens.first { $0.name == name }).values.map { UInt8($0) }
  }

  @Test func thereAreAllCases() { #expect(Self.names.count == 25) }

  @Test(arguments: names)
  func coloursChangeAsTorchvisionChangesThem(name: String) throws {
    let parts = name.split(separator: ".").map(String.init)
    let number = try #require(Int(parts[1]))
    var pixels = try Self.pixels("source")
    switch parts[0] {
    case "brightness": ColourJitter.brightness(&pixels, by: Float(number) / 100)
    case "contrast": ColourJitter.contrast(&pixels, by: Float(number) / 100)
    case "saturation": ColourJitter.saturation(&pixels, by: Float(number) / 100)
    default: ColourJitter.hue(&pixels, by: Double(number) / 100)
    }
    #expect(try pixels == Self.pixels(name))
  }
}
