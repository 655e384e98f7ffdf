package import Datasets
package import Images
import Models
import Terminal

/// The images that are asked for: where they are, which of them, and how pictures are read.
package struct DataRequest: Sendable {
  /// What names the data: a directory, a table, or words such as `planted:7`.
  package let data: String
  package let split: Split
  package let pictures: PictureRequest

  package init(_ data: String, split: Split, pictures: PictureRequest) {
    self.data = data
    self.split = split
    self.pictures = pictures
  }

  package func source() throws -> DataSource {
    try DataSource(parsing: data, reading: pictures.reading())
  }

  /// The source, with pictures prepared as a model's weights say where the request does not.
  package func source(for model: ModelRequest) throws -> DataSource {
    try sourceAndMetadata(for: model).source
  }

  /// The same, and what the first model says of itself, which only pictures ask for.
  private func sourceAndMetadata(
    for model: ModelRequest
  ) throws -> (source: DataSource, metadata: ModelMetadata?) {
    let source = try source()
    guard source.holdsPictures, let path = model.paths.first else { return (source, nil) }
    let metadata = try Model.metadata(path: path)
    guard pictures.preparation == nil else { return (source, metadata) }
    let reading = pictures.reading(otherwise: metadata.preparation)
    return (try DataSource(parsing: data, reading: reading), metadata)
  }

  /// All images of the split, as a model wants them: pictures prepared as its weights say where
  /// the request does not, and with its numbers of the classes where it has the same names.
  ///
  /// - Parameter needsLabels: refuses images without labels; where they are allowed, they have the
  ///   model's classes.
  package func wholeSplit(
    _ workers: Workers, for model: ModelRequest, needsLabels: Bool = true
  ) throws -> ImageSet {
    let (source, metadata) = try sourceAndMetadata(for: model)
    let set =
      needsLabels
      ? try source.load(split, workers: workers)
      : try source.loadWithoutLabels(split, workers: workers)
    guard let metadata else { return set }
    let console = pictures.console
    if let preparation = source.preparation { console.message("pictures: \(preparation)") }
    guard set.isLabelled else {
      var named = set
      named.classNames = metadata.classNames
      return named
    }
    guard let renumbered = set.renumbered(as: metadata.classNames) else { return set }
    console.message("\(data): classes are numbered as the model numbers them, by their names")
    return renumbered
  }
}

extension ImageSet {
  /// The first images, if there is a limit.
  package func limited(to limit: Int?) -> ImageSet { limit.map { prefix($0) } ?? self }
}
