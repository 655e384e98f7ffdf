package import Images

/// What a `--data` option names, of whatever kind it is.
package struct DataSource: Sendable, CustomStringConvertible {
  /// The kinds, in the order in which they are tried; the last takes every directory.
  package static let kinds: [any ImageSource.Type] = [
    PlantedSet.self, NumpySet.self, PictureSource.self, CifarBinary.self,
  ]

  /// What can be named, for the help of commands.
  package static var usage: String {
    let usages = kinds.map { $0.usage }
    return usages.dropLast().joined(separator: ", ") + ", or " + (usages.last ?? "")
  }

  private let source: any ImageSource
  /// How images become those of the network; nil leaves them as they are.
  package let preparation: PicturePreparation?
  /// Whether the source itself prepares what it loads.
  private let preparesItself: Bool

  package init(_ source: any ImageSource) {
    self.source = source
    preparation = nil
    preparesItself = true
  }

  /// Reads the name of a source: a directory, or the name of a set that is drawn.
  ///
  /// - Parameter reading: how pictures are read; images of other kinds are made the same size.
  /// - Throws: ``DatasetError`` for an empty text, or as the kind that recognises it.
  package init(
    parsing text: String, reading: PictureReading = PictureReading()
  ) throws(DatasetError) {
    guard !text.isEmpty else {
      throw .invalidOption(
        name: "data", expected: "a directory, planted, or planted:SEED", found: "an empty text")
    }
    for kind in Self.kinds {
      if let source = try kind.named(text, reading: reading) {
        self.source = source
        preparation = reading.preparation
        preparesItself = source is PictureSource
        return
      }
    }
    throw .invalidOption(name: "data", expected: Self.usage, found: "\"\(text)\"")
  }

  /// Whether the images are drawn, and the causes of errors planted in them.
  package var isPlanted: Bool { source is PlantedSet }

  /// Whether the images are pictures in files of their own.
  package var holdsPictures: Bool { source is PictureSource }
  var pictureSource: PictureSource? { source as? PictureSource }

  /// The text that names this source; planted sets with their seed.
  package var description: String { source.name }

  package func classNames() throws -> [String] { try source.classNames() }

  /// The splits that the source has, at least one.
  package func presentSplits() throws -> [Split] { try source.presentSplits() }

  /// All images of a split with their labels.
  ///
  /// - Throws: ``DatasetError/unlabelled(place:reason:)`` where the labels are not known.
  package func load(_ split: Split, workers: Workers = Workers(threads: 1)) throws -> ImageSet {
    let set = try loadWithoutLabels(split, workers: workers)
    if !set.isLabelled { throw source.missingLabels(of: split) }
    return set
  }

  /// All images of a split, with labels where these are known.
  package func loadWithoutLabels(
    _ split: Split, workers: Workers = Workers(threads: 1)
  ) throws -> ImageSet {
    var set = try source.load(split, workers: workers)
    set.preparation = preparation
    if let preparation, !preparesItself {
      set.images = try preparation.applied(to: set.images)
    }
    return set
  }

  /// The labels of a split.
  package func labels(
    of split: Split, workers: Workers = Workers(threads: 1)
  ) throws -> ImageLabels {
    let labels = try source.labels(of: split, workers: workers)
    guard labels.labels.count == labels.names?.count ?? labels.labels.count else {
      throw source.missingLabels(of: split)
    }
    return labels
  }

  /// All images of a split with causes and masks; nil where the source has no such knowledge.
  package func loadPlanted(
    _ split: Split, workers: Workers = Workers(threads: 1)
  ) throws -> PlantedImages? {
    guard let planted = try source.loadPlanted(split, workers: workers) else { return nil }
    guard preparation == nil || preparesItself else {
      throw DatasetError.unusable(
        reason: "\(self): drawn images have one size; they are not resized or cropped")
    }
    return planted
  }

  /// Where the objects of a split's images are; nil where the source does not know.
  package func loadMasks(
    _ split: Split, workers: Workers = Workers(threads: 1)
  ) throws -> ObjectMasks? {
    guard let masks = try source.loadMasks(split, workers: workers) else { return nil }
    guard preparation == nil || preparesItself else {
      throw DatasetError.unusable(
        reason: "\(self): masks of images that are resized or cropped are not known")
    }
    return masks
  }

  /// What may make errors on a split's images, and their twins without it, made the size of the
  /// network's images as the images are; nil where the source does not know.
  package func loadKnownCauses(
    _ split: Split, workers: Workers = Workers(threads: 1)
  ) throws -> KnownCauses? {
    guard var known = try source.loadKnownCauses(split, workers: workers) else { return nil }
    if let preparation, !preparesItself {
      known.twins = try preparation.apply(to: known.twins)
    }
    return known
  }

  /// The first images of a drawn set in fours: without a cause, with each, and with both; nil for
  /// images that are not drawn.
  package func drawFactorial(_ origins: Int, workers: Workers) throws -> PlantedImages? {
    guard let planted = source as? PlantedSet else { return nil }
    var options = planted.options
    options.isFactorial = true
    options.testCount = 4 * min(origins, PlantedOptions.mostImages / 4)
    return try PlantedSet(options).draw(.test, workers: workers)
  }

  func sizes(of split: Split, workers: Workers) throws -> PictureSizes? {
    try source.sizes(of: split, workers: workers)
  }

  func digests(of split: Split, set: ImageSet) throws -> [FileDigest] {
    try source.digests(of: split, set: set)
  }
}
