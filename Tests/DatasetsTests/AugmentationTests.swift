import Images
import Testing

@testable import Datasets

@Suite struct AugmentationTests {
  /// 3 x 3, red 1...9 row by row, green and blue ten and twenty more.
  static let image = ByteImages(
    count: 1, height: 3, width: 3,
    pixels: (1...9).flatMap { [UInt8($0), UInt8($0 + 10), UInt8($0 + 20)] })

  /// The red channel of the image placed so, without normalisation.
  func placed(
    top: Int, left: Int, mirrored: Bool, border: Augmentation.Border = .black
  ) -> [Int] {
    let table = (0..<3).flatMap { _ in (0..<256).map { Float($0) } }
    var output = [Float](repeating: -1, count: 27)
    Self.image.pixels.withUnsafeBufferPointer { pixels in
      table.withUnsafeBufferPointer { table in
        output.withUnsafeMutableBufferPointer { output in
          Augmentation.place(
            pixels, height: 3, width: 3, by: .init(top: top, left: left, mirrored: mirrored),
            border: border, table: table, into: output.baseAddress!)
        }
      }
    }
    for pixel in 0..<9 where output[pixel * 3] > 0 {
      #expect(output[pixel * 3 + 1] == output[pixel * 3] + 10)
      #expect(output[pixel * 3 + 2] == output[pixel * 3] + 20)
    }
    return (0..<9).map { Int(output[$0 * 3]) }
  }

  @Test func windowsAndMirrorsByHand() {
    #expect(placed(top: 0, left: 0, mirrored: false) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(placed(top: 0, left: 0, mirrored: true) == [3, 2, 1, 6, 5, 4, 9, 8, 7])
    #expect(placed(top: 1, left: 0, mirrored: false) == [4, 5, 6, 7, 8, 9, 0, 0, 0])
    #expect(placed(top: 0, left: -1, mirrored: false) == [0, 1, 2, 0, 4, 5, 0, 7, 8])
    // Cropped first, then mirrored.
    #expect(placed(top: 0, left: -1, mirrored: true) == [2, 1, 0, 5, 4, 0, 8, 7, 0])
    #expect(placed(top: -2, left: 2, mirrored: false) == [0, 0, 0, 0, 0, 0, 3, 0, 0])
    #expect(placed(top: 3, left: 0, mirrored: false) == [0, 0, 0, 0, 0, 0, 0, 0, 0])
  }

