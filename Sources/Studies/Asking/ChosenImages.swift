import Compute
import Datasets
import Explanations
import Misclassification
import Models
import Pieces
import Training

/// The images of a split that a study works on, and the model that it asks about them.
struct ChosenImages {
  /// The whole split.
  let whole: ImageSet
  let model: AskedModel
  /// Places in the split, ascending unless they were listed otherwise.
  let indices: [Int]

  /// - Parameters:
  ///   - needsLabels: refuses images without labels.
  ///   - check: of what else is asked about the images, before the model is read.
  init(
    _ chosen: ChosenImageRequest, _ model: ModelRequest, _ work: PieceWork,
    needsLabels: Bool = true,
    check: (_ whole: ImageSet) throws -> Void = { _ in }
  ) throws {
    var whole = try chosen.data.wholeSplit(
      model.compute.workers, for: model,
      needsLabels: needsLabels || chosen.choice.needsLabels)
    let choice = try chosen.choice.choice(whole.classNames)
    let listed = try chosen.listed?(whole.count)
    try check(whole)
    self.model = try model.asked(for: whole)
    if !whole.isLabelled {
      let names = self.model.scorer.model.classNames
      whole.classNames =
        names.isEmpty ? (0..<self.model.classCount).map(String.init) : names
    }
    self.whole = whole
    let all: [Int]
    if let listed {
      all = listed
    } else if choice.isEverything {
      all = Array(0..<whole.count)
    } else {
      let model = self.model
      all = try whole.checked(
        work.fact("images") { [whole] in
          try Work.chosen(choice, of: whole, model, console: work.console)
        })
    }
    indices = Array(all.prefix(chosen.limit ?? .max))
  }

  /// What the images are called, where they have names.
  var names: NameList? { whole.names?.selecting(indices) }

  var set: ImageSet { whole.selecting(indices) }

  /// Images without labels have a 0 in their place: whoever allows such images asks for none.
  func imagesToExplain() throws -> ImagesToExplain {
    let set = set
    return try ImagesToExplain(
      images: set.images,
      labels: set.isLabelled ? set.labels : [Int](repeating: 0, count: set.count),
      indices: indices)
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
