package import Images

/// Masks of the pictures' objects, which are pictures themselves.
extension PictureSource {
  /// The masks that the table names, one for each picture or none.
  package func loadMasks(_ split: Split, workers: Workers) throws -> ObjectMasks? {
    let files = try readable(pictures(of: split).pictures, workers)
    guard let masks = files.masks else { return nil }
    if let bare = masks.firstIndex(of: "") {
      throw DatasetError.unusable(
        reason: "\(name): \(files.names[bare]) has no mask; expected one for each \(split) picture"
      )
    }
    return try loadMasks(
      masks.map { PictureTree.join(directory, $0) }, of: files.names, workers: workers)
  }

  /// Masks that lie in a directory of their own under the pictures' names: for `cat/1.jpg`,
  /// `cat/1.png`.
  func loadMasks(of names: NameList, in folder: String, workers: Workers) throws -> ObjectMasks {
    let paths = names.map { PictureTree.join(folder, PictureNames.stem($0) + ".png") }
    return try loadMasks(paths, of: names, workers: workers)
  }

  private func loadMasks(
    _ paths: [String], of names: NameList, workers: Workers
  ) throws -> ObjectMasks {
    let loading = loading(workers)
    let pixels = try PicturePixels(loading, names)
    return try loading.loadMasks(paths, of: names, height: pixels.height, width: pixels.width)
  }
}

extension DataSource {
  /// The masks that a directory holds for a set's pictures.
  ///
  /// - Throws: `DatasetError` where the images have no files of their own; `InterchangeError` for a
  ///   mask that is missing or not of its picture's size.
  package func loadMasks(
    of set: ImageSet, in folder: String, workers: Workers
  ) throws -> ObjectMasks {
    guard let pictures = pictureSource, let names = set.names else {
      throw DatasetError.unusable(
        reason: "\(folder): masks in a folder are for pictures; \(self) has none")
    }
    return try pictures.loadMasks(of: names, in: folder, workers: workers)
  }
}
