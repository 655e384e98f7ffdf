/// What several classifiers said about the same images, and what the images are.
///
/// Rows stand in the order of the images, whatever the order of the files was.
package struct JointPredictions: Sendable, Equatable {
  /// One classifier: a network, or anybody else who names a class for each image.
  package struct Observer: Sendable, Equatable {
    /// Short, and another for each observer.
    package let name: String
    /// The file or run, for messages.
    package let source: String
    /// The predicted class of each row.
    package let predicted: [Int]
    /// For every class of the whole, where the file holds scores.
    package let scores: Predictions.Scores?
  }

  /// A name per class; every label and prediction lies below their number.
  package let classNames: [String]
  /// Which image of the data each row is about, ascending; nil where row k is image k.
  package let images: [Int]?
  /// The true class of each row.
  package let labels: [Int]
  /// At least one, in the order of the files.
  package let observers: [Observer]

  private init(classNames: [String], images: [Int]?, labels: [Int], observers: [Observer]) {
    self.classNames = classNames
    self.images = images
    self.labels = labels
    self.observers = observers
  }

  package var count: Int { labels.count }
  package var classCount: Int { classNames.count }

  /// The place of a row's image in the data.
  package func image(of row: Int) -> Int { images?[row] ?? row }

  /// The same with only the observers that have scores; nil where none has.
  package var withScores: JointPredictions? {
    let scored = observers.filter { $0.scores != nil }
    return scored.isEmpty
      ? nil
      : JointPredictions(
        classNames: classNames, images: images, labels: labels, observers: scored)
  }

  /// The confusions of one observer.
  package func counts(of observer: Observer) throws -> ConfusionCounts {
    try ConfusionCounts(
      labels: labels, predicted: observer.predicted, classCount: classCount)
  }

  /// The confusions of each observer, in their order.
  package func counts() throws -> [ConfusionCounts] { try observers.map(counts) }
}
