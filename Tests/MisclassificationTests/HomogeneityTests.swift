import Interchange
import Statistics
import Testing

import Misclassification

@Suite struct HomogeneityTests {
  private func expect(_ found: Double?, near expected: Double, _ tolerance: Double) {
    #expect(((found ?? .infinity) - expected).magnitude < tolerance, "\(String(describing: found))")
  }

  /// Reference values by SciPy: chi2_contingency(table, correction=False).
  @Test func publishedTable() throws {
    let table = try ErrorTable.read(path: Places.publishedErrors, imagesPerClass: 1000)
    let result = Homogeneity(table, asPublished: true)
    let mix = try #require(result.mix.value)
    expect(mix.chiSquared, near: 113.1293, 5e-5)
    expect(mix.likelihoodRatio, near: 113.2699, 5e-5)
    expect(mix.chiSquaredP / 8.66e-8, near: 1, 1e-3)
    expect(mix.cramersV, near: 0.073, 5e-4)
    #expect(mix.degreesOfFreedom == 45)
    expect(result.overall?.value?.chiSquared, near: 19.42, 5e-3)
    expect(result.overall?.value?.chiSquaredP, near: 0.0016, 5e-5)
    let sum = try #require(result.perClassSum)
    expect(sum.chiSquared, near: 145.54, 5e-3)
    #expect(sum.degreesOfFreedom == 50)
    expect(sum.pValue / 2.9e-11, near: 1, 0.01)
    let published = try #require(result.asPublished?.value)
    expect(published.chiSquared, near: 0.113129, 5e-7)
    expect(published.chiSquaredP, near: 1, 1e-12)
    let classes = try #require(result.perClass)
    for (name, chiSquared) in [("cat", 30.68), ("dog", 28.83), ("bird", 23.82)] {
      expect(
        classes.first { $0.name == name }?.test.value?.chiSquared, near: chiSquared, 5e-3)
    }
    #expect(result.sameImages == nil)
  }

  @Test func withoutImagesOnlyTheMixIsTested() throws {
    let result = Homogeneity(try ErrorTable.read(path: Places.publishedErrors))
    #expect(result.mix.value != nil)
    #expect(result.overall == nil && result.perClass == nil && result.perClassSum == nil)
  }

  private func read(_ text: String, images: Int? = nil, asPublished: Bool = false) throws
    -> ErrorTable
  {
    try ErrorTable.read(
      bytes: Array(text.utf8), source: "t.csv", imagesPerClass: images, asPublished: asPublished)
  }

  @Test func ratesAreRefusedWithTheReason() throws {
    let text = "class,a,b\ncat,0.152,0.189\ndog,0.097,0.1\n"
    let error = #expect(throws: InterchangeError.self) { try read(text) }
    let message = error?.description ?? ""
    #expect(message.hasPrefix("t.csv: line 2: expected a whole number of errors for a"))
    #expect(message.contains("scale") && message.contains("taken as published"))
    let rates = Homogeneity(try read(text, asPublished: true), asPublished: true)
    #expect(rates.mix.reason?.contains("fractions") ?? false)
    #expect((rates.asPublished?.value?.chiSquaredP ?? 0) > 0.9)
  }

  @Test(arguments: [
    ("", "header"), ("klass,a\n", "header"), ("class\n", "header"), ("class,a,a\nx,1,2\n", "equal"),
    ("class,a,\nx,1,2\n", "empty"), ("class,a,b\n", "a row"), ("class,a,b\nx,1\n", "line 2"),
    ("class,a,b\nx,1,2,3\n", "3 fields"), ("class,a,b\nx,1,2\nx,1,2\n", "line 3"),
    ("class,a,b\nx,-1,2\n", "0 or above"), ("class,a,b\nx,nan,2\n", "'nan'"),
    ("class,a,b\nx,inf,2\n", "'inf'"), ("class,a,b\nx,1e13,2\n", "'1e13'"),
    ("class,a,b\nx,,2\n", "line 2"), ("class,a,b\nx,one,2\n", "'one'"),
  ])
  func badTablesAreRefused(text: String, word: String) {
    let error = #expect(throws: InterchangeError.self) { try read(text) }
    #expect(error?.description.contains(word) ?? false, "\(String(describing: error))")
  }

  @Test func moreErrorsThanImagesAreRefused() {
    let error = #expect(throws: InterchangeError.self) {
      try read("class,a,b\nx,11,2\n", images: 10)
    }
    #expect(error?.description.contains("at most 10") ?? false)
  }

  @Test func nothingToTestHasAReason() throws {
    let one = Homogeneity(try read("class,a\nx,3\ny,4\n", images: 10))
    #expect(one.mix.reason?.contains("one column") ?? false)
    let none = Homogeneity(try read("class,a,b\nx,0,0\ny,0,0\n", images: 10))
    #expect(none.mix.reason?.contains("no row") ?? false)
    #expect(none.overall?.reason != nil && none.perClassSum == nil)
    #expect(none.perClass?.allSatisfy { $0.holmP == nil } ?? false)
  }
}