  /// As torch.nn.functional.pad has it in its mode "reflect".
  @Test func reflectedBordersByHand() {
    func reflected(_ top: Int, _ left: Int, _ mirrored: Bool) -> [Int] {
      placed(top: top, left: left, mirrored: mirrored, border: .reflect)
    }
    #expect(reflected(0, 0, false) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(reflected(0, -1, false) == [2, 1, 2, 5, 4, 5, 8, 7, 8])
    #expect(reflected(2, 0, false) == [7, 8, 9, 4, 5, 6, 1, 2, 3])
    #expect(reflected(-2, 1, false) == [8, 9, 8, 5, 6, 5, 2, 3, 2])
    #expect(reflected(0, 2, true) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect((-3...3).allSatisfy { Augmentation.Border.reflect.place($0, of: 1) == 0 })
    #expect(
      (-5...4).map { Augmentation.Border.reflect.place($0, of: 2) } == [
        1, 0, 1, 0, 1, 0, 1, 0, 1, 0,
      ])
  }

  @Test func alternatingFlipsShowEachImageBothWaysInTwoEpochs() {
    var augmentation = Augmentation(cropPadding: 2, flip: true)
    augmentation.alternatesFlips = true
    var mirrored = 0
    for image in 0..<2000 {
      let ways = (0..<4).map {
        augmentation.placement(seed: 3, epoch: $0, image: image).mirrored
      }
      #expect(ways == [ways[0], !ways[0], ways[0], !ways[0]])
      mirrored += ways[0] ? 1 : 0
    }
    // Five standard deviations are 112.
    #expect(abs(mirrored - 1000) < 112)
  }

  @Test func placementsAreEvenAndRepeatable() {
    let augmentation = Augmentation.standard
    var offsets = [Int](repeating: 0, count: 9)
    var mirrored = 0
    for image in 0..<9000 {
      let placement = augmentation.placement(seed: 3, epoch: 2, image: image)
      #expect(placement == augmentation.placement(seed: 3, epoch: 2, image: image))
      offsets[placement.top + 4] += 1
      offsets[placement.left + 4] += 1
      mirrored += placement.mirrored ? 1 : 0
    }
    // 18,000 draws of nine: five standard deviations are 210; 9000 of two: 237.
    #expect(offsets.allSatisfy { abs($0 - 2000) < 210 })
    #expect(abs(mirrored - 4500) < 237)
    let first = (0..<50).map { augmentation.placement(seed: 3, epoch: 2, image: $0) }
    #expect(first != (0..<50).map { augmentation.placement(seed: 3, epoch: 3, image: $0) })
    #expect(first != (0..<50).map { augmentation.placement(seed: 4, epoch: 2, image: $0) })
  }

  @Test(arguments: [1, 2, 5]) func batchesDependOnImageAndEpochOnly(threads: Int) throws {
    let set = try PlantedSet().draw(
      .train, indices: Array(0..<12), workers: Workers(threads: 1)
    ).set
    let normalization = Normalization(mean: [0.5, 0.4, 0.3], deviation: [0.2, 0.3, 0.4])
    func batch(_ indices: [Int], _ augmentation: Augmentation, threads: Int) throws -> [Float] {
      var output = [Float](repeating: .nan, count: indices.count * 3072)
      try output.withUnsafeMutableBufferPointer {
        try augmentation.fillBatch(
          of: set, indices: indices, normalization: normalization, seed: 1, epoch: 4,
          workers: Workers(threads: threads), into: $0.baseAddress!)
      }
      return output
    }
    let whole = try batch(Array(0..<12), .standard, threads: 1)
    #expect(whole.allSatisfy { $0.isFinite })
    let chosen = [7, 3, 3, 11]
    #expect(
      try batch(chosen, .standard, threads: threads)
        == chosen.flatMap { whole[$0 * 3072..<($0 + 1) * 3072] })
    #expect(
      try batch(Array(0..<12), .none, threads: threads)
        == normalization.apply(to: set.images.loaded(), range: 0..<12))
  }

  @Test func borderIsBlackBeforeNormalisation() throws {
    let set = ImageSet(
      images: ByteImages(
        count: 1, height: 32, width: 32, pixels: [UInt8](repeating: 255, count: 3072)),
      labels: [0], classNames: ["white"])
    let normalization = Normalization(mean: [0.5, 0.25, 0.2], deviation: [0.5, 0.25, 0.1])
    let crop = Augmentation(cropPadding: 4, flip: false)
    let epoch = (0..<100).first { crop.placement(seed: 0, epoch: $0, image: 0).top < 0 }
    var output = [Float](repeating: .nan, count: 3072)
    try output.withUnsafeMutableBufferPointer {
      try crop.fillBatch(
        of: set, indices: [0], normalization: normalization, seed: 0, epoch: epoch ?? 0,
        workers: Workers(threads: 1), into: $0.baseAddress!)
    }
    #expect(Array(output[0..<3]) == [-1, -1, -2])
  }

  @Test(arguments: [
    ("none", Augmentation.none), ("crop-flip", .standard),
    ("crop", Augmentation(cropPadding: 4, flip: false)),
    ("flip", Augmentation(cropPadding: 0, flip: true)),
  ])
  func namesAreRead(name: String, augmentation: Augmentation) throws {
    #expect(try Augmentation(parsing: name) == augmentation)
  }

  @Test func unknownNamesAreRefused() {
    #expect(
      complaint { _ = try Augmentation(parsing: "Flip") }
        == "augmentation: expected none, crop, flip, crop-flip, resized-crop, resized-crop-flip, "
        + "found \"Flip\"")
  }

  /// Zeros of white images, which are 1 elsewhere, for epochs 0...: one list of pixels an epoch.
  func erased(_ augmentation: Augmentation, epochs: Int, threads: Int = 1) throws -> [[Int]] {
    let set = ImageSet(
      images: ByteImages(
        count: 1, height: 32, width: 32, pixels: [UInt8](repeating: 255, count: 3072)),
      labels: [0], classNames: ["white"])
    let normalization = Normalization(mean: [0, 0, 0], deviation: [1, 1, 1])
    return try (0..<epochs).map { epoch in
      var output = [Float](repeating: .nan, count: 3072)
      try output.withUnsafeMutableBufferPointer {
        try augmentation.fillBatch(
          of: set, indices: [0], normalization: normalization, seed: 9, epoch: epoch,
          workers: Workers(threads: threads), into: $0.baseAddress!)
      }
      for pixel in 0..<1024 {
        #expect(output[pixel * 3..<pixel * 3 + 3].allSatisfy { $0 == output[pixel * 3] })
      }
      #expect(output.allSatisfy { $0 == 0 || $0 == 1 })
      return (0..<1024).filter { output[$0 * 3] == 0 }
    }
  }

  @Test(arguments: [1, 8, 9, 64]) func cutoutIsASquareThatMayReachOver(side: Int) throws {
    let cut = Augmentation(cropPadding: 0, flip: false, cutout: side)
    let all = try erased(cut, epochs: 200)
    for pixels in all {
      let rows = Set(pixels.map { $0 / 32 })
      let columns = Set(pixels.map { $0 % 32 })
      #expect(pixels.count == rows.count * columns.count)
      let most = min(side, 32)
      #expect((max(most / 2, 1)...most).contains(rows.count))
      #expect((max(most / 2, 1)...most).contains(columns.count))
      // Only a border makes it smaller.
      if rows.count < most { #expect(rows.contains(0) || rows.contains(31)) }
    }
    #expect(Set(all).count > 100 || side == 64)
  }

  @Test func inputDropoutTakesItsShareOfPixels() throws {
    let drop = Augmentation(cropPadding: 0, flip: false, inputDropout: 0.2)
    let all = try erased(drop, epochs: 50)
    let count = all.reduce(0) { $0 + $1.count }
    // 51,200 draws at 0.2: five standard deviations are 453.
    #expect(abs(count - 10240) < 453)
    #expect(Set(all).count == 50)
    #expect(try erased(drop, epochs: 3, threads: 2) == Array(all.prefix(3)))
  }

  @Test func whatIsErasedIsTheMeanColour() throws {
    let set = ImageSet(
      images: ByteImages(
        count: 1, height: 4, width: 4, pixels: [UInt8](repeating: 255, count: 48)),
      labels: [0], classNames: ["white"])
    let cut = Augmentation(cropPadding: 0, flip: false, cutout: 9)
    var output = [Float](repeating: .nan, count: 48)
    try output.withUnsafeMutableBufferPointer {
      try cut.fillBatch(
        of: set, indices: [0],
        normalization: Normalization(mean: [0.5, 0.4, 0.3], deviation: [1, 1, 1]),
        seed: 0, epoch: 0, workers: Workers(threads: 1), into: $0.baseAddress!)
    }
    #expect(output == [Float](repeating: 0, count: 48))
  }
}
