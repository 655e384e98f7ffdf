package import Statistics

/// Whether what makes a mistake goes with a number that others give it: how many models share it,
/// or how many people do.
///
/// Only mistakes in the second half of the data count.
package struct CauseCorrelation: Sendable, Encodable {
  package let model: String
  package let mistakes: Int
  /// Mean of the number over mistakes that are rather interference, and over the others; nil
  /// without any.
  package let meanOfInterference: Double?
  package let meanOfLookAlikes: Double?
  /// Of the number with the probability of interference.
  package let correlation: Stated<RankCorrelation>
  /// The same within kinds of mistakes, true class > predicted class.
  package let withinEdges: Stated<RankCorrelation>

  /// - Parameter number: of a mistake; nil for one that it is not known of.
  fileprivate init<Failure>(
    _ told: ToldMistakes, seed: UInt64, by loop: PieceLoop<Failure>,
    number: (MistakeCause) -> Double?
  ) throws {
    let pairs = told.mistakes.filter { DataHalf(of: $0.image) == .second }.compactMap { mistake in
      number(mistake).map { (mistake, $0) }
    }
    let numbers = pairs.map(\.1)
    let interference = pairs.map(\.0.interference)
    let kinds = Array(Set(pairs.map(\.0.edge)))
    let numbersOfKinds = Dictionary(uniqueKeysWithValues: zip(kinds, kinds.indices))
    let edges = pairs.map { numbersOfKinds[$0.0.edge] ?? 0 }
    func mean(_ isInterference: Bool) -> Double? {
      Sample("", pairs.filter { ($0.0.interference > 0.5) == isInterference }.map(\.1)).mean
    }
    model = told.model
    mistakes = pairs.count
    meanOfInterference = mean(true)
    meanOfLookAlikes = mean(false)
    correlation = try .stating {
      try RankCorrelation(interference, numbers, .init(seed: seed), by: loop)
    }
    withinEdges = try .stating {
      try RankCorrelation(interference, numbers, groups: edges, .init(seed: seed), by: loop)
    }
  }
}

/// Whether models share the mistakes that look-alikes make, and not those that interference makes.
package struct SharedMistakes: Sendable, Encodable {
  /// Models that the mistakes are compared with, at most: those that make all of a model's mistakes
  /// are that model, and do not count.
  package let models: [String]
  package let correlations: [CauseCorrelation]

  /// - Parameter told: of one or more models, on the images of the predictions.
  /// - Throws: `MisclassificationError` for a mistake on another image or label, and what the loop
  ///   stops with.
  package init<Failure>(
    _ told: [ToldMistakes], in joint: JointPredictions, seed: UInt64,
    by loop: PieceLoop<Failure> = .serial
  ) throws {
    models = joint.observers.map(\.name)
    correlations = try told.map { told in
      let rows = try joint.rows(of: told)
      let others = joint.observers.filter { observer in
        observer.name != told.model
          && told.mistakes.contains { observer.predicted[rows[$0.image] ?? 0] != $0.predicted }
      }
      return try CauseCorrelation(told, seed: seed, by: loop) { mistake in
        rows[mistake.image].map { row in
          Double(others.count { $0.predicted[row] == mistake.predicted })
        }
      }
    }
  }
}

/// Whether people, too, take an image for the wrong class where it looks alike, and not where
/// something else interferes.
package struct SharedWithPeople: Sendable, Encodable {
  package let correlations: [CauseCorrelation]

  /// - Throws: as ``SharedMistakes``.
  package init<Failure>(
    _ told: [ToldMistakes], votes: HumanVotes, in joint: JointPredictions, seed: UInt64,
    by loop: PieceLoop<Failure> = .serial
  ) throws {
    correlations = try told.map { told in
      let rows = try joint.rows(of: told)
      return try CauseCorrelation(told, seed: seed, by: loop) { mistake in
        rows[mistake.image].map { votes.share(of: mistake.predicted, row: $0) }
      }
    }
  }
}

extension JointPredictions {
  /// The row of each image that a model was told to err on.
  fileprivate func rows(of told: ToldMistakes) throws -> [Int: Int] {
    var rows: [Int: Int] = [:]
    rows.reserveCapacity(count)
    for row in 0..<count { rows[image(of: row)] = row }
    for mistake in told.mistakes {
      guard let row = rows[mistake.image] else {
        throw MisclassificationError.imageMissing(
          image: mistake.image, source: observers[0].source, other: told.model)
      }
      guard labels[row] == mistake.label else {
        throw MisclassificationError.labelsDiffer(
          image: mistake.image, label: mistake.label, source: told.model,
          otherLabel: labels[row], other: observers[0].source)
      }
    }
    return rows
  }
}

extension Stated {
  /// A statistic that may be stopped amid its work.
  static func stating(_ make: () throws -> Value) throws -> Stated {
    do {
      return Stated(.success(try make()))
    } catch let error as NotDefined {
      return Stated(.failure(error))
    }
  }
}
