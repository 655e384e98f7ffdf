import Compute
import Datasets
import Explanations
import Images
import Interchange
import Misclassification
import Models
import Terminal
import Training

/// The images of a split that a command works on, and the model that it asks about them.
struct ChosenImages {
  /// The whole split.
  let whole: ImageSet
  let model: AskedModel
  /// Places in the split, ascending unless the user orders otherwise.
  let indices: [Int]

  /// - Parameter check: of what else is asked about the images, before the model is read.
  init(
    _ chosen: Arguments<ChosenImageOptions>, _ model: Arguments<ModelOptions>, _ compute: Compute,
    _ console: Console, check: (_ whole: ImageSet) throws -> Void = { _ in }
  ) throws {
    whole = try chosen.data.wholeSplit(compute.workers, for: model)
    let choice = try chosen.choice(classNames: whole.classNames)
    let listed = try chosen.indices?.indices(below: whole.count, option: "indices")
    try check(whole)
    self.model = try model.asked(for: whole, compute)
    let all: [Int]
    if let listed {
      all = listed
    } else if choice.isEverything {
      all = Array(0..<whole.count)
    } else {
      all = choice.rows(
        of: try Work.predict(whole, self.model, source: "predictions", console: console))
    }
    indices = Array(all.prefix(chosen.limit ?? .max))
  }

  /// What the images are called, where they have names.
  var names: NameList? { whole.names?.selecting(indices) }

  var set: ImageSet { whole.selecting(indices) }

  func imagesToExplain() throws -> ImagesToExplain {
    let set = set
    return try ImagesToExplain(images: set.images, labels: set.labels, indices: indices)
  }
}
