import Datasets
import Images
import Testing

/// Images of which only some pixels are shown.
@Suite struct ShownPixelsTests {
  private let normalization = Normalization(
    mean: [0.2, 0.4, 0.6], deviation: [0.5, 0.25, 0.125])

  /// Each pixel has bytes of its own, above zero.
  private func set(shown: Bool, seed: UInt64 = 3) -> ImageSet {
    var stream = RandomStream(seed)
    let (height, width) = (6, 5)
    let images = ByteImages(
      count: 4, height: height, width: width,
      pixels: (0..<4 * height * width * 3).map { _ in UInt8(stream.integer(in: 1..<256)) })
    var set = ImageSet(images: images, labels: [0, 1, 0, 1], classNames: ["a", "b"])
    if shown {
      set.shown = (0..<4 * height * width).map { _ in UInt8(stream.integer(in: 0..<2)) }
    }
    return set
  }

  private func batch(
    _ set: ImageSet, _ augmentation: Augmentation, epoch: Int = 0
  ) throws -> [Float] {
    var floats = [Float](repeating: .nan, count: 4 * set.images.bytesPerImage)
    try floats.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      try augmentation.fillBatch(
        of: set, indices: [2, 0, 3, 1], normalization: normalization, seed: 1, epoch: epoch,
        workers: Workers(threads: 2), into: base)
    }
    return floats
  }

  @Test func hiddenPixelsAreZeroAndOthersAsTheyWere() throws {
    let (whole, reduced) = (set(shown: false), set(shown: true))
    let before = try whole.normalized(1..<4, by: normalization)
    let after = try reduced.normalized(1..<4, by: normalization)
    for place in before.indices {
      let isShown = reduced.shown?[30 + place / 3] != 0
      #expect(after[place] == (isShown ? before[place] : 0))
    }
  }

  @Test func choosingImagesTakesTheirPixelsAlong() {
    let set = set(shown: true)
    let chosen = set.selecting([3, 1])
    #expect(chosen.shown == Array((set.shown ?? [])[90..<120] + (set.shown ?? [])[30..<60]))
    #expect(set.prefix(2).shown == Array((set.shown ?? []).prefix(60)))
  }

  /// The mask moves with the image: wherever the augmented whole image shows a pixel of the
  /// original that is shown, so does the reduced one, and nothing else.
  @Test(arguments: 0..<6)
  func hidingMovesWithCropsAndFlips(epoch: Int) throws {
    var marked = set(shown: true)
    let reduced = try batch(marked, .standard, epoch: epoch)
    // The same placement of an image whose pixels say whether they are shown.
    let shown = marked.shown
    marked.images = marked.images.changed { image, pixels in
      for (place, pixel) in pixels.indices.enumerated() {
        pixels[pixel] = shown?[image * 30 + place / 3] == 0 ? 0 : 255
      }
    }
    marked.shown = nil
    let marks = try batch(marked, .standard, epoch: epoch)
    let whole = try batch(set(shown: false), .standard, epoch: epoch)
    #expect(shown != nil)
    for place in reduced.indices {
      let isShown = marks[place] > 0.5
      #expect(reduced[place] == (isShown ? whole[place] : 0))
    }
  }

  @Test func asPublishedTheMaskStaysAndTheImageMovesOnce() throws {
    var augmentation = Augmentation.standard
    augmentation.hiding = .afterwards
    let reduced = set(shown: true)
    let first = try batch(reduced, augmentation)
    let later = try batch(reduced, augmentation, epoch: 7)
    #expect(first == later)
    let whole = try batch(set(shown: false), .standard, epoch: 0)
    for (row, image) in [2, 0, 3, 1].enumerated() {
      for place in 0..<90 {
        let isShown = reduced.shown?[image * 30 + place / 3] != 0
        #expect(first[row * 90 + place] == (isShown ? whole[row * 90 + place] : 0))
      }
    }
  }

  @Test func backgroundsBecomeRandomAndObjectsStay() throws {
    let set = set(shown: false)
    let masks = ObjectMasks(
      count: 4, height: 6, width: 5, pixels: (0..<120).map { $0 % 3 == 0 })
    let one = set.replacingBackground(masks: masks, seed: 4)
    let other = set.replacingBackground(masks: masks, seed: 4)
    #expect(one == other)
    #expect(one.images != set.replacingBackground(masks: masks, seed: 5).images)
    var changed = 0
    let (before, after) = (try set.images.pixels, try one.images.pixels)
    for place in after.indices {
      if masks.pixels[place / 3] {
        #expect(after[place] == before[place])
      } else {
        #expect(after[place] < 255)
        changed += after[place] == before[place] ? 0 : 1
      }
    }
    #expect(changed > 200)
    #expect(
      one.prefix(2).images
        == set.prefix(2).replacingBackground(masks: masks.prefix(2), seed: 4).images)
  }
}
