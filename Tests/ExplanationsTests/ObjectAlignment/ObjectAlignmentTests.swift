import Explanations
import Images
import Testing

@Suite struct ObjectAlignmentTests {
  @Test(
    arguments: [
      ([1, 2, 3, 4], [true, false, false, true], 0.5),
      ([0, 0, 5, 0], [false, false, true, false], 1),
      ([0, 0, 5, 0], [true, true, false, true], 0),
      // Negative numbers count as 0.
      ([-7, 2, 2, -1], [true, true, false, false], 0.5),
      // The scale of a map makes no difference, a constant added does.
      ([10, 20, 30, 40], [true, false, false, true], 0.5),
      ([11, 12, 13, 14], [true, false, false, true], 0.5),
      ([1, 0, 0, 1], [true, false, false, true], 1),
      ([2, 1, 1, 2], [true, false, false, true], 4.0 / 6),
    ] as [([Float], [Bool], Double)])
  func scoresByHand(map: [Float], mask: [Bool], score: Double) {
    let found = ObjectAlignment.score(map: map, mask: mask)
    #expect(abs((found ?? -1) - score) < 1e-12)
  }

  @Test(arguments: 0..<20)
  func aUniformMapScoresTheArea(seed: UInt64) {
    var stream = RandomStream(seed)
    let mask = randomMask(60, chance: 0.3, stream: &stream)
    let flat = [Float](repeating: 0.7, count: 60)
    let score = ObjectAlignment.score(map: flat, mask: mask) ?? -1
    #expect(abs(score - (ObjectAlignment.baseline(mask: mask) ?? 0)) < 1e-6)
    let all = [Bool](repeating: true, count: 60)
    #expect(ObjectAlignment.score(map: flat, mask: all) == 1)
  }

  @Test func aMapThatSaysNothingHasNoScore() {
    let mask = [true, false]
    #expect(ObjectAlignment.score(map: [0, 0] as [Float], mask: mask) == nil)
    #expect(ObjectAlignment.score(map: [-1, 0] as [Float], mask: mask) == nil)
    #expect(ObjectAlignment.score(map: [.nan, 1] as [Float], mask: mask) == nil)
    #expect(ObjectAlignment.score(map: [.infinity, 1] as [Float], mask: mask) == nil)
    #expect(ObjectAlignment.score(map: [], mask: []) == nil)
    #expect(ObjectAlignment.baseline(mask: []) == nil)
  }

  private let rows = [
    AlignedImage(index: 0, label: 0, predicted: 0, score: 0.5, area: 0.25),
    AlignedImage(index: 1, label: 0, predicted: 1, score: 1, area: 0.5),
    AlignedImage(index: 2, label: 1, predicted: 1, score: 0.9, area: 0.75),
    AlignedImage(index: 3, label: 1, predicted: 1, score: nil, area: 0.5),
    AlignedImage(index: 4, label: 1, predicted: 1, score: nil, area: 0),
  ]

  @Test func theMeanIsOverRightImagesWithAnObjectAndAMap() {
    let summary = AlignmentSummary(of: rows)
    #expect(summary.images == 3 && summary.withoutMap == 1)
    #expect(summary.score.map { abs($0.mean - 0.7) < 1e-12 } == true)
    #expect(summary.uniform?.mean == 0.5)
    #expect(summary.ratio.map { abs($0 - 1.4) < 1e-12 } == true)
    let published = AlignmentSummary(of: rows, emptyScore: 0)
    #expect(published.score.map { abs($0.mean - 1.4 / 3) < 1e-12 } == true)
    #expect(AlignmentSummary(of: []).score == nil)
  }

  @Test func theMeasurementIsThatOfTheMapsByHand() throws {
    let classifier = LinearClassifier.random(classes: 2, height: 3, width: 3, seed: 6)
    let images = randomImages(6, height: 3, width: 3, seed: 1)
    let logits = (0..<6).flatMap {
      classifier.logits(
        of: classifier.normalization.apply(to: images, range: $0..<$0 + 1), count: 1)
    }
    let predicted = (0..<6).map { logits[2 * $0 + 1] > logits[2 * $0] ? 1 : 0 }
    var labels = predicted
    labels[2] = 1 - labels[2]
    var stream = RandomStream(4)
    let masks = ObjectMasks(
      count: 6, height: 3, width: 3, pixels: randomMask(54, chance: 0.5, stream: &stream))
    let maps = Dictionary(
      uniqueKeysWithValues: (0..<6).map { image in
        (image, (0..<9).map { _ in stream.uniform() })
      })
    let rows = try AlignmentMeasurement(
      classifier: classifier, images: ImagesToExplain(images: images, labels: labels),
      masks: masks, method: GivenMaps(maps: maps)
    ).run()
    #expect(rows.map(\.index) == [0, 1, 3, 4, 5])
    for row in rows {
      let map = maps[row.index] ?? []
      let inside = zip(map, masks[row.index]).reduce(0.0) { $0 + ($1.1 ? Double($1.0) : 0) }
      let all = map.reduce(0.0) { $0 + Double($1) }
      #expect(abs((row.score ?? 0) - inside / all) < 1e-9 && row.isRight)
    }
  }

  @Test func masksOfAnotherSizeOrNumberAreRefused() throws {
    let classifier = LinearClassifier.random(classes: 2, height: 3, width: 3, seed: 6)
    let images = try ImagesToExplain(
      images: randomImages(2, height: 3, width: 3, seed: 1), labels: [0, 1])
    for (count, height) in [(1, 3), (2, 4)] {
      let masks = ObjectMasks(
        count: count, height: height, width: 3,
        pixels: [Bool](repeating: true, count: count * height * 3))
      #expect(throws: ExplanationError.self) {
        try AlignmentMeasurement(
          classifier: classifier, images: images, masks: masks, method: RandomMaps(seed: 0))
      }
    }
  }

  @Test func intervalsHoldTheMeanAndFollowTheSeed() {
    let values = (0..<200).map { Double($0 % 7) }
    let mean = MeanWithInterval(of: values, seed: 1)
    #expect(mean == MeanWithInterval(of: values, seed: 1))
    #expect(mean != MeanWithInterval(of: values, seed: 2))
    let half = 1.96 * 2.0 / Double(200).squareRoot()
    #expect(abs((mean?.low ?? 0) - ((mean?.mean ?? 0) - half)) < 0.06)
    #expect(abs((mean?.high ?? 0) - ((mean?.mean ?? 0) + half)) < 0.06)
    #expect(MeanWithInterval(of: [2], seed: 1)?.low == nil)
    #expect(MeanWithInterval(of: [], seed: 1) == nil)
  }
}
