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
    _ console: Console, _ work: PieceWork, check: (_ whole: ImageSet) throws -> Void = { _ in }
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
      let (whole, model) = (whole, self.model)
      all = try whole.checked(
        work.fact("images") {
          choice.rows(
            of: try Work.predict(whole, model, source: "predictions", console: console))
        })
    }
    indices = Array(all.prefix(chosen.limit ?? .max))
  }

  /// What the images are called, where they have names.
  var names: NameList? { whole.names?.selecting(indices) }

  var set: ImageSet { whole.selecting(indices) }

  /// What the model takes some of the images for.
  func predicted(_ images: ImagesToExplain) throws -> [Int] {
    let set = ImageSet(
      images: images.images, labels: images.labels, classNames: whole.classNames)
    let logits = try model.logits(of: set) { _ in try Interruption.check() }
    if let place = logits.firstIndex(where: { !$0.isFinite }) {
      throw ExplanationError.scoreNotFinite(
        image: images.indices[place / model.classCount], score: logits[place])
    }
    return Predictions.Scores(
      kind: .logits, classCount: model.classCount, values: logits.map { Double($0) }
    ).largest
  }

  func imagesToExplain() throws -> ImagesToExplain {
    let set = set
    return try ImagesToExplain(images: set.images, labels: set.labels, indices: indices)
  }
}

extension ImageSet {
  /// Places of images, which may come from a file.
  ///
  /// - Throws: `DatasetError` for places where no image is.
  func checked(_ places: [Int]) throws -> [Int] {
    guard let strange = places.first(where: { !labels.indices.contains($0) }) else { return places }
    throw DatasetError.unusable(
      reason: "shards name image \(strange), the data have \(count) images")
  }
}
