package import Images

extension PlantedSet: ImageSource {
  package static let usage =
    "planted, planted:SEED or planted:SEED:KINDS (drawn images whose errors have known causes)"
  private static let word = "planted"

  /// `planted`, `planted:SEED` or `planted:SEED:KINDS`; a directory of that name is `./planted`.
  ///
  /// Kinds are those of marks, with commas between them, or `mixed` for all; in such a set half of
  /// the interference is the look-alike's.
  package static func named(
    _ text: String, reading: PictureReading
  ) throws(DatasetError) -> PlantedSet? {
    if text == word { return try PlantedSet() }
    guard text.hasPrefix(word + ":") else { return nil }
    let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    let digits = parts[1]
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let seed = UInt64(digits) else {
      throw .invalidOption(
        name: "data", expected: "planted:SEED with a whole number of 0 to \(UInt64.max)",
        found: "\"\(text)\"")
    }
    var options = PlantedOptions(seed: seed)
    if parts.count == 3 {
      guard let kinds = MarkKind.list(String(parts[2])) else {
        throw .invalidOption(
          name: "data", expected: "planted:SEED:KINDS with " + MarkKind.listUsage,
          found: "\"\(text)\"")
      }
      options.kinds = kinds
      options.lookAlikeShare = PlantedOptions.balancedLookAlikeShare
    }
    return try PlantedSet(options)
  }

  /// With the kinds of marks, where they were chosen.
  package var name: String {
    let seed = "\(Self.word):\(options.seed)"
    if options.lookAlikeShare == 0 { return seed }
    return seed + ":" + options.kinds.map(\.rawValue).joined(separator: ",")
  }

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

  package func loadKnownCauses(_ split: Split, workers: Workers) throws -> KnownCauses? {
    let places = Array(0..<options.count(of: split))
    let drawn = draw(split, indices: places, withoutCauses: true, workers: workers)
    return KnownCauses(
      records: places.map { KnownCause(plan(split, index: $0)) },
      twins: try drawn.set.images.loaded())
  }

  package func digests(of split: Split, set: ImageSet) throws -> [FileDigest] {
    try CifarBinary.ranges(of: split, count: set.count).map { name, range in
      FileDigest(
        name: name, records: range.count,
        sha256: SHA256.hexadecimal(of: try CifarBinary.records(of: set, range: range)))
    }
  }
}
