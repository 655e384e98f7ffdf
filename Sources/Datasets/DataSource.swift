package import Images

/// What a `--data` option names: a directory of CIFAR-10 binary files or of NumPy arrays, or the
/// planted-cause set.
package enum DataSource: Sendable, CustomStringConvertible {
  case directory(CifarBinary)
  case numpy(NumpySet)
  case planted(PlantedSet)

  /// Reads `planted`, `planted:SEED`, or the path of a directory (`./planted` for one of that name).
  ///
  /// - Throws: ``DatasetError`` for an empty text or a seed that is not a whole number from 0 on. What
  ///   a directory holds is looked at when it is read, not here.
  package init(parsing text: String) throws(DatasetError) {
    let name = "planted"
    if text == name {
      self = .planted(try PlantedSet())
    } else if text.hasPrefix(name + ":") {
      let digits = text.dropFirst(name.count + 1)
      guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let seed = UInt64(digits) else {
        throw .invalidOption(
          name: "data", expected: "planted:SEED with a whole number of 0 to \(UInt64.max)",
          found: "\"\(text)\"")
      }
      self = .planted(try PlantedSet(PlantedOptions(seed: seed)))
    } else if text.isEmpty {
      throw .invalidOption(
        name: "data", expected: "a directory, planted, or planted:SEED", found: "an empty text")
    } else if NumpySet.isThere(text) {
      self = .numpy(NumpySet(directory: text))
    } else {
      self = .directory(CifarBinary(directory: text))
    }
  }

  package var isPlanted: Bool {
    if case .planted = self { true } else { false }
  }

  /// The text that names this source; planted sets with their seed.
  package var description: String {
    switch self {
    case .directory(let files): files.directory
    case .numpy(let set): set.directory
    case .planted(let set): "planted:\(set.options.seed)"
    }
  }

  package func classNames() throws -> [String] {
    switch self {
    case .directory(let files): try files.classNames()
    case .numpy(let set): try set.classNames()
    case .planted: PlantedSet.classNames
    }
  }

  /// All images of a split.
  package func load(_ split: Split, workers: Workers = Workers(threads: 1)) throws -> ImageSet {
    switch self {
    case .directory(let files): try files.load(split)
    case .numpy(let set): try set.load(split)
    case .planted(let set): set.draw(split, workers: workers).set
    }
  }

  /// All images of a split with causes and masks; nil where the source has no such knowledge.
  package func loadPlanted(
    _ split: Split, workers: Workers = Workers(threads: 1)
  ) -> PlantedImages? {
    switch self {
    case .directory, .numpy: nil
    case .planted(let set): set.draw(split, workers: workers)
    }
  }

  /// Where the objects of a split's images are; nil where the source does not know.
  ///
  /// Planted sets that were written to disk have their masks beside them.
  package func loadMasks(
    _ split: Split, workers: Workers = Workers(threads: 1)
  ) throws -> SplitMasks? {
    switch self {
    case .directory(let files): return try NumpySet(directory: files.directory).loadMasks(split)
    case .numpy(let set): return try set.loadMasks(split)
    case .planted(let set):
      let drawn = set.draw(split, workers: workers)
      return SplitMasks(
        count: drawn.set.count, height: drawn.set.images.height, width: drawn.set.images.width,
        pixels: drawn.masks)
    }
  }
}
