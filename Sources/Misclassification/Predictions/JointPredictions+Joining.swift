extension JointPredictions {
  /// Reads files in any of the formats of `Predictions.read` and joins them by image.
  ///
  /// - Parameters:
  ///   - paths: at least one.
  ///   - given: the labels of the data; without them they come from the files, of which those that
  ///     have labels must agree.
  ///   - options: with the names of the classes, or none for those of the files, or else the
  ///     numbers of the classes that occur.
  /// - Throws: `InterchangeError` for a file that is not as it should be, `MisclassificationError`
  ///   for files that do not fit each other or the labels.
  package static func read(
    paths: [String], labels given: GivenLabels? = nil,
    options: Predictions.ReadingOptions = Predictions.ReadingOptions()
  ) throws -> JointPredictions {
    let predictions = try paths.map { try Predictions.read(path: $0, options: options) }
    return try JointPredictions(
      predictions, labels: given, classNames: options.classNames, remark: options.remark)
  }

  /// Joins predictions of the same images; those with indices or identifiers may come in any order.
  ///
  /// - Precondition: at least one.
  package init(
    _ predictions: [Predictions], labels given: GivenLabels? = nil, classNames: [String]? = nil,
    remark: ReadingRemarks = { _ in }
  ) throws {
    precondition(!predictions.isEmpty)
    var (predictions, given) = (predictions, given)
    try IdentifiedImages.align(&predictions, &given, remark: remark)
    let named = try SharedClasses.unify(&predictions, &given, classNames: classNames)
    let inOrder = try predictions.map { predictions in
      try (given.map { try predictions.withLabels($0.values) } ?? predictions).inOrderOfImages
    }
    try Self.checkImages(of: inOrder)
    guard let labelled = inOrder.first(where: { $0.labels != nil }),
      let labels = labelled.labels
    else { throw MisclassificationError.labelsMissing(source: inOrder[0].source) }
    try Self.checkLabels(of: inOrder, against: labelled)
    let observed = inOrder.map(\.observedClassCount).max() ?? 0
    if let named { try Self.checkClasses(of: inOrder, named.count) }
    let classes = OccurringClasses(labels, inOrder, observed: observed, names: named)
    if named == nil { try Self.checkClasses(of: inOrder, observed) }
    self.classNames = classes.names
    self.labels = classes.places(labels)
    images = inOrder[0].indices
    if let given, given.isOfData, let all = given.identifiers {
      names = labels.indices.map { all[inOrder[0].image(of: $0)] }
    } else {
      names = inOrder.lazy.compactMap(\.identifiers).first ?? given?.identifiers
    }
    observers = zip(inOrder, ObserverNames.of(predictions.map(\.source))).map {
      Observer(
        name: $1, source: $0.source, predicted: classes.places($0.predicted), scores: $0.scores)
    }
  }

  private static func checkImages(of predictions: [Predictions]) throws {
    let first = predictions[0]
    for other in predictions.dropFirst() {
      guard other.count == first.count else {
        throw MisclassificationError.countMismatch(
          what: "predictions, as \(first.source) has", expected: first.count, found: other.count,
          source: other.source)
      }
      if first.indices == other.indices { continue }
      let images = 0..<first.count
      let row = images.first { first.image(of: $0) != other.image(of: $0) } ?? 0
      // Both are in order, so the smaller image is the one that the other file lacks.
      let lacking = first.image(of: row) < other.image(of: row) ? other : first
      throw MisclassificationError.imageMissing(
        image: min(first.image(of: row), other.image(of: row)), source: lacking.source,
        other: lacking.source == first.source ? other.source : first.source)
    }
  }

  private static func checkLabels(
    of predictions: [Predictions], against labelled: Predictions
  ) throws {
    for other in predictions {
      guard let labels = other.labels, labels != labelled.labels,
        let row = labels.indices.first(where: { labels[$0] != labelled.labels?[$0] })
      else { continue }
      throw MisclassificationError.labelsDiffer(
        image: other.image(of: row), label: labels[row], source: other.source,
        otherLabel: labelled.labels?[row] ?? 0, other: labelled.source)
    }
  }

  private static func checkClasses(of predictions: [Predictions], _ classCount: Int) throws {
    for predictions in predictions {
      if let scores = predictions.scores, scores.classCount != classCount {
        throw MisclassificationError.countMismatch(
          what: "scores for each image, one for each class", expected: classCount,
          found: scores.classCount, source: predictions.source)
      }
      guard predictions.observedClassCount <= classCount else {
        throw MisclassificationError.countMismatch(
          what: "classes", expected: classCount, found: predictions.observedClassCount,
          source: predictions.source)
      }
    }
  }
}

extension Predictions {
  /// The place of a row's image in the data.
  fileprivate func image(of row: Int) -> Int { indices?[row] ?? row }

  /// The same with rows by ascending index; without indices where row k is image k.
  fileprivate var inOrderOfImages: Predictions {
    guard let indices else { return self }
    var ordered = self
    if zip(indices, indices.dropFirst()).contains(where: { $0 > $1 }) {
      let order = indices.indices.sorted { indices[$0] < indices[$1] }
      ordered.indices = order.map { indices[$0] }
      ordered.predicted = order.map { predicted[$0] }
      ordered.labels = labels.map { labels in order.map { labels[$0] } }
      if let scores {
        ordered.scores?.values = scores.rows(order)
      }
    }
    if ordered.indices?.last == count - 1 { ordered.indices = nil }
    return ordered
  }
}

extension Predictions.Scores {
  /// The scores of some images, in the order given.
  func rows(_ order: [Int]) -> [Double] {
    var moved: [Double] = []
    moved.reserveCapacity(order.count * classCount)
    for row in order { moved += self[row] }
    return moved
  }
}
