/// Pictures of whichever kind the project reads, JPEG or PNG, by how their bytes begin.
package enum PictureFile {
  /// How large a picture may be.
  package struct Limits: Sendable, Equatable {
    /// Pixels on a side.
    package var largestSide = 1 << 16
    /// Pixels in all: what a camera of 128 megapixels gives.
    package var mostPixels = 1 << 27

    package init() {}

    /// What was expected, where a picture is larger.
    func expected(_ width: Int, _ height: Int) -> String? {
      if width > largestSide || height > largestSide {
        return "at most \(largestSide) pixels on a side"
      }
      // Sides are far below 2^31.
      return width * height > mostPixels ? "at most \(mostPixels) pixels" : nil
    }
  }

  package enum Kind: String, Sendable {
    case jpeg = "JPEG"
    case png = "PNG"
  }

  /// What a file tells before its picture.
  package struct Header: Sendable, Equatable {
    package let kind: Kind
    /// Pixels as they are stored, not turned.
    package let width: Int
    package let height: Int
  }

  /// Decodes a picture to red, green and blue, turned as Exif says.
  ///
  /// Greys are equal parts of the three, inks become colours, what is transparent shows the colour it
  /// has, and of sixteen bits the higher eight count.
  ///
  /// - Parameters:
  ///   - name: for messages.
  ///   - limits: compared with the size in the header before memory is asked for.
  /// - Throws: `InterchangeError` for a file that is damaged, cut short, too large or of another
  ///   kind, which is named.
  package static func decode(
    _ bytes: [UInt8], named name: String, limits: Limits = Limits()
  ) throws -> PixelPicture {
    let picture =
      switch try kind(of: bytes, named: name) {
      case .jpeg: try JPEG.decode(bytes, file: name, fits: limits.expected)
      case .png: try PNG.pixels(bytes, file: name, fits: limits.expected)
      }
    return picture.colours().upright()
  }

  /// Reads a picture's kind and size alone.
  ///
  /// - Parameter bytes: the file's beginning, at least up to the size.
  package static func header(_ bytes: [UInt8], named name: String) throws -> Header {
    switch try kind(of: bytes, named: name) {
    case .jpeg:
      let header = try JPEG.header(bytes, file: name)
      return Header(kind: .jpeg, width: header.width, height: header.height)
    case .png:
      let header = try PNGSource.header(bytes) {
        InterchangeError(kind: .malformed, file: name, problem: $0)
      }
      return Header(kind: .png, width: header.width, height: header.height)
    }
  }

  /// - Throws: for every other kind of file, with its name where it is known.
  private static func kind(of bytes: [UInt8], named name: String) throws -> Kind {
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return .png }
    throw InterchangeError(
      file: name, expected: "a JPEG or PNG picture",
      found: FormatGuess.other(thanPicture: bytes))
  }
}
