import Explanations
import Images
import Statistics
import Testing

@Suite struct CauseTests {
  private let toy = LayeredToy(.random(classes: 4, height: 16, width: 16, seed: 9))

  private func measurement(threads: Int = 1, seed: UInt64 = 3) throws -> CauseMeasurement {
    var options = CauseOptions(seed: seed)
    options.bases = 20
    return try CauseMeasurement(
      classifier: toy, donors: StoredImages(randomImages(12, height: 16, width: 16, seed: 5)),
      options: options, workers: Workers(threads: threads))
  }

  /// An object in the middle of each image.
  private func masks(_ count: Int) -> ObjectMasks {
    let mask = (0..<256).map { (5..<11).contains($0 / 16) && (4..<12).contains($0 % 16) }
    return ObjectMasks(
      count: count, height: 16, width: 16, pixels: (0..<count).flatMap { _ in mask })
  }

  /// Random images with the toy's own answers for labels.
  private func right(_ count: Int) throws -> ImagesToExplain {
    let images = randomImages(count, height: 16, width: 16, seed: 8)
    let logits = toy.logits(
      of: toy.normalization.apply(to: images, range: 0..<count), count: count)
    let labels = (0..<count).map { logits[$0 * 4..<$0 * 4 + 4].placeOfLargest }
    return try ImagesToExplain(images: images, labels: labels)
  }

  private func wrong(_ count: Int) throws -> ImagesToExplain {
    let right = try right(count)
    return try ImagesToExplain(images: right.images, labels: right.labels.map { ($0 + 1) % 4 })
  }

