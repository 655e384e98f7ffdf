import Interchange
import Statistics
import Testing

@testable import Misclassification

/// What the causes of mistakes go with, on made mistakes that show it or do not.
@Suite struct CauseClaimTests {
  /// Mistakes of one model: every other one is made by interference and by it alone.
  private let mistakes = (0..<120).map { image in
    MistakeCause(
      image: image, label: image % 3, predicted: (image + 1) % 3,
      interference: image % 2 == 0 ? 0.9 - Double(image) / 1000 : 0.1 + Double(image) / 1000)
  }

  private func joint(_ shares: (MistakeCause) -> Bool) throws -> JointPredictions {
    let labels = mistakes.map(\.label)
    let own = Predictions(source: "own.csv", labels: labels, predicted: mistakes.map(\.predicted))
    let other = Predictions(
      source: "other.csv", labels: labels,
      predicted: mistakes.map { shares($0) ? $0.predicted : $0.label })
    return try JointPredictions([own, other])
  }

  @Test func halvesAreFixedAndAboutEqual() {
    let second = (0..<10_000).count { DataHalf(of: $0) == .second }
    #expect((4800...5200).contains(second))
    #expect((0..<12).map { DataHalf(of: $0) == .second } == Self.firstTwelve)
  }

  private static let firstTwelve = [
    true, false, true, false, true, false, true, false, true, true, true, false,
  ]

  /// The model's own predictions stand among the files, and do not count as another's.
  @Test func lookAlikesThatAreSharedAreFound() throws {
    let told = ToldMistakes(model: "m", mistakes: mistakes)
    let found = try SharedMistakes([told], in: joint { $0.interference < 0.5 }, seed: 1)
    let one = try #require(found.correlations.first)
    #expect(one.mistakes == mistakes.count { DataHalf(of: $0.image) == .second })
    let correlation = try #require(one.correlation.value)
    #expect(correlation.value < -0.8 && correlation.pValue < 0.001)
    #expect(one.meanOfInterference == 0 && one.meanOfLookAlikes == 1)
    #expect(try #require(one.withinEdges.value).value < -0.8)
  }

  @Test func whatIsSharedAlwaysTellsNothing() throws {
    let told = ToldMistakes(model: "m", mistakes: mistakes)
    let found = try SharedMistakes([told], in: joint { _ in false }, seed: 1)
    #expect(found.correlations[0].correlation.value == nil)
    #expect(found.correlations[0].correlation.reason?.contains("same everywhere") == true)
  }

  @Test func mistakesOnOtherImagesAreRefused() throws {
    let elsewhere = MistakeCause(image: 500, label: 0, predicted: 1, interference: 0.5)
    let contrary = MistakeCause(image: 0, label: 2, predicted: 1, interference: 0.5)
    for mistake in [elsewhere, contrary] {
      #expect(throws: MisclassificationError.self) {
        try SharedMistakes(
          [ToldMistakes(model: "m", mistakes: [mistake])], in: joint { _ in true }, seed: 1)
      }
    }
  }

  @Test func peopleWhoSeeLookAlikesAreFound() throws {
    let joint = try joint { _ in true }
    let votes = mistakes.flatMap { mistake in
      (0..<3).map { label in
        if label == mistake.label { return 5 }
        return label == mistake.predicted && mistake.interference < 0.5 ? 5 : 0
      }
    }
    let people = try HumanVotes(
      NumpyArray(shape: [mistakes.count, 3], integers: votes), source: "votes.npy", for: joint)
    let told = ToldMistakes(model: "m", mistakes: mistakes)
    let found = try SharedWithPeople([told], votes: people, in: joint, seed: 1)
    #expect(try #require(found.correlations[0].correlation.value).value < -0.8)
  }

  @Test func theEdgeThatHoldsInterferenceIsFound() throws {
    let told = ToldMistakes(
      model: "m",
      mistakes: (0..<120).map { image in
        MistakeCause(
          image: image, label: image % 3, predicted: (image + 1) % 3,
          interference: (image % 3 == 0 ? 0.6 : 0.2) + Double(image % 7) / 50)
      })
    let found = try EdgeInterference(told, divisions: 999, seed: 2)
    #expect(found.edges.count == 3)
    let first = try #require(found.edges.first)
    #expect(first.label == 0 && first.predicted == 1 && first.holmP < 0.01)
    #expect(abs(first.difference - 0.4) < 0.05)
    #expect(first.interval?.contains(0.4) == true && first.holmP >= first.pValue)
    #expect(found[.init(label: 1, predicted: 2)]?.difference ?? 0 < 0)
  }

  /// Errs with either cause, and so not more with both than with one.
  @Test func causesThatDoNotAddUpInteract() throws {
    let fours = (0..<60).map { CauseInteraction.Four(Array(4 * $0..<4 * $0 + 4)) }
    let predicted = (0..<240).map { $0 % 4 == 0 ? 0 : $0 / 4 % 2 }
    let found = try CauseInteraction(
      model: "m", fours, labels: [Int](repeating: 0, count: 240), predicted: predicted, seed: 3)
    let errors = try #require(found.errors.value)
    #expect(errors.things == (0..<60).count { DataHalf(of: $0) == .second })
    #expect(errors.neither == 0 && errors.both == errors.first && errors.both == errors.second)
    #expect(errors.additive.value < 0 && errors.additive.pValue < 0.01)
  }
}
