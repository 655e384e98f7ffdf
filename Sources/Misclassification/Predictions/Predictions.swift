import Statistics

/// What a classifier said about each image, from any framework.
package struct Predictions: Sendable, Equatable {
  /// A number per image and class, from which the prediction is the largest.
  package struct Scores: Sendable, Equatable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
      case logits
      /// In 0...1, adding up to 1 in each row.
      case probabilities
      /// Logarithms of probabilities, as a log-softmax gives them.
      case logProbabilities = "log-probabilities"
    }

    package var kind: Kind
    package var classCount: Int
    /// N x classes, row-major, finite; in the precision of the file.
    package var values: [Double]

    /// - Precondition: whole rows.
    package init(kind: Kind, classCount: Int, values: [Double]) {
      precondition(classCount > 0 && values.count.isMultiple(of: classCount))
      self.kind = kind
      self.classCount = classCount
      self.values = values
    }

    /// The scores of one image.
    package subscript(image: Int) -> ArraySlice<Double> {
      values[image * classCount..<(image + 1) * classCount]
    }

    /// The class of the largest score of each image; the first of equals.
    package var largest: [Int] {
      (0..<values.count / classCount).map { self[$0].placeOfLargest }
    }
  }

  /// The file or run that they come from, for messages.
  package var source: String
  /// Which image each row is about; nil where row k is image k.
  package var indices: [Int]?
  /// What the file calls the image of each row, where that is no index; each another.
  package var identifiers: [String]?
  /// The names of the classes, where the file names them; nil where it numbers them.
  package var classNames: [String]?
  /// The true classes, where known.
  package var labels: [Int]?
  /// The predicted classes.
  package var predicted: [Int]
  package var scores: Scores?

  /// - Precondition: one label, index and row of scores for each prediction, where given.
  package init(
    source: String, indices: [Int]? = nil, labels: [Int]? = nil, predicted: [Int],
    scores: Scores? = nil
  ) {
    precondition(indices == nil || indices!.count == predicted.count)
    precondition(labels == nil || labels!.count == predicted.count)
    precondition(scores == nil || scores!.values.count == predicted.count * scores!.classCount)
    self.source = source
    self.indices = indices
    self.labels = labels
    self.predicted = predicted
    self.scores = scores
  }

  package var count: Int { predicted.count }

  /// The fewest classes that hold every label, prediction and score.
  package var observedClassCount: Int {
    max((predicted.max() ?? -1) + 1, (labels?.max() ?? -1) + 1, scores?.classCount ?? 0)
  }

  /// The rows whose label and prediction differ; empty without labels.
  package var misclassified: [Int] {
    guard let labels else { return [] }
    return predicted.indices.filter { predicted[$0] != labels[$0] }
  }

  /// The same predictions with the labels of a data set, joined by image index.
  ///
  /// - Parameter dataLabels: the label of every image of the data set.
  ///
  /// Without indices there must be one prediction for each image, unless the file's own labels
  /// show that it is about the first images of the data.
  /// - Throws: `MisclassificationError` where the numbers of images differ, an index lies beyond
  ///   the data, or the file's own labels contradict the data's.
  package func withLabels(_ dataLabels: [Int]) throws -> Predictions {
    let mayBeFirstImages = labels != nil && count < dataLabels.count
    if indices == nil && dataLabels.count != count && !mayBeFirstImages {
      throw MisclassificationError.countMismatch(
        what: "predictions, one for each image of the data", expected: dataLabels.count,
        found: count, source: source)
    }
    var joined = self
    joined.labels = try predicted.indices.map { row in
      let image = indices?[row] ?? row
      guard dataLabels.indices.contains(image) else {
        throw MisclassificationError.indexOutOfRange(
          index: image, count: dataLabels.count, source: source)
      }
      if let own = labels?[row], own != dataLabels[image] {
        throw MisclassificationError.labelConflict(
          image: image, label: own, dataLabel: dataLabels[image], source: source)
      }
      return dataLabels[image]
    }
    return joined
  }
}
