import Statistics

/// The figures of a confusion table, for JSON.
package struct ConfusionSummary: Codable, Sendable, Equatable {
  package struct ClassRates: Codable, Sendable, Equatable {
    package var name: String
    package var images: Int
    package var errors: Int
    /// u_i, equation 1; null in JSON for a class without images.
    package var u: Double?
    /// The ends of Wilson's 95 % interval of u_i, where asked for.
    package var uInterval: [Double]?

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(images, forKey: .images)
      try container.encode(errors, forKey: .errors)
      try container.encode(u, forKey: .u)
      try container.encodeIfPresent(uInterval, forKey: .uInterval)
    }
  }

  /// Absent where one model stands alone.
  package var name: String?
  package var images: Int
  package var errors: Int
  /// Absent without images.
  package var accuracy: Double?
  package var classes: [ClassRates]
  /// One cell that holds images, off the diagonal.
  package struct Confusion: Codable, Sendable, Equatable {
    /// Places of the true class and of the class it is taken for.
    package var label: Int
    package var predicted: Int
    /// n_ij.
    package var images: Int
    /// v_j|i.
    package var v: Double
  }

  /// The most classes whose cells are all listed; of more, `confusions` has those with images.
  package static let listedClasses = 1000

  /// n_ij, rows true, columns predicted.
  package var counts: [[Int]]?
  /// v_j|i, equation 2; null on the diagonal and in a row without errors.
  package var conditionalRates: [[Double?]]?
  /// In place of the two, of more than 1,000 classes.
  package var confusions: [Confusion]?
  /// The ends of Wilson's 95 % interval of each v_j|i, where asked for.
  package var conditionalIntervals: [[[Double]?]]?
  /// Present, and true, where predictions and labels agree no better than by chance.
  package var isProbablyMisaligned: Bool?

  /// - Parameters:
  ///   - name: the model's, where there are several.
  ///   - withIntervals: adds Wilson's 95 % intervals.
  /// - Precondition: one name per class.
  package init(
    _ counts: ConfusionCounts, classNames: [String], name: String? = nil,
    withIntervals: Bool = false
  ) {
    precondition(classNames.count == counts.classCount)
    self.name = name
    images = counts.totalImages
    errors = counts.totalErrors
    accuracy = counts.accuracy
    let (perClass, wrong, rates) = (counts.images, counts.errors, counts.misclassificationRates)
    classes = classNames.indices.map {
      ClassRates(
        name: classNames[$0], images: perClass[$0], errors: wrong[$0], u: rates[$0],
        uInterval: withIntervals ? Self.interval(wrong[$0], perClass[$0]) : nil)
    }
    if counts.agreesNoBetterThanChance { isProbablyMisaligned = true }
    guard counts.classCount <= Self.listedClasses else {
      confusions = counts.confusions.map {
        Confusion(
          label: $0.label, predicted: $0.predicted, images: $0.count,
          v: Double($0.count) / Double(wrong[$0.label]))
      }
      return
    }
    self.counts = counts.table
    conditionalRates = counts.conditionalRates
    if withIntervals {
      conditionalIntervals = classNames.indices.map { label in
        classNames.indices.map {
          label == $0 ? nil : Self.interval(counts[label, $0], wrong[label])
        }
      }
    }
  }

  private static func interval(_ part: Int, _ whole: Int) -> [Double]? {
    WilsonInterval.of(part, in: whole).map { [$0.lowerBound, $0.upperBound] }
  }
}

/// The figures of several models' confusion tables and of their mean, for JSON.
package struct ConfusionSummaries: Encodable, Sendable {
  struct Mean: Encodable {
    var u: [Spread?]
    /// Rows true, columns predicted; null on the diagonal and where no model has errors in the row.
    /// Absent of more than 1,000 classes.
    var v: [[Spread?]]?
  }

  package var models: [ConfusionSummary]
  var mean: Mean

  /// - Precondition: at least one table, a name for each, and a name for each class.
  package init(
    _ counts: [ConfusionCounts], modelNames: [String], classNames: [String],
    withIntervals: Bool = false
  ) {
    precondition(counts.count == modelNames.count)
    models = zip(counts, modelNames).map {
      ConfusionSummary($0, classNames: classNames, name: $1, withIntervals: withIntervals)
    }
    let mean = MeanRates(counts)
    self.mean = Mean(
      u: classNames.indices.map(mean.u),
      v: classNames.count > ConfusionSummary.listedClasses
        ? nil : classNames.indices.map { label in classNames.indices.map { mean.v(label, $0) } })
  }
}
