import Images
import Interchange

/// Images in a `.npy` file, read from it when they are asked for.
struct NumpyPixels: PixelSource {
  private let file: NumpyByteFile
  let count: Int
  let height: Int
  let width: Int

  /// Nil for a file that is no array of N x H x W x 3 bytes in C order.
  init?(path: String) {
    guard let file = NumpyByteFile(path: path), file.shape.count == 4,
      file.shape[3] == ByteImages.channels, file.shape.allSatisfy({ $0 > 0 })
    else { return nil }
    self.file = file
    (count, height, width) = (file.shape[0], file.shape[1], file.shape[2])
  }

  func pixels(of places: [Int]) throws -> [UInt8] {
    let size = height * width * ByteImages.channels
    return try [UInt8](unsafeUninitializedCapacity: places.count * size) { buffer, initialized in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      for (number, place) in places.enumerated() {
        try file.read(
          at: place * size,
          into: UnsafeMutableRawBufferPointer(rebasing: raw[number * size..<(number + 1) * size]))
      }
      initialized = places.count * size
    }
  }
}
