import Misclassification
import Results
import Terminal

/// How many images a report shows, and how large.
struct CardOptions: OptionGroup {
  let imagesPerCell = Option(
    "images-per-cell", "N", .int(in: 0...1000),
    help: "Show at most this many images of each true and predicted class.", default: 12)
  let images = Option(
    "images", "N", .int(in: 0...100_000),
    help: "Show at most this many images in all, those of the largest cells first.",
    default: 2000)
  let megabytes = Option(
    "picture-megabytes", "N", .int(in: 1...1000),
    help: "Make pictures smaller where all of them would take more than this in the page.",
    default: 16)
}

extension Arguments where Options == CardOptions {
  func settings(choice: ImageChoice?) -> ReportCards.Settings {
    ReportCards.Settings(
      choice: choice, imagesPerCell: self.imagesPerCell, mostCards: self.images,
      pictureBytes: self.megabytes * 1_000_000)
  }
}
