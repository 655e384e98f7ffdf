import Images
import Interchange

extension ByteImages {
  /// The picture in a file's bytes, as one image.
  ///
  /// - Throws: `InterchangeError` for what is no picture, or one that cannot be read.
  init(picture bytes: [UInt8], file: String) throws {
    let picture = try JPEG.decode(bytes, file: file).colours()
    self.init(count: 1, height: picture.height, width: picture.width, pixels: picture.pixels)
  }
}

/// The sides of a picture, from the head of its file.
struct PictureSize {
  let height: Int
  let width: Int

  init(path: String) throws {
    height = 0
    width = 0
  }
}
