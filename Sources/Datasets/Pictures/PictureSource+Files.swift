import Interchange

/// What the file of a picture tells before it is decoded.
package struct PictureFileFacts: Sendable, Equatable {
  package let bytes: Int
  /// Of the file, before anything is resized.
  package let height: Int
  package let width: Int
}

extension PictureSource {
  /// Of each picture of a split, in the order of its images.
  func fileFacts(_ names: NameList) throws -> [PictureFileFacts] {
    try names.map { name in
      let path = PictureTree.join(directory, name)
      let bytes = try FileReader.bytes(of: path)
      let size = try PictureFile.header(bytes, named: path)
      return PictureFileFacts(bytes: bytes.count, height: size.height, width: size.width)
    }
  }
}

extension DataSource {
  /// What the files of a set's pictures tell; nil where images have no files of their own.
  package func fileFacts(of set: ImageSet) throws -> [PictureFileFacts]? {
    guard let pictures = pictureSource, let names = set.names else { return nil }
    return try pictures.fileFacts(names)
  }
}
