import Images
import Interchange

extension ByteImages {
  /// The picture in a file's bytes, as one image, upright and in colours.
  ///
  /// - Throws: `InterchangeError` for what is no picture, or one that cannot be read.
  init(picture bytes: [UInt8], file: String) throws {
    let picture = try PictureFile.decode(bytes, named: file).colours()
    self.init(count: 1, height: picture.height, width: picture.width, pixels: picture.pixels)
  }
}
