import Datasets
import Images
import Models
import Terminal

/// Which images a command works on.
struct DataOptions: OptionGroup {
  static let help = "The images: \(DataSource.usage)."

  let data = Option(required: "data", "DIR", .inputPath, help: help)
  let split = Option.split
  let pictures = PictureOptions()
}

extension Option where Value == Split {
  static var split: Self {
    Option("split", "SPLIT", .choice(), help: "Which images: train or test.", default: .test)
  }
}

extension Option where Value == Int? {
  static var limit: Self {
    Option("limit", "N", .int(in: 1...Int.max), help: "Use the first N images only.")
  }
}

extension Arguments where Options == DataOptions {
  func source() throws -> DataSource {
    try DataSource(parsing: self.data, reading: self.pictures.reading())
  }

  /// The source, with pictures prepared as a model's weights say where the user does not.
  func source(for model: Arguments<ModelOptions>) throws -> DataSource {
    try sourceAndMetadata(for: model).source
  }

  /// The same, and what the first model says of itself, which only pictures ask for.
  private func sourceAndMetadata(
    for model: Arguments<ModelOptions>
  ) throws -> (source: DataSource, metadata: ModelMetadata?) {
    let source = try source()
    guard source.holdsPictures, let path = model.paths.first else { return (source, nil) }
    let metadata = try Model.metadata(path: path)
    guard self.pictures.preparation == nil else { return (source, metadata) }
    let reading = self.pictures.reading(otherwise: metadata.preparation)
    return (try DataSource(parsing: self.data, reading: reading), metadata)
  }

  /// All images of the split that was asked for, as a model wants them: pictures prepared as its
  /// weights say where the user does not, and with its numbers of the classes where it has the same
  /// names.
  ///
  /// - Parameter needsLabels: refuses images without labels; where they are allowed, they have the
  ///   model's classes.
  func wholeSplit(
    _ workers: Workers, for model: Arguments<ModelOptions>, needsLabels: Bool = true
  ) throws -> ImageSet {
    let console = Console(common)
    let (source, metadata) = try sourceAndMetadata(for: model)
    let set =
      needsLabels
      ? try source.load(self.split, workers: workers)
      : try source.loadWithoutLabels(self.split, workers: workers)
    guard let metadata else { return set }
    if let preparation = source.preparation { console.message("pictures: \(preparation)") }
    guard set.isLabelled else {
      var named = set
      named.classNames = metadata.classNames
      return named
    }
    guard let renumbered = set.renumbered(as: metadata.classNames) else { return set }
    console.message("\(self.data): classes are numbered as the model numbers them, by their names")
    return renumbered
  }
}

extension ImageSet {
  /// The first images, if there is a limit.
  func limited(to limit: Int?) -> ImageSet { limit.map { prefix($0) } ?? self }
}
