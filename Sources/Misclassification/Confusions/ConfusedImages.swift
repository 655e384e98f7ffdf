/// The images behind one cell of the heat map: of one class, taken for another by some model.
package struct ConfusedImages: Sendable, Equatable {
  package struct Image: Sendable, Equatable {
    /// Its row in the predictions.
    package let row: Int
    /// How many models take it for the class.
    package let models: Int
  }

  package let label: Int
  package let predicted: Int
  /// Those that most models confuse so first; of equals in their order.
  package let images: [Image]

  /// Every cell off the diagonal that holds images, by true class, then predicted class.
  package static func cells(of joint: JointPredictions) -> [ConfusedImages] {
    let classCount = joint.classCount
    var cells: [Int: [Image]] = [:]
    for (row, label) in joint.labels.enumerated() {
      var models: [Int: Int] = [:]
      for observer in joint.observers where observer.predicted[row] != label {
        models[observer.predicted[row], default: 0] += 1
      }
      for (predicted, count) in models {
        cells[label * classCount + predicted, default: []].append(Image(row: row, models: count))
      }
    }
    return cells.sorted { $0.key < $1.key }.map { cell, images in
      ConfusedImages(
        label: cell / classCount, predicted: cell % classCount,
        images: images.sorted { ($1.models, $0.row) < ($0.models, $1.row) })
    }
  }
}
