import Compute
import Datasets
import Images
import Interchange
import Models
import NeuralNetwork
import Terminal

extension Scorer {
  /// The models of some paths, as one, for images of a set's size and classes.
  static func reading(
    _ paths: [String], hints: Model.Hints, batch: Int, for set: ImageSet, _ compute: Compute,
    _ console: Console
  ) throws -> Scorer {
    var hints = hints
    hints.classes = set.isLabelled ? set.classNames.count : nil
    let models = try paths.map { path in
      let model = try Model(
        path: path, input: Shape(set.images.height, set.images.width, ByteImages.channels),
        hints: hints)
      console.remark(prefix: model.strippedPrefix, model.remarks, of: path)
      return model
    }
    if set.isLabelled {
      warnOfOtherClasses(models.map(\.classNames), paths, set.classNames, console)
    }
    return Scorer(
      models[0], with: Array(models.dropFirst()), batch: min(batch, max(set.count, 1)),
      compute: compute)
  }

  /// A model asked about images of other classes answers all the same.
  private static func warnOfOtherClasses(
    _ names: [[String]], _ paths: [String], _ classes: [String], _ console: Console
  ) {
    // Classes without names are called by their numbers.
    guard classes != classes.indices.map(String.init) else { return }
    for (path, names) in zip(paths, names) where !names.isEmpty && names != classes {
      console.warn(
        "\(path) was trained to tell apart \(Excerpt.list(names, longest: 20)); the data's "
          + "classes are "
          + Excerpt.list(classes, longest: 20))
    }
  }
}

extension Console {
  /// Tells what was left out of all names of tensors, if anything, and how a file was taken.
  package func remark(prefix: String, _ remarks: [String] = [], of path: String) {
    if !prefix.isEmpty {
      message("\(path): every tensor's name begins with '\(prefix)', which is left out")
    }
    for remark in remarks { message("\(path): \(remark)") }
  }
}
