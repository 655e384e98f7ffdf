import Foundation
import Images
import Interchange
import Testing

/// Damaged pictures: an error or a picture, never a trap, a hang or memory without bound.
@Suite struct PictureFuzzTests {
  /// Changes of bytes where a decoder is likely to be led astray.
  static func mutated(_ bytes: [UInt8], _ stream: inout RandomStream) -> [UInt8] {
    var copy = bytes
    let telling: [UInt8] = [
      0, 1, 2, 0x0F, 0x11, 0x3F, 0x40, 0x7F, 0x80, 0xC4, 0xD9, 0xDA, 0xFE, 0xFF,
    ]
    for _ in 0..<stream.integer(in: 1..<6) where copy.count > 4 {
      let place = stream.integer(in: 2..<copy.count)
      switch stream.integer(in: 0..<8) {
      case 0, 1: copy[place] = UInt8(stream.integer(in: 0..<256))
      case 2: copy[place] = telling[stream.integer(in: 0..<telling.count)]
      case 3: copy[place] ^= 1 << UInt8(stream.integer(in: 0..<8))
      case 4: copy.insert(telling[stream.integer(in: 0..<telling.count)], at: place)
      case 5: copy.remove(at: place)
      case 6:
        // A piece is repeated, as scans and tables might be.
        let end = min(place + stream.integer(in: 1..<200), copy.count)
        copy.insert(contentsOf: copy[place..<end], at: stream.integer(in: 2..<copy.count))
      default:
        copy.removeLast(stream.integer(in: 1..<max(copy.count / 4, 2)))
      }
    }
    return copy
  }

  /// Gives the chunks of a damaged PNG the checksums that they should have, so that what is in them
  /// is looked at.
  static func withChecksums(_ png: [UInt8]) -> [UInt8] {
    var (fixed, position) = (png, 8)
    func number(_ place: Int) -> Int { png[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    while position + 12 <= png.count, number(position) <= png.count - position - 12 {
      let size = number(position)
      let type = String(decoding: png[position + 4..<position + 8], as: UTF8.self)
      let chunk = PNGKindTests.chunk(type, Array(png[position + 8..<position + 8 + size]))
      if chunk.count == size + 12 {
        fixed.replaceSubrange(position..<position + size + 12, with: chunk)
      }
      position += size + 12
    }
    return fixed
  }

  /// MISCLASS_MUTATIONS asks for more of them.
  static let mutations =
    ProcessInfo.processInfo.environment["MISCLASS_MUTATIONS"].flatMap { Int($0) } ?? 6000

  @Test func damagedPicturesAreErrorsOrPictures() {
    var stream = RandomStream(41)
    let pictures = PictureFixtures.all
    var limits = PictureFile.Limits()
    limits.mostPixels = 1 << 20
    var (decoded, refused, slowest) = (0, 0, Duration.zero)
    for number in 0..<Self.mutations {
      let golden = pictures[number % pictures.count]
      var bytes = Self.mutated(golden.bytes, &stream)
      // Every other one.
      if golden.name.hasSuffix("png"), number / pictures.count % 2 == 0 {
        bytes = Self.withChecksums(bytes)
      }
      let start = ContinuousClock.now
      do {
        let picture = try PictureFile.decode(bytes, named: "f", limits: limits)
        decoded += 1
        #expect(picture.pixels.count == picture.width * picture.height * 3)
      } catch let error as InterchangeError {
        refused += 1
        #expect(error.file == "f" && !error.problem.isEmpty)
      } catch {
        Issue.record(error)
      }
      slowest = max(slowest, ContinuousClock.now - start)
    }
    if Self.mutations > 6000 {
      print(
        "\(Self.mutations) mutations: \(decoded) decoded, \(refused) refused, slowest \(slowest)")
    }
    #expect(decoded > Self.mutations / 50 && refused > Self.mutations / 5)
    #expect(slowest < .seconds(2))
  }
}
