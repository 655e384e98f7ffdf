package import Images

extension CifarBinary: ImageSource {
  package static let usage = "a directory of CIFAR-10 binary files"

  /// Every text is the path of a directory; whether it holds the files shows when it is read.
  package static func named(
    _ text: String, reading: PictureReading
  ) -> CifarBinary? { CifarBinary(directory: text) }

  package var name: String { directory }

  package func presentSplits() throws -> [Split] {
    try requireDirectory()
    let present = Split.allCases.filter { !files(of: $0).isEmpty }
    guard !present.isEmpty else {
      throw nothingThere
    }
    return present
  }

  /// What is said of a directory in which no kind of data set is found.
  var nothingThere: DatasetError {
    .inaccessible(
      path: directory,
      reason: "holds no images that are known here: no pictures (JPEG, PNG) in it or in its "
        + "folders, no \(NumpySet.imagesFile(.train)) or \(NumpySet.imagesFile(.test)), no "
        + "\(Self.trainingFiles[0]) or \(Self.testFile) (CIFAR-10 binary)")
  }

  package func load(_ split: Split, workers: Workers) throws -> ImageSet { try load(split) }

  /// Planted sets that were written to disk have their masks beside them.
  package func loadMasks(_ split: Split, workers: Workers) throws -> ObjectMasks? {
    try NumpySet(directory: directory).loadMasks(split)
  }

  package func loadKnownCauses(_ split: Split, workers: Workers) throws -> KnownCauses? {
    try KnownCauses(beside: directory, split)
  }

  package func digests(of split: Split, set: ImageSet) throws -> [FileDigest] {
    try files(of: split).map { name in
      try FileDigest(name, at: path(of: name)) {
        $0 / Self.recordBytes
      }
    }
  }
}
