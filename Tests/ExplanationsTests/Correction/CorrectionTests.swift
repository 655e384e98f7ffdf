import Images
import Statistics
import Testing

@testable import Explanations

/// Corrections of made scores, and of a classifier whose answers are known in closed form.
@Suite struct CorrectionTests {
  private static let views = [
    ImageView.asItIs, ImageView(steps: [.mirror]), ImageView(steps: [.zoom(1.1)]),
  ]

  /// Three views of which the second knows most and the third nothing.
  private static func scores(_ count: Int, seed: UInt64) -> (scores: ViewScores, labels: [Int]) {
    var stream = RandomStream(seed)
    var logits: [Float] = []
    let labels = (0..<count).map { _ in stream.integer(in: 0..<4) }
    for label in labels {
      for knows in [Float(1), 2, 0] {
        for place in 0..<4 { logits.append((place == label ? knows : 0) + stream.normal()) }
      }
    }
    return (ViewScores(views: views, classCount: 4, logits: logits), labels)
  }

  private let workers = Workers(threads: 1)

  @Test func aWeightForEachViewErrsLessThanTheMean() throws {
    let (fitted, labels) = Self.scores(600, seed: 1)
    let (tested, truth) = Self.scores(600, seed: 2)
    let fit = try CorrectionFit(
      fitted, labels: labels, options: CorrectionFit.Options(), workers: workers)
    // The likelihood ratio of unit normal noise: each view by what it knows.
    for (weight, knows) in zip(fit.correction.weights, [1.0, 2, 0]) {
      #expect((weight - knows).magnitude < 0.25, "\(fit.correction.weights)")
    }
    let before = tested.predictedAsItIs
    func outcome(_ correction: Correction) -> CorrectionOutcome {
      CorrectionOutcome(
        labels: truth, before: before, after: tested.predicted(by: correction))
    }
    let own = outcome(fit.correction)
    let mean = outcome(Correction(meanOf: Self.views))
    #expect(own.net > mean.net && mean.net > 0, "\(own), \(mean)")
    #expect(own.errors == zip(before, truth).count { $0 != $1 })
  }

