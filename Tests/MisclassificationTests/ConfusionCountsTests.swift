import Foundation
import Interchange
import Misclassification
import Testing

@Suite struct ConfusionCountsTests {
  /// Worked by hand: class 2 has no errors, class 3 has no images.
  static let table = [
    [6, 3, 1, 0],
    [2, 8, 0, 2],
    [0, 0, 5, 0],
    [0, 0, 0, 0],
  ]
  static let names = ["cat", "dog, small", "ship", "none"]

  @Test func ratesByHand() throws {
    let counts = try ConfusionCounts(table: Self.table)
    #expect(counts.images == [10, 12, 5, 0] && counts.errors == [4, 4, 0, 0])
    #expect(counts.totalImages == 27 && counts.totalErrors == 8)
    #expect(counts.accuracy == 19.0 / 27)
    #expect(counts.misclassificationRates == [0.4, 4.0 / 12, 0, nil])
    #expect(
      counts.conditionalRates == [
        [nil, 0.75, 0.25, 0], [0.5, nil, 0, 0.5], [nil, nil, nil, nil], [nil, nil, nil, nil],
      ])
    #expect(
      counts.largestConfusions.map { [$0.label, $0.predicted, $0.count] } == [
        [0, 1, 3], [1, 0, 2], [1, 3, 2], [0, 2, 1],
      ])
  }

  @Test func countsLabelsAndPredictions() throws {
    let counts = try ConfusionCounts(
      labels: [0, 0, 1, 2, 2, 2], predicted: [0, 1, 1, 0, 0, 2], classCount: 3)
    #expect(counts.table == [[1, 1, 0], [0, 1, 0], [2, 0, 1]])
    #expect(counts[2, 0] == 2)
    let predictions = Predictions(source: "f", labels: [0, 1], predicted: [2, 1])
    #expect(try ConfusionCounts(predictions).classCount == 3)
    #expect(try ConfusionCounts(predictions, classCount: 10).classCount == 10)
  }

  @Test func everyRowWithErrorsAddsUpToOne() throws {
    let counts = try ConfusionCounts(
      labels: (0..<5000).map { $0 % 7 }, predicted: (0..<5000).map { $0 * $0 % 7 }, classCount: 7)
    for (rates, errors) in zip(counts.conditionalRates, counts.errors) where errors > 0 {
      #expect(abs(rates.compactMap { $0 }.reduce(0, +) - 1) < 1e-12)
    }
  }

  @Test func refusesWhatCannotBeCounted() {
    #expect(throws: MisclassificationError.self) {
      try ConfusionCounts(labels: [0], predicted: [0, 1], classCount: 2)
    }
    #expect(
      throws: MisclassificationError.classOutOfRange(
        what: "prediction", position: 1, value: 2, classCount: 2)
    ) { try ConfusionCounts(labels: [0, 1], predicted: [0, 2], classCount: 2) }
    #expect(throws: MisclassificationError.self) {
      try ConfusionCounts(labels: [-1], predicted: [0], classCount: 2)
    }
    for count in [0, -1, 1_000_001, .max] {
      #expect(throws: MisclassificationError.classCount(count)) {
        try ConfusionCounts(labels: [], predicted: [], classCount: count)
      }
    }
    #expect(throws: MisclassificationError.self) { try ConfusionCounts(table: [[1, 2], [3]]) }
    #expect(throws: MisclassificationError.self) { try ConfusionCounts(table: [[-1]]) }
    #expect(throws: MisclassificationError.labelsMissing(source: "f")) {
      try ConfusionCounts(Predictions(source: "f", predicted: [1]))
    }
  }

  @Test func noImagesGiveNoRates() throws {
    let counts = try ConfusionCounts(labels: [], predicted: [], classCount: 2)
    #expect(counts.accuracy == nil && counts.misclassificationRates == [nil, nil])
    #expect(counts.largestConfusions.isEmpty)
  }

  @Test func writesTheHeatMapAndTheRates() throws {
    let counts = try ConfusionCounts(table: Self.table)
    let heatMap = #"""
      true\predicted,cat,"dog, small",ship,none
      cat,,0.75,0.25,0.0
      "dog, small",0.5,,0.0,0.5
      ship,,,,
      none,,,,

      """#
    #expect(
      String(decoding: NamedCounts(counts, classNames: Self.names).heatMapCSV, as: UTF8.self)
        == heatMap)
    let rates = """
      class,images,errors,u
      cat,10,4,0.4
      "dog, small",12,4,0.3333333333333333
      ship,5,0,0.0
      none,0,0,

      """
    #expect(
      String(decoding: NamedCounts(counts, classNames: Self.names).ratesCSV(), as: UTF8.self)
        == rates)
  }

  @Test func summaryGoesThroughJSON() throws {
    let summary = ConfusionSummary(try ConfusionCounts(table: Self.table), classNames: Self.names)
    let json = try JSON.encoded(summary)
    #expect(try JSONDecoder().decode(ConfusionSummary.self, from: Data(json)) == summary)
    let text = String(decoding: json, as: UTF8.self)
    #expect(text.contains("\"u\" : null") && text.contains("\"accuracy\" : 0.703"))
  }

  /// Counts made by NumPy; see Scripts/make-interchange-fixtures.py.
  @Test(
    .enabled(if: Places.hasShared, "needs the published predictions"),
    arguments: ["vgg16_keras", "alexnet_tf_ben", "shake_shake_26_2x32d_SSI"])
  func countsAsNumPyDoes(name: String) throws {
    let golden = try JSON.read([String: [[Int]]].self, from: Places.publishedCounts)
    let batch = try FileReader.bytes(of: Places.shared("data/cifar-10-batches-bin/test_batch.bin"))
    let labels = stride(from: 0, to: batch.count, by: 3073).map { Int(batch[$0]) }
    let predictions = try Predictions.read(path: Places.shared("data/predictions/\(name).json"))
      .withLabels(labels)
    let counts = try ConfusionCounts(predictions, classCount: 10)
    #expect(counts.table == golden[name] && !counts.agreesNoBetterThanChance)
    let reversed = try Predictions(source: name, predicted: predictions.predicted.reversed())
      .withLabels(labels)
    #expect(try ConfusionCounts(reversed).agreesNoBetterThanChance)
  }

  @Test(.enabled(if: Places.hasShared, "needs the published predictions"))
  func readsPublishedProbabilities() throws {
    let predictions = try Predictions.read(
      path: Places.shared("data/predictions/cleanlab_cross_validated_probabilities.npy"))
    #expect(predictions.count == 10_000 && predictions.scores?.classCount == 10)
    #expect(predictions.scores?.kind == .probabilities)
  }
}
