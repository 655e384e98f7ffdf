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
  /// What each row's image is called, where the data or the files name them.
  package let names: [String]?
  /// The true class of each row.
  package let labels: [Int]
  /// At least one, in the order of the files.
  package let observers: [Observer]

  private init(
    classNames: [String], images: [Int]?, names: [String]?, labels: [Int], observers: [Observer]
  ) {
    self.names = names
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
        classNames: classNames, images: images, names: names, labels: labels, observers: scored)
  }

  /// What a row's image is called: its name, or its number.
  package func name(of row: Int) -> String { names?[row] ?? "image \(image(of: row))" }

  /// The rows that at least one observer's answer chooses, with the class of that answer and how
  /// many observers give it.
  package func rows(
    chosenBy choice: ImageChoice
  ) -> [(row: Int, predicted: Int, observers: Int)] {
    var answers: [[Int: Int]] = Array(repeating: [:], count: count)
    for observer in observers {
      let predictions = Predictions(
        source: observer.source, labels: labels, predicted: observer.predicted,
        scores: observer.scores)
      for row in choice.rows(of: predictions) {
        answers[row][observer.predicted[row], default: 0] += 1
      }
    }
    return answers.enumerated().flatMap { row, answers in
      answers.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { (row, $0.key, $0.value) }
    }
  }

  /// The confusions of one observer.
  package func counts(of observer: Observer) throws -> ConfusionCounts {
    try ConfusionCounts(
      labels: labels, predicted: observer.predicted, classCount: classCount)
  }

  /// The confusions of each observer, in their order.
  package func counts() throws -> [ConfusionCounts] { try observers.map(counts) }
}