@Suite struct PairedErrorsTests {
  /// Eight images of two classes, three models.
  private static let labels = [0, 0, 0, 0, 1, 1, 1, 1]
  private static let predicted = [
    [0, 0, 0, 1, 1, 1, 1, 1],  // wrong: 3
    [1, 1, 0, 1, 0, 1, 1, 1],  // wrong: 0 1 3 4
    [0, 1, 0, 0, 1, 1, 1, 0],  // wrong: 1 7
  ]

  @Test func countsByHand() throws {
    let joint = try joint(labels: Self.labels, Self.predicted, classes: 2)
    let paired = PairedErrors(joint, resamples: 0, seed: 0)
    #expect(paired.images == 8 && paired.bootstrap == nil)
    // k (k - 1) Σ (G - 7/3)² / Σ L (k - L) with G = 1, 4, 2 and L = 1, 2, 0, 2, 1, 0, 0, 1.
    let q = try #require(paired.cochran.value)
    #expect((q.statistic - 6 * (16.0 / 9 + 25.0 / 9 + 1.0 / 9) / 10).magnitude < 1e-12)
    #expect(q.degreesOfFreedom == 2)
    let pairs = paired.pairs.map { [$0.first, $0.second, $0.test.onlyFirst, $0.test.onlySecond] }
    #expect(pairs == [[0, 1, 0, 3], [0, 2, 1, 2], [1, 2, 3, 1]])
    #expect(paired.pairs.map(\.difference) == [-0.375, -0.125, 0.25])
    #expect(paired.perClass.map(\.name) == ["c0", "c1"])
  }

  @Test func modelsThatAgreeHaveNoTest() throws {
    let same = try joint(
      labels: Self.labels, [Self.predicted[0], Self.predicted[0]], classes: 2)
    let paired = PairedErrors(same, resamples: 50, seed: 1)
    #expect(paired.cochran.reason?.contains("agree") ?? false)
    #expect(paired.pairs[0].test.exactP == 1 && paired.pairs[0].test.chiSquared == nil)
    let right = PairedErrors(
      try joint(labels: Self.labels, [Self.labels, Self.labels], classes: 2), resamples: 20, seed: 1
    )
    #expect(right.bootstrap?.mixP.reason != nil)
    #expect(right.bootstrap?.errorRates == [0...0, 0...0])
    #expect(right.bootstrap?.shareBest == [0.5, 0.5])
  }

  /// A hash, so that every machine draws the same.
  private func drawn(_ image: Int, _ model: Int) -> Double {
    var generator = SeededGenerator(seed: UInt64(model), stream: UInt64(image))
    return Double(generator.next() >> 11) * 0x1p-53
  }

  /// Of models that err independently of each other, chi-squared is right, and the bootstrap must
  /// come to the same.
  @Test func bootstrapOfIndependentErrorsIsChiSquared() throws {
    let labels = (0..<12_000).map { $0 % 4 }
    let rates: [[Double]] = [[0.1, 0.1, 0.1, 0.1], [0.105, 0.11, 0.1, 0.105]]
    let predicted = rates.enumerated().map { model, rates in
      labels.enumerated().map { image, label in
        drawn(image, model) < rates[label] ? (label + 1) % 4 : label
      }
    }
    let joint = try joint(labels: labels, predicted, classes: 4)
    let names = joint.observers.map(\.name)
    let table = ErrorTable(
      try joint.counts(), modelNames: names, classNames: joint.classNames)
    let paired = PairedErrors(joint, resamples: 1000, seed: 3)
    let result = Homogeneity(table, sameImages: paired)
    let bootstrap = try #require(paired.bootstrap)
    let (p, expected) = (bootstrap.mixP.value ?? -1, result.mix.value?.chiSquaredP ?? -1)
    #expect(expected > 0.02 && expected < 0.9, "a p-value that says something: \(expected)")
    // Four standard deviations of a share of 1000 resamples, and the roughness of chi-squared.
    #expect((p - expected).magnitude < 4 * (expected * (1 - expected) / 1000).squareRoot() + 0.03)
    #expect(((bootstrap.meanMixStatistic ?? 0) - 3).magnitude < 0.5, "the degrees of freedom")
    let rate = Double(predicted[0].indices.count { predicted[0][$0] != labels[$0] }) / 12_000
    #expect(bootstrap.errorRates[0].contains(rate))
    #expect(bootstrap.shareBest.reduce(0, +) > 0.999999)
  }

  @Test func bootstrapFollowsFromTheSeed() throws {
    let joint = try joint(labels: Self.labels, Self.predicted, classes: 2)
    func run(_ seed: UInt64) throws -> [UInt8] {
      try JSON.encoded(PairedErrors(joint, resamples: 60, seed: seed))
    }
    #expect(try run(4) == run(4))
    #expect(try run(4) != run(5))
  }
}
