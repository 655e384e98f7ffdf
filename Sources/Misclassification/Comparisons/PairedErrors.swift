package import Statistics

/// Tests of several models' errors on the same images, for which chi-squared is not made.
package struct PairedErrors: Encodable, Sendable {
  package struct ClassTest: Encodable, Sendable {
    package let name: String
    /// Whether the models err equally often in the class.
    package let cochran: Stated<CochranTest>
    /// Adjusted over the classes by Holm's method; nil where the test is not defined.
    package let holmP: Double?
  }

  package struct Pair: Encodable, Sendable {
    /// Places of the models.
    package let first: Int
    package let second: Int
    /// Its first are the images only the first model gets wrong.
    package let test: McNemarTest
    /// The exact p-value, adjusted over all pairs by Holm's method.
    package let holmP: Double
    /// Error rate of the first model minus that of the second.
    package let difference: Double
    /// 95 %, by Tango's score.
    package let interval: ClosedRange<Double>
  }

  package let images: Int
  /// Enough resamples for p-values down to 0.0005; fewer of more images than 100,000, to keep the
  /// work within bounds, but never under 200.
  package static func usualResamples(images: Int) -> Int {
    min(2000, max(200, 200_000_000 / max(images, 1)))
  }

  /// Whether the models err equally often.
  package let cochran: Stated<CochranTest>
  package let perClass: [ClassTest]
  /// Every pair of models, by their places.
  package let pairs: [Pair]
  /// Nil where no resamples were asked for.
  package let bootstrap: ErrorBootstrap?

  /// - Parameters:
  ///   - resamples: how often the images are drawn anew; 0 leaves the bootstrap out.
  ///   - seed: what the draws follow from.
  ///   - loop: what works on the resamples.
  /// - Throws: what the loop stops with.
  package init<Failure>(
    _ joint: JointPredictions, resamples: Int, seed: UInt64,
    by loop: PieceLoop<Failure> = .serial
  ) throws(Failure) {
    let answers = JointErrors(joint)
    images = joint.count
    cochran = Self.cochran(answers.classes)
    let tests = answers.classes.map { Self.cochran([$0]) }
    var adjusted = MultipleTests.holm(tests.compactMap { $0.value?.pValue }).makeIterator()
    perClass = zip(joint.classNames, tests).map { name, test in
      ClassTest(name: name, cochran: test, holmP: test.value == nil ? nil : adjusted.next())
    }
    pairs = Self.pairs(answers, images: joint.count)
    bootstrap =
      resamples > 0
      ? try ErrorBootstrap(
        answers, images: joint.count, resamples: resamples, seed: seed, by: loop) : nil
  }

  private static func cochran(_ classes: [JointErrors.Class]) -> Stated<CochranTest> {
    Stated { () throws(NotDefined) in
      func sum(_ lists: [[Int]]) -> [Int] {
        lists.dropFirst().reduce(lists.first ?? []) { zip($0, $1).map(+) }
      }
      return try CochranTest(
        totals: sum(classes.map(\.wrongByModel)), rowTotals: sum(classes.map(\.imagesByModelsWrong))
      )
    }
  }

  private static func pairs(_ answers: JointErrors, images: Int) -> [Pair] {
    let models = answers.modelCount
    var tests: [(first: Int, second: Int, test: McNemarTest)] = []
    for first in 0..<models {
      for second in first + 1..<max(models, first + 1) {
        let both = answers.bothWrong[first][second]
        tests.append(
          (
            first, second,
            McNemarTest(
              onlyFirst: answers.wrong[first] - both, onlySecond: answers.wrong[second] - both)
          ))
      }
    }
    let adjusted = MultipleTests.holm(tests.map(\.test.exactP))
    return zip(tests, adjusted).map { pair, holm in
      let (b, c) = (pair.test.onlyFirst, pair.test.onlySecond)
      return Pair(
        first: pair.first, second: pair.second, test: pair.test, holmP: holm,
        difference: Double(b - c) / Double(images),
        interval: PairedDifferenceInterval.of(onlyFirst: b, onlySecond: c, in: images) ?? 0...0)
    }
  }
}

/// Which models get which images wrong.
struct JointErrors {
  struct Class {
    /// Errors of each model.
    var wrongByModel: [Int]
    /// How many images 0, 1, … models get wrong.
    var imagesByModelsWrong: [Int]
  }

  let modelCount: Int
  var classes: [Class]
  /// Images with an error, in their order: the true class, and the models that err.
  var erroneous: [(row: Int, label: Int, models: [Int])] = []
  /// Errors of each model.
  var wrong: [Int]
  /// Images that both of two models get wrong; only above the diagonal.
  var bothWrong: [[Int]]

  init(_ joint: JointPredictions) {
    let models = joint.observers.count
    modelCount = models
    wrong = [Int](repeating: 0, count: models)
    bothWrong = [[Int]](repeating: wrong, count: models)
    classes = [Class](
      repeating: Class(
        wrongByModel: wrong, imagesByModelsWrong: [Int](repeating: 0, count: models + 1)),
      count: joint.classCount)
    for (row, label) in joint.labels.enumerated() {
      let erring = joint.observers.indices.filter { joint.observers[$0].predicted[row] != label }
      classes[label].imagesByModelsWrong[erring.count] += 1
      if erring.isEmpty { continue }
      erroneous.append((row, label, erring))
      for (place, model) in erring.enumerated() {
        wrong[model] += 1
        classes[label].wrongByModel[model] += 1
        for other in erring[(place + 1)...] { bothWrong[model][other] += 1 }
      }
    }
  }
}
