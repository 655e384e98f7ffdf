/// An array of bytes in a `.npy` file, of which parts are read when they are asked for.
package struct NumpyByteFile: Sendable {
  /// Sizes from the outermost axis.
  package let shape: [Int]
  private let file: RandomAccessFile
  private let dataStart: Int

  /// More than any header of 64 axes takes.
  private static let longestHeader = 1 << 14

  /// - Returns: nil for a file that is no whole array of bytes (`|u1`) in C order; `NumpyArray` can
  ///   tell what it is.
  package init?(path: String) {
    guard let file = try? RandomAccessFile(path: path),
      let beginning = try? file.bytes(at: 0, count: min(file.size, Self.longestHeader)),
      let header = try? NumpyHeader(beginning, file: path),
      header.descriptor.hasSuffix("u1"), !header.fortranOrder,
      let count = Shape.elementCount(header.shape), count == file.size - header.dataStart
    else { return nil }
    self.file = file
    shape = header.shape
    dataStart = header.dataStart
  }

  /// Fills a buffer with the elements from a place on, in C order.
  package func read(at place: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    try file.read(at: dataStart + place, into: buffer)
  }
}
