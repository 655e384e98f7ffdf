import Compute
import Datasets
import Explanations
import Images
import Interchange
import Misclassification
import Models
import Terminal
import Training

/// Which images of a split a command works on, and their options.
struct ChosenImages {
  static let options: [Option] = [
    CommonInputs.data, CommonInputs.split,
    Option("misclassified", help: "Take the images that the model gets wrong."),
    Option("indices", "LIST", help: "Take these images, such as 0,5,9 or 0-99."),
    Option("limit", "N", help: "Take the first N of those images only."),
  ]

  /// The whole split.
  let whole: ImageSet
  let scorer: Scorer
  /// Places in the split, ascending unless the user orders otherwise.
  let indices: [Int]

  init(_ arguments: Arguments, _ compute: Compute, _ console: Console) throws {
    whole = try arguments.wholeSplit(compute)
    scorer = try arguments.scorer(for: whole, compute)
    let limit = try arguments.value("limit", .int(in: 1...Int.max), default: .max)
    let list = try arguments.value(ifGiven: "indices", .indexList)
    guard arguments.flag("misclassified") else {
      let all = try list?.indices(below: whole.count, option: "indices") ?? Array(0..<whole.count)
      indices = Array(all.prefix(limit))
      return
    }
    guard list == nil else {
      throw UsageError(
        "expected --misclassified or --indices, found both", command: arguments.command)
    }
    let predictions = try Work.predict(whole, scorer, source: "predictions", console: console)
    indices = Array(predictions.misclassified.prefix(limit))
  }

  var set: ImageSet { whole.selecting(indices) }

  func imagesToExplain() throws -> ImagesToExplain {
    let set = set
    return try ImagesToExplain(images: set.images, labels: set.labels, indices: indices)
  }
}
