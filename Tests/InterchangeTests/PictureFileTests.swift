import Foundation
import Interchange
import Testing

@Suite struct PictureFileTests {
  /// Every kind of file, against Pillow's pixels: byte for byte.
  @Test(arguments: PictureFixtures.names)
  func decodesAsPillowDoes(name: String) throws {
    let golden = try PictureFixtures.golden(name)
    let picture = try PictureFile.decode(golden.bytes, named: name)
    #expect(picture.width == golden.width && picture.height == golden.height)
    #expect(picture.channels == 3 && picture.orientation == .upright)
    #expect(picture.pixels == golden.pixels, "\(difference(picture.pixels, golden.pixels))")
  }

  /// All kinds that this part says it reads are among the files.
  @Test func thereAreFilesOfEveryKind() {
    #expect(PictureFixtures.all.count == 73)
    #expect(PictureFixtures.jpegs.count == 39)
  }

  /// The same picture from each of the eight ways to store it.
  @Test func orientationsTurnAPicture() {
    let stored: [Orientation: [UInt8]] = [
      .upright: [1, 2, 3, 4, 5, 6], .mirrored: [3, 2, 1, 6, 5, 4],
      .upsideDown: [6, 5, 4, 3, 2, 1], .flipped: [4, 5, 6, 1, 2, 3],
      .transposed: [1, 4, 2, 5, 3, 6], .turnRight: [3, 6, 2, 5, 1, 4],
      .transversed: [6, 3, 5, 2, 4, 1], .turnLeft: [4, 1, 5, 2, 6, 3],
    ]
    for (orientation, pixels) in stored {
      let (width, height) = orientation.rawValue < 5 ? (3, 2) : (2, 3)
      let upright = PixelPicture(
        width: width, height: height, channels: 1, pixels: pixels, orientation: orientation
      ).upright()
      #expect(upright.width == 3 && upright.height == 2)
      #expect(upright.pixels == [1, 2, 3, 4, 5, 6], "\(orientation)")
    }
  }

  @Test(arguments: [
    ("GIF89a", "a GIF picture"), ("II*\0", "a TIFF picture"), ("MM\0*", "a TIFF picture"),
    ("RIFF\0\0\0\0WEBPVP8 ", "a WebP picture"), ("\0\0\0\u{18}ftypheic\0\0\0\0", "an HEIC picture"),
    ("\0\0\0\u{18}ftypavif\0\0\0\0", "an AVIF picture"),
    ("\0\0\0\u{18}ftypisom\0\0\0\0", "a video"), ("BM\u{1}\u{2}\0\0\0\0\0\0", "a BMP picture"),
    ("<!DOCTYPE html>", "HTML"), ("\n <html>", "HTML"), ("file,label\na.jpg,1\n", "found text"),
    ("", "an empty file"), ("\u{1}\u{2}\u{3}", "found '"), ("PK\u{3}\u{4}", "zip"),
    ("\0\0\0\u{C}jP  ", "JPEG 2000"), ("\0\0\0\u{C}JXL ", "JPEG XL"), ("8BPS", "Photoshop"),
  ])
  func otherFilesAreNamed(text: String, words: String) {
    let error = #expect(throws: InterchangeError.self) {
      try PictureFile.decode(Array(text.utf8), named: "f")
    }
    #expect(error?.problem.hasPrefix("expected a JPEG or PNG picture, found ") == true)
    #expect(error?.problem.contains(words) == true, "\(error?.problem ?? "")")
  }

  @Test(arguments: ["baseline-17x13-1-85.jpg", "png-2-8-1.png"])
  func limitsAreKept(name: String) throws {
    let golden = try PictureFixtures.golden(name)
    let header = try PictureFile.header(golden.bytes, named: name)
    #expect(header.width == golden.width && header.height == golden.height)
    #expect(header.kind == (name.hasSuffix("jpg") ? .jpeg : .png))
    var limits = PictureFile.Limits()
    limits.mostPixels = golden.width * golden.height - 1
    #expect(throws: InterchangeError.self) {
      try PictureFile.decode(golden.bytes, named: name, limits: limits)
    }
    limits.mostPixels += 1
    #expect(try PictureFile.decode(golden.bytes, named: name, limits: limits).width > 0)
    limits.largestSide = golden.width - 1
    #expect(throws: InterchangeError.self) {
      try PictureFile.decode(golden.bytes, named: name, limits: limits)
    }
  }

  /// A zlib stream of few bytes cannot hold the picture that the header claims.
  @Test func smallFilesOfLargePicturesAreRefusedAtOnce() {
    let png = PNGKindTests.png(
      8192, 16384, colour: 6, packed: PNGKindTests.packed([UInt8](repeating: 0, count: 100)))
    let error = #expect(throws: InterchangeError.self) {
      try PictureFile.decode(png, named: "f")
    }
    #expect(error?.problem.contains("cannot hold 8192 x 16384 pixels") == true)
  }

  /// Pictures that a folder holds, with what they should be; for large checks.
  ///
  /// Scripts/check-pictures.py makes such folders.
  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["MISCLASS_PICTURES"] != nil))
  func aFolderOfPictures() throws {
    let folder = ProcessInfo.processInfo.environment["MISCLASS_PICTURES"] ?? ""
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    var (compared, exact, refused, largest, largestMean) = (0, 0, 0, 0, 0.0)
    var timeOfJPEGs = Duration.zero
    for name in files where !name.hasSuffix(".npy") {
      let bytes = try FileReader.bytes(of: folder + "/" + name)
      guard files.contains(name + ".npy") else {
        #expect(throws: InterchangeError.self, "\(name)") {
          try PictureFile.decode(bytes, named: name)
        }
        refused += 1
        continue
      }
      let start = ContinuousClock.now
      let picture = try PictureFile.decode(bytes, named: name)
      if name.hasSuffix("jpg") { timeOfJPEGs += ContinuousClock.now - start }
      let golden = try FileReader.bytes(of: folder + "/" + name + ".npy")
      let shape = try NumpyArray(bytes: golden, file: name).shape
      #expect(shape == [picture.height, picture.width, 3], "\(name)")
      let distance = difference(picture.pixels, golden.suffix(picture.pixels.count))
      #expect(distance.largest <= 1 && distance.mean <= 0.05, "\(name): \(distance)")
      compared += 1
      exact += distance.largest == 0 ? 1 : 0
      (largest, largestMean) = (max(largest, distance.largest), max(largestMean, distance.mean))
    }
    print(
      "\(compared) pictures, \(exact) equal; largest difference \(largest), largest mean",
      "\(largestMean); \(refused) refused; JPEGs decoded in \(timeOfJPEGs)")
    #expect(compared > 0)
  }
}
