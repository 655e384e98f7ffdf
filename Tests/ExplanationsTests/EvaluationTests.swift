import Images
import Testing

import Explanations

@Suite struct EvaluationTests {
  @Test func localization() throws {
    let object = [false, true, true, false, false]
    let map: [Float] = [1, 4, 0, 3, -5]
    let found = try #require(Localization(map: map[...], object: object[...]))
    #expect(found.pointsAtObject)
    #expect(found.mass == 0.5)
    // The two most salient are 1 and 3; one lies on the object of two.
    #expect(found.rank == 0.5)
    let miss = try #require(Localization(map: [9, 4, 0, 3, 0][...], object: object[...]))
    #expect(!miss.pointsAtObject)
    #expect(Localization(map: map[...], object: [Bool](repeating: false, count: 5)[...]) == nil)
    #expect(Localization(map: [0, 0, 0, 0, 0][...], object: object[...]) == nil)
    #expect(Localization(map: [0, -1, 0, 0, 0][...], object: object[...]) == nil)
  }

  @Test func rankCorrelation() {
    let a: [Float] = [1, 2, 3, 4, 5]
    #expect(RankCorrelation.of(a[...], [2, 4, 6, 8, 100][...]) == 1)
    #expect(RankCorrelation.of(a[...], [5, 4, 3, 2, 1][...]) == -1)
    #expect(RankCorrelation.of(a[...], [1, 1, 1, 1, 1][...]) == nil)
    #expect(RankCorrelation.of(a[...], [1, 1, .nan, 1, 1][...]) == nil)
    // scipy.stats.spearmanr([1,2,3,4,5], [1,1,2,0,5])
    let tied = RankCorrelation.of(a[...], [1, 1, 2, 0, 5][...]) ?? 0
    #expect(abs(tied - 0.35909242322980395) < 1e-12)
  }

  @Test func areasUnderCurves() {
    #expect(RevealCurves.area([1, 1, 1]) == 1)
    #expect(RevealCurves.area([1, 0]) == 0.5)
    #expect(RevealCurves.area([1, 0.5, 0]) == 0.5)
    #expect(RevealCurves.area([0.3]) == 0)
  }

  /// Two classes, one pixel counts: deletion by the right map falls at the first step.
  @Test func theRightOrderFallsFirstAndRisesFirst() throws {
    var weights = [[Float]](repeating: [Float](repeating: 0, count: 16 * 3), count: 2)
    for channel in 0..<3 { weights[1][5 * 3 + channel] = 4 }
    let classifier = LinearClassifier(
      weights: weights, bias: [0, 0], inputHeight: 4, inputWidth: 4)
    var pixels = [UInt8](repeating: 0, count: 48)
    for channel in 0..<3 { pixels[5 * 3 + channel] = 255 }
    let images = try ImagesToExplain(
      images: ByteImages(count: 1, height: 4, width: 4, pixels: pixels), labels: [1])
    let batch = ExplanationBatch(
      pixels: pixels.map { Float($0) / 255 }, labels: [1], indices: [0], height: 4, width: 4)
    let curves = try RevealCurves(pixelsPerStep: 4)
    let map = (0..<16).map { $0 == 5 ? Float(1) : 0 }
    let good = try curves.curves(of: batch, maps: map, by: classifier)[0]
    #expect(good.deletion.count == 5 && good.insertion.count == 5)
    #expect(good.deletion[0] > 0.99 && good.deletion[1...].allSatisfy { $0 == 0.5 })
    #expect(good.insertion[1...].allSatisfy { $0 > 0.99 } && good.insertion[0] < 0.9)
    let bad = try curves.curves(of: batch, maps: map.map { -$0 }, by: classifier)[0]
    #expect(bad.deletion[3] > 0.99 && bad.deletion[4] == 0.5)
    let evaluation = ExplanationEvaluation(
      classifier: classifier, randomized: classifier, curves: curves, masks: nil, seed: 0)
    let rows = try evaluation.rows(
      of: images, method: GradientSaliency(), beside: evaluation.randomCurves(of: images))
    #expect(rows[0].curves.deletion < 0.6 && rows[0].localization == nil)
    // The same network is no other network: its maps agree.
    #expect(rows[0].randomizedCorrelation == 1)
    #expect(rows[0].incompleteness == nil)
  }

  /// On a linear network the attributions sum to the difference, however they become a map; and
  /// they are asked for once: 4 images x 3 places on the way, by the network and by its randomised
  /// twin.
  @Test(arguments: [MapStyle(.sum, .signed), MapStyle(.max)])
  func integratedGradientsAreAskedForOnce(style: MapStyle) throws {
    let classifier = CountingClassifier(
      one: .random(classes: 3, height: 4, width: 4, seed: 5), counter: CallCounter())
    let images = try ImagesToExplain(
      images: randomImages(4, height: 4, width: 4, seed: 6), labels: [0, 1, 2, 0])
    let evaluation = ExplanationEvaluation(
      classifier: classifier, randomized: classifier, curves: try RevealCurves(pixelsPerStep: 8),
      masks: nil, seed: 0)
    let rows = try evaluation.rows(
      of: images, method: IntegratedGradients(style: style, steps: 3),
      beside: evaluation.randomCurves(of: images))
    #expect(rows.allSatisfy { ($0.incompleteness ?? 1) < 1e-4 })
    #expect(classifier.counter.gradients == 2 * 4 * 3)
  }

  @Test func meansHaveIntervals() throws {
    // t of 2 degrees of freedom at 0.975 is 4.302653.
    let mean = try #require(EvaluationSummary.Mean(of: [1, 2, 3]))
    #expect(mean.mean == 2)
    #expect(abs((mean.upper ?? 0) - (2 + 4.302652729749462 / 3.0.squareRoot())) < 1e-9)
    #expect(EvaluationSummary.Mean(of: []) == nil)
    #expect(EvaluationSummary.Mean(of: [4])?.lower == nil)
  }
}
