package import Images

extension NumpySet: ImageSource {
  package static let usage = "NumPy arrays (train_images.npy …)"

  package static func named(
    _ text: String, reading: PictureReading
  ) -> NumpySet? {
    isThere(text) ? NumpySet(directory: text) : nil
  }

  package var name: String { directory }

  package func presentSplits() -> [Split] { splitsThere }

  package func load(_ split: Split, workers: Workers) throws -> ImageSet { try load(split) }

  package func loadMasks(_ split: Split, workers: Workers) throws -> ObjectMasks? {
    try loadMasks(split)
  }

  package func loadKnownCauses(_ split: Split, workers: Workers) throws -> KnownCauses? {
    try KnownCauses(beside: directory, split)
  }

  package func digests(of split: Split, set: ImageSet) throws -> [FileDigest] {
    try files(of: split).map { name in
      try FileDigest(name, at: path(name)) { _ in set.count }
    }
  }
}
