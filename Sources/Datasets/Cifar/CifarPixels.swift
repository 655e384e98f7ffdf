import Images
import Interchange

/// Images in CIFAR-10 binary files, read from them when they are asked for.
struct CifarPixels: PixelSource {
  private struct Part: Sendable {
    let file: RandomAccessFile
    /// Those of all images that are in the file.
    let images: Range<Int>
  }

  private let parts: [Part]
  let count: Int
  var height: Int { CifarBinary.side }
  var width: Int { CifarBinary.side }

  /// - Parameter files: with the number of records of each, as they were checked.
  init(_ files: [(path: String, records: Int)]) throws {
    var parts: [Part] = []
    for file in files {
      let first = parts.last?.images.upperBound ?? 0
      parts.append(
        Part(file: try RandomAccessFile(path: file.path), images: first..<first + file.records))
    }
    self.parts = parts
    count = parts.last?.images.upperBound ?? 0
  }

  func pixels(of places: [Int]) throws -> [UInt8] {
    let size = CifarBinary.recordBytes - 1
    return try [UInt8](unsafeUninitializedCapacity: places.count * size) { pixels, initialized in
      try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: size) { planes in
        for (number, place) in places.enumerated() {
          guard let part = parts.first(where: { $0.images.contains(place) }) else {
            preconditionFailure("image \(place) of \(count)")
          }
          let record = place - part.images.lowerBound
          try part.file.read(
            at: record * CifarBinary.recordBytes + 1, into: UnsafeMutableRawBufferPointer(planes))
          Self.interleave(
            planes,
            into: UnsafeMutableBufferPointer(
              rebasing: pixels[number * size..<(number + 1) * size]))
        }
      }
      initialized = places.count * size
    }
  }

  /// Planes to interleaved channels: byte c * 1024 + p becomes pixel p's channel c.
  private static func interleave(
    _ planes: UnsafeMutableBufferPointer<UInt8>, into pixels: UnsafeMutableBufferPointer<UInt8>
  ) {
    let area = CifarBinary.planeBytes
    for pixel in 0..<area {
      for channel in 0..<ByteImages.channels {
        pixels[pixel * ByteImages.channels + channel] = planes[channel * area + pixel]
      }
    }
  }
}
