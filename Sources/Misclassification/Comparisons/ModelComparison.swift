import Statistics

/// What several models have in common, and where they part, on the same images.
package struct ModelComparison: Encodable, Sendable {
  /// Some of the images, with the interval of their share.
  package struct Share: Encodable, Sendable {
    package let images: Int
    /// Nil without images to be a share of.
    package let share: Double?
    /// 95 %, Wilson.
    package let interval: ClosedRange<Double>?

    init(_ images: Int, of all: Int) {
      self.images = images
      share = all == 0 ? nil : Double(images) / Double(all)
      interval = WilsonInterval.of(images, in: all)
    }
  }

  package struct Model: Encodable, Sendable {
    package let name: String
    package let errors: Share
    /// Images that this model alone gets wrong.
    package let wrongAlone: Share
    /// Images that this model alone gets right.
    package let rightAlone: Share
  }

  /// Two models, the second seen as what follows the first.
  package struct Pair: Encodable, Sendable {
    /// Places of the models.
    package let first: Int
    package let second: Int
    /// Both predict the same class.
    package let agreeing: Share
    /// Agreement beyond what the two models' class frequencies give by chance; nil where chance
    /// agrees always.
    package let cohensKappa: Double?
    package let bothWrong: Share
    /// Of the images that both get wrong, those taken for the same class.
    package let sameMistake: Share
    /// Of the images that either gets wrong, those that both do.
    package let errorOverlap: Share
    /// Images that both would get wrong if their errors had nothing to do with each other.
    package let bothWrongByChance: Double
    /// Wrong before, right after.
    package let fixed: Share
    /// Right before, wrong after.
    package let broken: Share
    /// Wrong before and after, in different ways.
    package let changed: Share
    /// Images whose prediction changes: churn.
    package let churn: Share
  }

  /// An edge of the confusion network that only one of two models has.
  package struct Edge: Encodable, Sendable {
    package let label: Int
    package let predicted: Int
    /// Places of the models.
    package let first: Int
    package let second: Int
    /// Whether the second has it, and not the first.
    package let appears: Bool
    /// v of the first model, of its errors in the class.
    package let before: Share
    /// v of the second model.
    package let after: Share
  }

  package let models: [Model]
  /// Names, which edges refer to by place.
  package let classes: [String]
  package let images: Int
  /// How many images 0, 1, … models get wrong.
  package let imagesByModelsWrong: [Int]
  package let rightInAll: Share
  package let wrongInAll: Share
  /// How many images all would get wrong on average if the models' errors had nothing to do with
  /// each other.
  package var wrongInAllByChance: Double {
    models.reduce(Double(images)) { $0 * ($1.errors.share ?? 0) }
  }
  /// Wrong in all models, and taken for the same class by all.
  package let sameMistakeInAll: Share
  package let pairs: [Pair]
  /// The smallest v of an edge.
  package let threshold: Double
  /// For each pair of models.
  package let edges: [Edge]

  /// - Parameter threshold: the smallest v of an edge, 0...1.
  package init(_ joint: JointPredictions, threshold: Double) throws {
    let answers = JointErrors(joint)
    let count = joint.count
    images = count
    classes = joint.classNames
    self.threshold = threshold
    var byModelsWrong = [Int](repeating: 0, count: answers.modelCount + 1)
    for row in answers.classes.map(\.imagesByModelsWrong) {
      for (wrong, images) in row.enumerated() { byModelsWrong[wrong] += images }
    }
    imagesByModelsWrong = byModelsWrong
    rightInAll = Share(byModelsWrong[0], of: count)
    wrongInAll = Share(byModelsWrong[answers.modelCount], of: count)
    sameMistakeInAll = Share(
      answers.erroneous.count { image in
        let first = joint.observers[0].predicted[image.row]
        return image.models.count == answers.modelCount
          && joint.observers.allSatisfy { $0.predicted[image.row] == first }
      }, of: count)
    models = joint.observers.enumerated().map { place, observer in
      Model(
        name: observer.name, errors: Share(answers.wrong[place], of: count),
        wrongAlone: Share(answers.erroneous.count { $0.models == [place] }, of: count),
        rightAlone: Share(
          answers.modelCount == 1
            ? 0
            : answers.erroneous.count {
              $0.models.count == answers.modelCount - 1 && !$0.models.contains(place)
            }, of: count))
    }
    let counts = try joint.counts()
    let networks = counts.map { ConfusionNetwork($0, threshold: threshold) }
    var pairs: [Pair] = []
    var edges: [Edge] = []
    for first in joint.observers.indices {
      for second in joint.observers.indices.dropFirst(first + 1) {
        pairs.append(Pair(joint, first, second))
        edges += Self.edges(counts, networks, first, second)
      }
    }
    self.pairs = pairs
    self.edges = edges
  }

  private static func edges(
    _ counts: [ConfusionCounts], _ networks: [ConfusionNetwork], _ first: Int, _ second: Int
  ) -> [Edge] {
    func cells(_ model: Int) -> Set<ErrorGroup.Edge> {
      Set(networks[model].edges.map { .init(label: $0.label, predicted: $0.predicted) })
    }
    let (before, after) = (cells(first), cells(second))
    let (errorsBefore, errorsAfter) = (counts[first].errors, counts[second].errors)
    return before.symmetricDifference(after)
      .sorted { ($0.label, $0.predicted) < ($1.label, $1.predicted) }
      .map { edge in
        Edge(
          label: edge.label, predicted: edge.predicted, first: first, second: second,
          appears: after.contains(edge),
          before: Share(counts[first][edge.label, edge.predicted], of: errorsBefore[edge.label]),
          after: Share(counts[second][edge.label, edge.predicted], of: errorsAfter[edge.label]))
      }
  }
}

extension ModelComparison.Pair {
  fileprivate init(_ joint: JointPredictions, _ first: Int, _ second: Int) {
    (self.first, self.second) = (first, second)
    let (before, after) = (joint.observers[first].predicted, joint.observers[second].predicted)
    let all = joint.count
    var (agreeing, both, same, wrongBefore, wrongAfter) = (0, 0, 0, 0, 0)
    var seen = [[Int]](repeating: [Int](repeating: 0, count: joint.classCount), count: 2)
    for (row, label) in joint.labels.enumerated() {
      let (one, other) = (before[row], after[row])
      seen[0][one] += 1
      seen[1][other] += 1
      if one == other { agreeing += 1 }
      if one != label { wrongBefore += 1 }
      if other != label { wrongAfter += 1 }
      if one != label, other != label {
        both += 1
        if one == other { same += 1 }
      }
    }
    typealias Share = ModelComparison.Share
    let total = Double(all)
    self.agreeing = Share(agreeing, of: all)
    churn = Share(all - agreeing, of: all)
    let chance = zip(seen[0], seen[1]).reduce(0) {
      $0 + Double($1.0) / total * (Double($1.1) / total)
    }
    cohensKappa = chance < 1 ? (Double(agreeing) / total - chance) / (1 - chance) : nil
    bothWrong = Share(both, of: all)
    sameMistake = Share(same, of: both)
    errorOverlap = Share(both, of: wrongBefore + wrongAfter - both)
    bothWrongByChance = Double(wrongBefore) * Double(wrongAfter) / total
    fixed = Share(wrongBefore - both, of: all)
    broken = Share(wrongAfter - both, of: all)
    changed = Share(both - same, of: all)
  }
}