  @Test func carefulBreaksNoMoreThanAllowed() throws {
    let (fitted, labels) = Self.scores(2000, seed: 3)
    let (tested, truth) = Self.scores(2000, seed: 4)
    let before = tested.predictedAsItIs
    let right = zip(before, truth).count { $0 == $1 }
    var nets: [Int] = []
    for share in [0.002, 0.02, 1] {
      var options = CorrectionFit.Options()
      options.brokenShare = share
      let fit = try CorrectionFit(fitted, labels: labels, options: options, workers: workers)
      let outcome = CorrectionOutcome(
        labels: truth, before: before, after: tested.predicted(by: fit.correction))
      // Of others than the threshold was chosen by: five standard deviations.
      let expected = share * Double(right)
      #expect(
        Double(outcome.broken) <= expected + 5 * expected.squareRoot(),
        "share \(share): \(outcome)")
      nets.append(outcome.fixed)
    }
    #expect(nets == nets.sorted() && nets[0] > 0, "\(nets)")
  }

  @Test func aKeptAnswerKeepsItsScores() {
    let logits: [Float] = [2, 1, 0, 0, 3, 0, 0, 0, 0]
    let own = logits[0..<3]
    func scores(_ threshold: Double?) -> [Float] {
      Correction(views: Self.views, weights: [1, 1, 1], threshold: threshold)
        .scores(own: own, logits[...])
    }
    #expect(scores(nil) == [2, 4, 0])
    #expect(scores(1.9) == [2, 4, 0])
    #expect(scores(2) == [2, 1, 0])
  }

  @Test func offsetsMoveClasses() throws {
    // The network knows the class, but is two short for class 3.
    let (scores, labels) = Self.scores(800, seed: 5)
    var logits = scores.logits
    for place in logits.indices where place % 4 == 3 { logits[place] -= 2 }
    var options = CorrectionFit.Options()
    options.hasOffsets = true
    let fit = try CorrectionFit(
      ViewScores(views: Self.views, classCount: 4, logits: logits), labels: labels,
      options: options, workers: workers)
    let expected = 2 * fit.correction.weights.reduce(0, +)
    let found = fit.correction.offsets[3] - fit.correction.offsets[0..<3].reduce(0, +) / 3
    #expect((found - expected).magnitude < 0.15 * expected, "\(fit.correction)")
  }

  @Test func theSameForAnyThreads() throws {
    let (scores, labels) = Self.scores(200, seed: 6)
    var options = CorrectionFit.Options()
    options.brokenShare = 0.01
    let fits = try [1, 2, 3].map {
      try CorrectionFit(scores, labels: labels, options: options, workers: Workers(threads: $0))
        .correction
    }
    #expect(fits[0] == fits[1] && fits[0] == fits[2])
  }

  @Test func theStudyComparesOnWhatWasNotFitted() throws {
    let fitted = Self.scores(600, seed: 7)
    let tested = Self.scores(500, seed: 8)
    let options = CorrectionFit.Options()
    let fit = try CorrectionFit(
      fitted.scores, labels: fitted.labels, options: options, workers: workers)
    let study = try CorrectionStudy(
      fit, fitted: fitted, tested: tested, options: options, workers: workers)
    #expect(study.arms.allSatisfy { $0.outcome.images == 500 })
    let byName = Dictionary(
      uniqueKeysWithValues: study.arms.map { ($0.name.drop { $0 == " " }, $0.outcome) })
    #expect(byName["correction"] == byName["a weight for each view"])
    #expect((byName["without mirror"]?.net ?? 0) < (byName["without zoom"]?.net ?? 0))
    #expect(study.causeQuestion == nil)
  }

  @Test func answersAreThoseOfTheViews() throws {
    let classifier = LinearClassifier.random(classes: 3, height: 4, width: 4, seed: 9)
    var stream = RandomStream(10)
    let images = (0..<96).map { _ in stream.normal() }
    let corrected = try CorrectedClassifier(
      classifier,
      by: Correction(
        views: Array(Self.views.prefix(2)), weights: [0.25, 0.75], offsets: [0, 1, 0]))
    let mirrored = (0..<96).map { place in
      let (row, column, channel) = (place / 12, place / 3 % 4, place % 3)
      return images[row * 12 + (3 - column) * 3 + channel]
    }
    let (own, other) = (
      classifier.logits(of: images, count: 2), classifier.logits(of: mirrored, count: 2)
    )
    let found = try corrected.logits(of: images, count: 2)
    for place in 0..<6 {
      let expected = 0.25 * own[place] + 0.75 * other[place] + (place % 3 == 1 ? 1 : 0)
      #expect((found[place] - expected).magnitude < 1e-5)
    }
    #expect(throws: ExplanationError.correctedGradients) {
      try corrected.gradients(of: images, count: 2) { $0 }
    }
    #expect(throws: ExplanationError.self) {
      try CorrectedClassifier(
        classifier, by: Correction(views: [.asItIs], weights: [1], offsets: [1, 2]))
    }
  }

  @Test func tooLittleIsRefused() {
    let (scores, _) = Self.scores(60, seed: 11)
    for (count, labels) in [(60, [Int](repeating: 1, count: 60)), (8, [0, 1, 2, 3, 0, 1, 2, 3])] {
      #expect(throws: ExplanationError.correctionData(images: count, classes: Set(labels).count)) {
        try CorrectionFit(
          scores.selecting(Array(0..<count)), labels: labels, options: CorrectionFit.Options(),
          workers: workers)
      }
    }
  }

  @Test func halvesHoldHalfOfEachClass() {
    let halves = ClassHalves(labels: [0, 0, 0, 1, 1, 2, 0])
    #expect(halves.first == [0, 1, 3, 5])
    #expect(halves.second == [2, 4, 6])
  }
}
