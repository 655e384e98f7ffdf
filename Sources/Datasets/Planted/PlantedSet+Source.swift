package import Images

extension PlantedSet: ImageSource {
  package static let usage = "planted or planted:SEED (drawn images whose errors have known causes)"
  private static let word = "planted"

  /// `planted` or `planted:SEED`; a directory of that name is `./planted`.
  package static func named(
    _ text: String, reading: PictureReading
  ) throws(DatasetError) -> PlantedSet? {
    if text == word { return try PlantedSet() }
    guard text.hasPrefix(word + ":") else { return nil }
    let digits = text.dropFirst(word.count + 1)
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let seed = UInt64(digits) else {
      throw .invalidOption(
        name: "data", expected: "planted:SEED with a whole number of 0 to \(UInt64.max)",
        found: "\"\(text)\"")
    }
    return try PlantedSet(PlantedOptions(seed: seed))
  }

  package var name: String { "\(Self.word):\(options.seed)" }

  package func classNames() -> [String] { Self.classNames }

  package func presentSplits() -> [Split] { Split.allCases }

  package func load(_ split: Split, workers: Workers) -> ImageSet {
    draw(split, workers: workers).set
  }

  package func loadPlanted(_ split: Split, workers: Workers) -> PlantedImages? {
    draw(split, workers: workers)
  }

  package func loadMasks(_ split: Split, workers: Workers) -> ObjectMasks? {
    let drawn = draw(split, workers: workers)
    return ObjectMasks(
      count: drawn.set.count, height: drawn.set.images.height, width: drawn.set.images.width,
      pixels: drawn.masks.map { $0 != 0 })
  }

  package func digests(of split: Split, set: ImageSet) throws -> [FileDigest] {
    try CifarBinary.ranges(of: split, count: set.count).map { name, range in
      FileDigest(
        name: name, records: range.count,
        sha256: SHA256.hexadecimal(of: try CifarBinary.records(of: set, range: range)))
    }
  }
}
