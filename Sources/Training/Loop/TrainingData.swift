package import Datasets
package import Images

/// The images of a run as its settings want them.
package struct TrainingData {
  package let training: ImageSet
  /// What is tested on: reduced as the training images are; nil where there are none.
  package let test: ImageSet?
  /// The test images as whole images.
  package let wholeTest: ImageSet?
  /// Test images that the source has, of which the settings may use fewer.
  package let testCount: Int
  /// How to normalise images that can no longer tell, as only the shape of their masks is left; nil
  /// for those that can.
  package let normalization: ChannelNormalization?

  /// Reads, and hides and replaces what is to be hidden and replaced.
  ///
  /// - Throws: `DatasetError`, `InterchangeError`.
  package init(_ settings: TrainingSettings, from source: DataSource, workers: Workers) throws {
    var training = try source.load(.train, workers: workers)
    let count = training.count
    if let limit = settings.limit { training = training.prefix(limit) }
    if let masks = settings.backgroundMasks {
      training = training.replacingBackground(
        masks: try Self.masks(masks, .train, of: training, whole: count, source, workers),
        seed: settings.seed)
    }
    let allTest = try source.loadIfPresent(.test, workers: workers)
    let testCount = allTest?.count ?? 0
    self.testCount = testCount
    wholeTest = allTest.map { test in settings.testLimit.map { test.prefix($0) } ?? test }
    guard let subset = settings.subset else {
      self.training = training
      test = wholeTest
      normalization = nil
      return
    }
    normalization =
      subset.showsShapeOnly
      ? ChannelNormalization(try ChannelStatistics(of: training.images).normalization()) : nil
    self.training = try subset.hide(
      in: training, of: .train, whole: count, seed: settings.seed)
    test = try wholeTest.map {
      try subset.hide(in: $0, of: .test, whole: testCount, seed: settings.seed)
    }
  }

  /// The masks of a split's images.
  ///
  /// - Parameters:
  ///   - name: a file, or `data` for those that the source knows.
  ///   - whole: how many images the split has; masks may be of all of them.
  package static func masks(
    _ name: String, _ split: Split, of set: ImageSet, whole: Int, _ source: DataSource,
    _ workers: Workers
  ) throws -> ObjectMasks {
    let masks: ObjectMasks
    if name == "data" {
      guard let known = try source.loadMasks(split, workers: workers) else {
        throw TrainingError.noMasks(data: source.description, split: split.rawValue)
      }
      masks = known
    } else {
      masks = try ObjectMasks(path: name)
    }
    return try masks.masks(
      of: set, whole: whole, from: name == "data" ? source.description : name)
  }
}

extension DataSource {
  /// A split, or nil where the source has no files of it.
  package func loadIfPresent(_ split: Split, workers: Workers) throws -> ImageSet? {
    do {
      return try load(split, workers: workers)
    } catch DatasetError.missing {
      return nil
    }
  }
}
