import Foundation
import Images
import Interchange
import Testing

@Suite struct PNGTests {
  /// The chunks of a PNG file, their checksums checked bit by bit.
  static func chunks(_ png: [UInt8]) -> [(type: String, data: [UInt8])] {
    var chunks: [(type: String, data: [UInt8])] = []
    var position = 8
    func number(_ place: Int) -> Int { png[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    while position < png.count {
      let length = number(position)
      let checked = Array(png[position + 4..<position + 8 + length])
      var sum = UInt32.max
      for byte in checked {
        sum ^= UInt32(byte)
        for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
      }
      #expect(Int(~sum) == number(position + 8 + length))
      chunks.append((String(decoding: checked[..<4], as: UTF8.self), Array(checked[4...])))
      position += 12 + length
    }
    return chunks
  }

  static func pixels(_ png: [UInt8], width: Int) throws -> [UInt8] {
    let filtered = try Inflate.decode(chunks(png)[1].data)
    let size = 3 * width
    var pixels: [UInt8] = []
    for start in stride(from: 0, to: filtered.count, by: size + 1) {
      for index in 0..<size {
        let isFirstRow = pixels.count < size
        let left = index < 3 ? 0 : Int(pixels[pixels.count - 3])
        let up = start == 0 ? 0 : Int(pixels[pixels.count - size])
        let corner =
          index < 3 || (isFirstRow && start == 0) ? 0 : Int(pixels[pixels.count - size - 3])
        let base: Int
        switch filtered[start] {
        case 0: base = 0
        case 1: base = left
        case 2: base = up
        case 4:
          let estimate = left + up - corner
          base = [left, up, corner].min { abs(estimate - $0) < abs(estimate - $1) }!
        default: throw Inflate.Malformed()
        }
        pixels.append(filtered[start + 1 + index] &+ UInt8(base))
      }
    }
    return pixels
  }

  enum Picture: String, CaseIterable {
    case flat, noise, ramp, stripes, skewed
    func pixels(_ count: Int) -> [UInt8] {
      var stream = RandomStream(6)
      return (0..<count).map { index in
        switch self {
        case .flat: 200
        case .noise: UInt8(truncatingIfNeeded: stream.next())
        case .ramp: UInt8(truncatingIfNeeded: index / 3)
        case .stripes: index / 96 % 2 == 0 ? 0 : 255
        // Frequencies that halve from value to value: the longest codes there are.
        case .skewed: UInt8(stream.next().trailingZeroBitCount)
        }
      }
    }
  }

  @Test(arguments: Picture.allCases, [(1, 1), (32, 32), (3, 70), (301, 217)])
  func decodesToTheSamePixels(picture: Picture, size: (width: Int, height: Int)) throws {
    let pixels = picture.pixels(size.width * size.height * 3)
    let png = PNG.encoded(width: size.width, height: size.height, pixels: pixels)
    let chunks = Self.chunks(png)
    #expect(chunks.map(\.type) == ["IHDR", "IDAT", "IEND"])
    #expect(Array(chunks[0].data[8...]) == [8, 2, 0, 0, 0])
    #expect(try Self.pixels(png, width: size.width) == pixels)
  }

  @Test func compresses() {
    let flat = PNG.encoded(width: 400, height: 400, pixels: Picture.flat.pixels(480_000))
    #expect(flat.count < 2500)
    let noise = PNG.encoded(width: 400, height: 400, pixels: Picture.noise.pixels(480_000))
    #expect(noise.count < 490_000)
  }

  @Test func embeds() {
    #expect(PNG.dataURI([1, 2, 3]) == "data:image/png;base64,AQID")
  }
}
