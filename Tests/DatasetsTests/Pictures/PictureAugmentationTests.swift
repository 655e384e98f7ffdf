import Foundation
import Images
import Interchange
import Testing

@testable import Datasets

/// Random parts and colours of training pictures.
@Suite struct PictureAugmentationTests {
  private func goldens() throws -> [NamedTensor] {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/Pictures/augmentation.safetensors").path(percentEncoded: false)
    return try SafetensorsFile(path: path).tensors
  }

  /// Byte for byte torchvision's `resized_crop` (Scripts/make-augmentation-goldens.py).
  @Test func partsAreResizedAsTorchvisionResizesThem() throws {
    let goldens = try goldens()
    let source = try #require(goldens.first { $0.name == "source" })
    let picture = ByteImages(
      count: 1, height: source.shape[0], width: source.shape[1],
      pixels: source.values.map { UInt8($0) })
    let crops = goldens.filter { $0.name.hasPrefix("crop.") }
    #expect(crops.count == 3)
    for crop in crops {
      let numbers = crop.name.split(separator: ".").compactMap { Int($0) }
      let part = ResizedCrop.Part(
        top: numbers[0], left: numbers[1], height: numbers[2], width: numbers[3])
      let resized = ResizedCrop().resized(
        part, of: picture, height: numbers[4], width: numbers[4])
      #expect(resized.pixels == crop.values.map { UInt8($0) }, "\(crop.name)")
    }
  }

  @Test func partsHaveTheSharesAndShapesThatWereAskedFor() {
    let crop = ResizedCrop(scale: 0.2...0.5)
    var shares: [Double] = []
    for image in 0..<300 {
      var stream = RandomStream(3, UInt64(image))
      let part = crop.part(height: 300, width: 400, &stream)
      #expect(part.top >= 0 && part.top + part.height <= 300)
      #expect(part.left >= 0 && part.left + part.width <= 400)
      shares.append(Double(part.height * part.width) / 120_000)
      let shape = Double(part.width) / Double(part.height)
      #expect((0.74...1.35).contains(shape))
    }
    #expect(shares.allSatisfy { (0.195...0.505).contains($0) })
    let mean = shares.reduce(0, +) / 300
    // Uniform: mean 0.35, standard error 0.005.
    #expect(abs(mean - 0.35) < 0.025)
    // Of a strip nothing that large fits: the middle.
    var stream = RandomStream(1)
    let strip = ResizedCrop(scale: 1...1).part(height: 10, width: 1000, &stream)
    #expect(strip == ResizedCrop.Part(top: 0, left: 493, height: 10, width: 13))
  }

  @Test func batchesAreTheSameWhateverTheThreads() throws {
    try withTemporaryDirectory { root in
      for (number, size) in [(30, 40), (25, 20), (50, 50), (16, 61)].enumerated() {
        try write(
          picture: UInt8(40 * number + 9), root,
          "train/\(number % 2 == 0 ? "a" : "b")/\(number).png",
          height: size.0, width: size.1)
      }
      let reading = PictureReading(
        preparation: PicturePreparation(
          resize: .shorterSide(18), crop: .init(height: 16, width: 16)))
      var augmentation = try Augmentation(parsing: "resized-crop-flip")
      augmentation.jitter = JitterRanges([0.4, 0.4, 0.4, 0.1])
      func batch(_ threads: Int, _ indices: [Int], epoch: Int) throws -> ByteImages {
        let set = try DataSource(parsing: root, reading: reading)
          .load(.train, workers: Workers(threads: threads))
        return try augmentation.load(indices, of: set, seed: 7, epoch: epoch)
      }
      let one = try batch(1, [0, 1, 2, 3], epoch: 2)
      #expect(one.height == 16 && one.width == 16)
      #expect(try batch(3, [0, 1, 2, 3], epoch: 2) == one)
      #expect(try batch(2, [3, 1], epoch: 2) == one.selecting([3, 1]))
      #expect(try batch(1, [0, 1, 2, 3], epoch: 3) != one)
    }
  }
}
