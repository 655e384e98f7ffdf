/// Pictures in the JPEG format (ITU-T T.81): baseline, extended and progressive Huffman coding with
/// samples of 8 bits.
///
/// Decoding gives the numbers of libjpeg's accurate method: the integer transform, the triangle
/// filter where a component has half the samples, and its integer conversion of colours.
/// Pictures whose sampling factors are no multiples of each other, which libjpeg refuses, repeat the
/// nearest sample. A progressive file that ends on purpose before its last bits is decoded as it is,
/// without smoothing.
///
/// What a file can ask for is bounded. A block takes at least one bit, so that memory is at most
/// 1,600 bytes for each byte of the file, besides what the caller allows by the picture's size. A
/// coefficient can be sent once and refined 13 times: the work is at most 14 visits of each
/// coefficient, however many scans there are.
package enum JPEG {
  /// What a file tells before its picture.
  package struct Header: Sendable, Equatable {
    /// Pixels as they are stored, not turned.
    package let width: Int
    package let height: Int
    /// 1 grey, 3 colours, 4 inks.
    package let components: Int
    package let isProgressive: Bool
    package let orientation: Orientation
  }

  /// Reads the file up to the picture's size and kind; its first bytes are enough.
  ///
  /// - Parameter file: the name for messages.
  package static func header(_ bytes: [UInt8], file: String) throws -> Header {
    try bytes.withUnsafeBufferPointer { bytes in
      var reader = try JPEGReader(bytes, file: file)
      let frame = try reader.frameHeader()
      return Header(
        width: frame.width, height: frame.height, components: frame.components.count,
        isProgressive: frame.isProgressive, orientation: reader.orientation)
    }
  }

  /// The picture as it is stored, not turned.
  ///
  /// - Parameters:
  ///   - file: the name for messages.
  ///   - fits: what is wrong with a picture of that width and height, as what was expected; asked
  ///     before memory for it is asked for.
  /// - Throws: `InterchangeError` with the place for a file that is damaged, cut short or of a kind
  ///   that is not read. Only the marker at the very end may be missing.
  package static func decode(
    _ bytes: [UInt8], file: String,
    fits: (_ width: Int, _ height: Int) -> String? = { _, _ in nil }
  ) throws -> PixelPicture {
    try bytes.withUnsafeBufferPointer { bytes in
      var reader = try JPEGReader(bytes, file: file)
      let frame = try reader.frameHeader()
      if let expected = fits(frame.width, frame.height) {
        throw InterchangeError(
          file: file, expected: expected, found: "\(frame.width) x \(frame.height)")
      }
      guard frame.blocks / 8 <= bytes.count else {
        throw reader.fail(
          bytes.count,
          "the picture ends early: \(bytes.count) bytes cannot hold "
            + "\(frame.width) x \(frame.height) pixels")
      }
      for component in frame.components {
        component.allocate(isProgressive: frame.isProgressive)
      }
      try reader.readScans(of: frame)
      for component in frame.components { component.transformCoefficients() }
      return pixels(of: frame, reader.colours(of: frame), reader.orientation)
    }
  }

  /// Brings the components to the picture's size and makes colours of them, row by row.
  private static func pixels(
    of frame: JPEGFrame, _ colours: JPEGColours, _ orientation: Orientation
  ) -> PixelPicture {
    let rowSize = frame.width * colours.channels
    let size = frame.height * rowSize
    let components = frame.components.map { JPEGUpsampling($0, frame) }
    let conversion = JPEGColourConversion(colours, width: frame.width)
    // Rows are written a little beyond their end, and then by the next.
    let pixels = [UInt8](unsafeUninitializedCapacity: size + 32) { buffer, initialized in
      for row in 0..<frame.height {
        conversion.convert(
          components.map { $0.row(row) }, to: buffer.baseAddress! + row * rowSize)
      }
      initialized = size
    }
    return PixelPicture(
      width: frame.width, height: frame.height, channels: colours.channels, pixels: pixels,
      orientation: orientation)
  }
}

extension JPEGReader {
  /// Reads up to the frame header.
  mutating func frameHeader() throws -> JPEGFrame {
    switch try next() {
    case .frame:
      if let frame { return frame }
    case .scan(let body): throw fail(body.startIndex, "a scan begins before the frame header")
    case .endOfPicture, .endOfFile: break
    }
    throw fail(position, "the file ends without a frame header")
  }

  /// Decodes all scans, up to the end of the picture.
  mutating func readScans(of frame: JPEGFrame) throws {
    var hasEnded = false
    while !hasEnded {
      switch try next() {
      case .frame: throw fail(position, "there is a second frame header")
      case .scan(let body):
        let scan = try JPEGScan(body, frame, self)
        try scan.decode(&self)
      case .endOfPicture:
        hasEnded = true
      case .endOfFile:
        // A picture that is whole but for the last marker.
        guard frame.components.allSatisfy({ $0.scans > 0 && $0.isComplete(in: frame) }) else {
          throw fail(bytes.count, "the file ends before the last scan of the picture")
        }
        hasEnded = true
      }
    }
    for (index, component) in frame.components.enumerated()
    where component.scans == 0 || (frame.isProgressive && component.missingBits[0] == nil) {
      throw fail(position, "the file has no data of component \(index + 1)")
    }
  }
}

extension JPEGComponent {
  /// Whether all coefficients have been sent to their last bit.
  func isComplete(in frame: JPEGFrame) -> Bool {
    !frame.isProgressive || missingBits.allSatisfy { $0 == 0 }
  }
}
