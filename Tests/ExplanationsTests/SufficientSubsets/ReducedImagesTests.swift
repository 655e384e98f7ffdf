import Explanations
import Images
import Testing

@Suite struct ReducedImagesTests {
  @Test func dilationAddsTheEightAround() {
    var mask = [Bool](repeating: false, count: 12)
    mask[5] = true  // row 1, column 1 of 3 x 4
    let expected = (0..<12).map { $0 % 4 < 3 }
    #expect(mask.dilated(width: 4) == expected)
    var corner = [Bool](repeating: false, count: 12)
    corner[11] = true
    let grown = corner.dilated(width: 4)
    #expect(grown.indices.filter { grown[$0] } == [6, 7, 10, 11])
  }

  @Test func eachReductionShowsWhatItsNameSays() {
    let normalization = Normalization(mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.25, 0.125])
    let image: [Float] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    let mask = [false, true, false]
    func show(_ reduction: Reduction) -> [Float] {
      reduction.show(image[...], mask: mask, ground: .black, normalization: normalization)
    }
    #expect(show(.pixels(on: .mean)) == [0, 0, 0, 4, 5, 6, 0, 0, 0])
    #expect(show(.pixels(on: .white)) == [1, 2, 4, 4, 5, 6, 1, 2, 4])
    #expect(show(.pixels(on: .imageMean)) == [4, 5, 6, 4, 5, 6, 4, 5, 6])
    #expect(show(.dilated) == [-1, -2, -4, 4, 5, 6, -1, -2, -4])
    #expect(show(.shape) == [0, 0, 0, 1, 2, 4, 0, 0, 0])
  }

  @Test func randomPixelsAreAsManyAndFollowTheImage() {
    let kept = (0..<100).map { $0 < 7 }
    let first = Reduction.random(seed: 1).mask(kept, index: 5, width: 10)
    #expect(first.count { $0 } == 7 && first != kept)
    #expect(first == Reduction.random(seed: 1).mask(kept, index: 5, width: 10))
    #expect(first != Reduction.random(seed: 1).mask(kept, index: 6, width: 10))
    #expect(first != Reduction.random(seed: 2).mask(kept, index: 5, width: 10))
  }

  @Test func scoresOfReducedImagesAreThoseOfTheImagesMadeByHand() throws {
    let classifier = LinearClassifier.random(classes: 3, height: 3, width: 3, seed: 4)
    let images = try ImagesToExplain(
      images: randomImages(4, height: 3, width: 3, seed: 9), labels: [0, 1, 2, 1])
    let search = try SubsetSearch(
      classifier: classifier, images: images, options: .init(selection: .exact, threshold: 0.5),
      workers: Workers(threads: 1))
    let findings = try search.pieces.flatMap { try search.findings(in: $0) }
    let reduction = Reduction.pixels(on: .mean)
    let scores = ReducedScores(
      of: try ReducedImage.classify(
        images, SubsetFindings(findings), keeping: 3, as: reduction, ground: .mean,
        by: classifier), as: reduction)
    var (probability, same, right) = (0.0, 0, 0)
    for finding in findings {
      var pixels = try classifier.normalization.apply(
        to: images.images.loaded(), range: finding.index..<finding.index + 1)
      for unit in finding.path.order.prefix(6) {
        for channel in 0..<3 { pixels[unit * 3 + channel] = 0 }
      }
      let made = softmax(classifier.logits(of: pixels, count: 1))
      probability += made[finding.target] / 4
      let predicted = made.firstIndex(of: made.max() ?? 0)
      same += predicted == finding.predicted ? 1 : 0
      right += predicted == finding.label ? 1 : 0
    }
    #expect(abs((scores.meanProbability ?? 0) - probability) < 1e-9)
    #expect(scores.samePrediction == same && scores.right == right && scores.meanPixels == 3)
    let path = findings.reduce(0.0) { $0 + $1.path.value(leaving: 3) / 4 }
    #expect(abs(path - probability) < 1e-6)
  }
}
