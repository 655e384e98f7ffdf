import Datasets
import Studies
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
  func request() -> DataRequest {
    DataRequest(self.data, split: self.split, pictures: self.pictures.request())
  }
}
