import Images
import Testing

@testable import Explanations

@Suite struct SegmentationTests {
  private let normalization = Normalization(mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25])

  /// A red square on blue, at a place of its own.
  private func picture(top: Int, left: Int, side: Int, seed: UInt64) -> ByteImages {
    var stream = RandomStream(seed)
    let pixels = (0..<32 * 32).flatMap { pixel -> [UInt8] in
      let isInside =
        (top..<top + side).contains(pixel / 32) && (left..<left + side).contains(pixel % 32)
      let noise = UInt8(stream.integer(in: 0..<20))
      return isInside ? [200 + noise, 30, 30] : [20, 40, 180 + noise]
    }
    return ByteImages(count: 1, height: 32, width: 32, pixels: pixels)
  }

  @Test(arguments: [4, 16, 32, 100])
  func superpixelsPartitionTheImage(about: Int) {
    let image = picture(top: 9, left: 12, side: 10, seed: 1)
    let labels = Segmentation.slic(segments: about).segments(
      of: normalization.apply(to: image, range: 0..<1)[...], height: 32, width: 32,
      normalization: normalization)
    #expect(labels.count == 1024)
    let count = (labels.max() ?? 0) + 1
    #expect(Set(labels) == Set(0..<count))
    #expect(count >= about / 3 && count <= about * 2)
    // Every segment is one piece.
    #expect(ConnectedComponents(labels, height: 32, width: 32).count == count)
    // No segment lies on both sides of a plain edge, if there are enough to choose from.
    guard about >= 16 else { return }
    let inside = Set((9..<19).flatMap { row in (12..<22).map { labels[row * 32 + $0] } })
    let mixed = labels.indices.count { pixel in
      inside.contains(labels[pixel])
        && !((9..<19).contains(pixel / 32) && (12..<22).contains(pixel % 32))
    }
    #expect(mixed <= 8)
  }

  /// Joining small pieces one by one, with the whole image looked at for each: slow and plain.
  private func joinedPlainly(_ values: [Int], height: Int, width: Int, least: Int) -> [Int] {
    let pieces = ConnectedComponents(values, height: height, width: width)
    var labels = pieces.labels
    while Set(labels).count > 1 {
      let sizes = (0..<pieces.count).map { piece in labels.count { $0 == piece } }
      let alive = sizes.indices.filter { sizes[$0] > 0 }
      guard let small = alive.min(by: { (sizes[$0], $0) < (sizes[$1], $1) }), sizes[small] < least
      else { break }
      var touches = [Int](repeating: 0, count: pieces.count)
      for pixel in labels.indices where labels[pixel] == small {
        let (row, column) = (pixel / width, pixel % width)
        for (r, c) in [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
        where (0..<height).contains(r) && (0..<width).contains(c) {
          if labels[r * width + c] != small { touches[labels[r * width + c]] += 1 }
        }
      }
      let most = touches.max() ?? 0
      let other = touches.firstIndex(of: most) ?? 0
      for pixel in labels.indices where labels[pixel] == small { labels[pixel] = other }
    }
    return ConnectedComponents(labels, height: height, width: width).labels
  }

  @Test(arguments: 0..<60)
  func smallPiecesJoinTheNeighbourTheyTouchMost(number: Int) {
    var stream = RandomStream(7, UInt64(number))
    let (height, width) = (stream.integer(in: 1..<17), stream.integer(in: 1..<17))
    let values = (0..<height * width).map { _ in stream.integer(in: 0..<2 + number % 4) }
    let least = stream.integer(in: 0..<height * width + 3)
    var pieces = ConnectedComponents(values, height: height, width: width)
    pieces.joinSmall(least: least)
    let expected = joinedPlainly(values, height: height, width: width, least: least)
    #expect(pieces.labels == expected)
    #expect(pieces.count == Set(expected).count)
  }

  /// Noise is cut into some ten thousand pieces before they are joined: no time for the whole image
  /// each.
  @Test(.timeLimit(.minutes(1)))
  func aLargeImageOfNoiseIsCutInTimeLinearInItsPixels() {
    var stream = RandomStream(9)
    let pixels = (0..<400 * 400 * 3).map { _ in stream.uniform() * 4 - 2 }
    let labels = Segmentation.slic(segments: 32).segments(
      of: pixels[...], height: 400, width: 400, normalization: normalization)
    let count = (labels.max() ?? 0) + 1
    #expect(count >= 10 && count <= 64)
    #expect(ConnectedComponents(labels, height: 400, width: 400).count == count)
  }

  @Test func gridsAreEven() {
    let pixels = [Float](repeating: 0, count: 8 * 12 * 3)
    let labels = Segmentation.grid(cells: 4).segments(
      of: pixels[...], height: 8, width: 12, normalization: normalization)
    for cell in 0..<16 { #expect(labels.count { $0 == cell } == 6) }
    let tiny = Segmentation.grid(cells: 99).segments(
      of: pixels[...], height: 8, width: 12, normalization: normalization)
    #expect(Set(tiny).count == 96)
  }

  @Test(arguments: [(8, 8, 14), (10, 4, 12), (3, 14, 13)])
  func whatStandsOutIsFound(top: Int, left: Int, side: Int) throws {
    let image = picture(top: top, left: left, side: side, seed: 3)
    let masks = try ObjectMasks(
      segmenting: StoredImages(image), normalization: normalization, workers: Workers(threads: 2))
    let truth = (0..<1024).map {
      (top..<top + side).contains($0 / 32) && (left..<left + side).contains($0 % 32)
    }
    let both = zip(masks.pixels, truth).count { $0 && $1 }
    let either = zip(masks.pixels, truth).count { $0 || $1 }
    #expect(Double(both) / Double(either) > 0.9)
  }

  @Test func guessedMasks() throws {
    let centre = try ObjectMasks(centreShare: 0.4, count: 2, height: 32, width: 32)
    #expect(abs(centre.pixels.count { $0 } - 2 * 410) < 24)
    #expect(centre[0] == centre[1] || Array(centre[0]) == Array(centre[1]))
    let box = try ObjectMasks(
      frame: PixelFrame(rows: 2..<5, columns: 1..<3), count: 1, height: 6, width: 4)
    #expect(box.pixels.indices.filter { box.pixels[$0] } == [9, 10, 13, 14, 17, 18])
    #expect(throws: ExplanationError.self) {
      try ObjectMasks(frame: PixelFrame(rows: 2..<7, columns: 1..<3), count: 1, height: 6, width: 4)
    }
    for share in [0, -1, 0.8, Double.nan] {
      #expect(throws: ExplanationError.self) {
        try ObjectMasks(centreShare: share, count: 1, height: 6, width: 4)
      }
    }
  }
}
