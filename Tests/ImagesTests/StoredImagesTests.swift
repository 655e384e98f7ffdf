import Images
import Synchronization
import Testing

/// Images whose pixels are read when they are asked for, and no others.
@Suite struct StoredImagesTests {
  /// Image k is 2 x 3 pixels of value k; keeps what was asked of it.
  private final class Counting: PixelSource {
    let count = 10
    let height = 2
    let width = 3
    let asked = Mutex<[[Int]]>([])

    func pixels(of places: [Int]) throws -> [UInt8] {
      struct Broken: Error {}
      asked.withLock { $0.append(places) }
      if places.contains(9) { throw Broken() }
      return places.flatMap { [UInt8](repeating: UInt8($0), count: 18) }
    }
  }

  @Test func onlyWhatIsAskedForIsRead() throws {
    let source = Counting()
    let images = StoredImages(source)
    let chosen = images.selecting([7, 2, 2, 5]).selecting([1, 3, 0])
    #expect(chosen.count == 3 && chosen.height == 2 && chosen.width == 3)
    #expect(source.asked.withLock { $0 }.isEmpty)
    let loaded = try chosen.load([2, 0])
    #expect(loaded.pixels == [UInt8](repeating: 7, count: 18) + [UInt8](repeating: 2, count: 18))
    #expect(source.asked.withLock { $0 } == [[7, 2]])
    #expect(throws: (any Error).self) { try images.loaded() }
  }

  @Test func changesAreMadeByPlaceInTheWholeSet() throws {
    let images = StoredImages(Counting()).changed { place, pixels in
      pixels[pixels.startIndex] = UInt8(100 + place)
    }
    let loaded = try images.selecting([3, 8]).load([1, 0])
    #expect(loaded[0].first == 108 && loaded[1].first == 103)
    #expect(loaded[0].dropFirst().allSatisfy { $0 == 8 })
  }

  @Test func originalsOfImagesOfOneSizeAreTheImages() throws {
    let images = StoredImages(Counting())
    let originals = try images.originals([4, 1])
    #expect(originals == [try images.load([4]), try images.load([1])])
    let made = try images.originals([4, 1]) { number, original in
      ByteImages(count: 1, height: 1, width: 1, pixels: [UInt8(number), original.pixels[0], 0])
    }
    #expect(made.map(\.pixels) == [[0, 4, 0], [1, 1, 0]])
  }

  @Test func identitiesOfImagesInMemoryAreTheirPixels() throws {
    let bytes = ByteImages(count: 3, height: 1, width: 2, pixels: Array(0..<18))
    var identity: [UInt8] = []
    try StoredImages(bytes).selecting([2, 0]).forEachIdentity { identity += $0 }
    #expect(identity == Array(12..<18) + Array(0..<6))
  }

  @Test func readingAheadGivesWhatReadingNowWould() throws {
    let source = Counting()
    let images = StoredImages(source)
    let ahead = ImagesAhead<[Int]> { try images.load($0) }
    #expect(try ahead.take([1, 2]) == images.load([1, 2]))
    ahead.begin([3, 4])
    #expect(try ahead.take([3, 4]) == images.load([3, 4]))
    // What was begun is not what is wanted, and what fails fails when it is taken.
    ahead.begin([5])
    #expect(try ahead.take([6]) == images.load([6]))
    ahead.begin([9])
    #expect(throws: (any Error).self) { try ahead.take([9]) }
  }
}