  @Test func sharesAddUp() {
    var stream = RandomStream(4)
    for _ in 0..<200 {
      // Sixteenths, so that the sums are exact.
      func number() -> Double { Double(stream.integer(in: -400..<400)) / 16 }
      let margins = FactorialMargins(
        whole: number(), objectKept: number(), restKept: number(), nothingKept: number())
      #expect(
        margins.objectShare + margins.restShare == margins.whole - margins.nothingKept)
      // Each by itself, and half of what they do together.
      #expect(
        margins.restShare
          == margins.restKept - margins.nothingKept + margins.interaction / 2)
    }
  }

  @Test func shapeOfKnownMaps() throws {
    var map = [Float](repeating: 0, count: 400)
    map[45] = 2
    map[46] = -7
    var mask = [Bool](repeating: false, count: 400)
    let point = try #require(PositiveMapShape(of: map, mask: mask, width: 20))
    #expect(point.spread == 0 && point.concentration == 1 && point.offObject == 1)
    // The largest tenth of 400 are 40.
    map = [Float](repeating: 1, count: 400)
    for pixel in 0..<100 { mask[pixel] = true }
    let even = try #require(PositiveMapShape(of: map, mask: mask, width: 20))
    #expect(even.concentration == 0.1 && even.offObject == 0.75)
    // Two axes of variance (20² - 1) / 12 each, over half a diagonal of 10 √2.
    #expect(abs(even.spread - (2 * 399.0 / 12).squareRoot() / (200.0).squareRoot()) < 1e-12)
    #expect(PositiveMapShape(of: map.map { -$0 }, mask: mask, width: 20) == nil)
    map[3] = .nan
    #expect(PositiveMapShape(of: map, mask: mask, width: 20) == nil)
  }

  @Test func aLinearMarginHasNoInteraction() throws {
    let features = try measurement().features(of: wrong(9), masks: masks(9))
    #expect(features.count == 9)
    for one in features {
      let margins = one.margins
      #expect(one.margin > 0 && one.margin == margins.whole)
      #expect(abs(margins.interaction) < 1e-4)
      #expect(
        abs(margins.objectShare + margins.restShare - (margins.whole - margins.nothingKept))
          < 1e-9)
      #expect(one.offObject.map { (0...1).contains($0) } == true)
    }
  }

  @Test func occlusionFindsTheWindow() throws {
    // One class sees a corner, the other nothing.
    var weights = [[Float]](repeating: [Float](repeating: 0, count: 768), count: 2)
    for pixel in 0..<256 where pixel / 16 >= 12 && pixel % 16 >= 12 {
      for channel in 0..<3 { weights[1][pixel * 3 + channel] = 1 }
    }
    let corner = LayeredToy(
      LinearClassifier(weights: weights, bias: [0, 0], inputHeight: 16, inputWidth: 16))
    let white = ByteImages(
      count: 1, height: 16, width: 16, pixels: [UInt8](repeating: 255, count: 768))
    let measurement = try CauseMeasurement(
      classifier: corner, donors: StoredImages(white), options: CauseOptions(seed: 0),
      workers: Workers(threads: 1))
    let found = try measurement.features(
      of: ImagesToExplain(images: white, labels: [0]), masks: masks(1))
    #expect(found[0].occludedRow == 12 && found[0].occludedColumn == 12)
    #expect(found[0].occlusionDrop == 48 && found[0].margin == 48)
  }

  @Test func madeMistakesAreMistakesAndTheSameForAnyThreads() throws {
    let right = try right(40)
    let made = try measurement().madeMistakes(from: right, masks: masks(40))
    #expect(Set(made.causes).count == MadeCause.allCases.count)
    let logits = toy.logits(
      of: toy.normalization.apply(to: made.images, range: 0..<made.count), count: made.count)
    for place in 0..<made.count {
      #expect(logits[place * 4..<place * 4 + 4].placeOfLargest != made.labels[place])
    }
    let images = try ImagesToExplain(images: made.images, labels: made.labels)
    let features = try measurement().features(of: images, masks: made.masks)
    for threads in [2, 3] {
      let other = try measurement(threads: threads)
      let again = try other.madeMistakes(from: right, masks: masks(40))
      #expect(again.images == made.images && again.causes == made.causes)
      #expect(again.masks == made.masks)
      #expect(try other.features(of: images, masks: made.masks) == features)
    }
    let reseeded = try measurement(seed: 4).madeMistakes(from: right, masks: masks(40))
    #expect(reseeded.images != made.images)
  }

  @Test func interferenceSparesTheObject() throws {
    let right = try right(40)
    let made = try measurement().madeMistakes(from: right, masks: masks(40))
    let mask = Array(masks(1)[0])
    for place in 0..<made.count where made.causes[place].isInterference {
      let pixels = made.images.selecting([place]).pixels
      let isKept = try (0..<40).contains { base in
        let original = try right.images.load([base]).pixels
        return mask.indices.allSatisfy { !mask[$0] || pixels[3 * $0] == original[3 * $0] }
      }
      #expect(isKept)
    }
  }

  @Test func theJudgeTellsWhatItSaw() throws {
    func features(_ rest: Double, _ index: Int) -> CauseFeatures {
      let peak = index % 7 + 1
      let map = (0..<16).map { Float($0 % peak == 0 ? 1 : 0) }
      return CauseFeatures(
        index: index, label: 0, predicted: 1,
        margins: FactorialMargins(whole: 1, objectKept: 1 - rest, restKept: rest, nothingKept: 0),
        shape: index % 3 == 0
          ? nil : PositiveMapShape(of: map, mask: map.map { $0 > 0 }, width: 4),
        occlusionDrop: 1, occluded: (0, 0))
    }
    var stream = RandomStream(2)
    let causes = (0..<80).map { MadeCause.allCases[$0 % 4] }
    let seen = causes.enumerated().map { place, cause in
      features((cause.isInterference ? 0.9 : 0.1) + stream.uniformDouble() / 5, place)
    }
    let judge = try CauseJudge(seen, causes: causes)
    #expect(judge.probability(features(1, 1)) > 0.9)
    #expect(judge.probability(features(0, 1)) < 0.1)
    #expect(judge.leftOutAreas == ["patch": 1, "frame": 1, "scene": 1])
    #expect(throws: NotDefined.self) {
      try CauseJudge(seen, causes: seen.map { _ in MadeCause.patch })
    }
    #expect(CauseVerdict(probability: 0.35) == .undecided)
    #expect(CauseVerdict(probability: 0.34) == .lookAlike)
    #expect(CauseVerdict(probability: 0.66) == .interference)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    #expect(throws: ExplanationError.self) {
      try measurement().features(of: wrong(2), masks: masks(3))
    }
    #expect(throws: ExplanationError.self) {
      try CauseMeasurement(
        classifier: toy, donors: StoredImages(randomImages(1, height: 16, width: 15, seed: 1)),
        options: CauseOptions(seed: 0), workers: Workers(threads: 1))
    }
  }

  /// At the input HiResCAM is the input times the gradient.
  @Test func withoutLayersTheMapIsThatOfTheInput() throws {
    var plain = toy.one
    plain.preferredBatch = 64
    let images = try wrong(6)
    let other = try CauseMeasurement(
      classifier: plain, donors: StoredImages(randomImages(12, height: 16, width: 16, seed: 5)),
      options: CauseOptions(seed: 3), workers: Workers(threads: 1))
    let (found, expected) = (
      try other.features(of: images, masks: masks(6)),
      try measurement().features(of: images, masks: masks(6))
    )
    for (one, layered) in zip(found, expected) {
      #expect(one.margins == layered.margins)
      #expect(abs((one.spread ?? -1) - (layered.spread ?? -2)) < 1e-5)
      #expect(abs((one.offObject ?? -1) - (layered.offObject ?? -2)) < 1e-5)
    }
  }
}
