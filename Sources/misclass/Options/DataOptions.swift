import Datasets
import Images
import Terminal

/// Which images a command works on.
struct DataOptions: OptionGroup {
  static let help = "What there is to classify: \(DataSource.usage)."

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

  /// All images of the split that was asked for.
  func wholeSplit(_ compute: Workers) throws -> ImageSet {
    try source().load(self.split, workers: compute)
  }
}

extension ImageSet {
  /// The first images, if there is a limit.
  func limited(to limit: Int?) -> ImageSet { limit.map { prefix($0) } ?? self }
}
