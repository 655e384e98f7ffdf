import Images
import Statistics
import Testing

@testable import Explanations

@Suite struct CauseTests {
  private let toy = LayeredToy(.random(classes: 4, height: 16, width: 16, seed: 9))

  private func measurement(threads: Int = 1, seed: UInt64 = 3) throws -> CauseMeasurement {
    var options = CauseOptions(seed: seed)
    options.bases = 20
    return try CauseMeasurement(
      classifier: toy, donors: donors(), options: options, workers: Workers(threads: threads))
  }

  private func donors() throws -> ImagesToExplain {
    try ImagesToExplain(
      images: randomImages(12, height: 16, width: 16, seed: 5), labels: (0..<12).map { $0 % 4 })
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
      #expect(one.shapes[0].map { (0...1).contains($0.offObject) } == true)
      #expect(one.parts.count == ImagePart.allCases.count)
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
      classifier: corner, donors: ImagesToExplain(images: white, labels: [0]),
      options: CauseOptions(seed: 0),
      workers: Workers(threads: 1))
    let found = try measurement.features(
      of: ImagesToExplain(images: white, labels: [0]), masks: masks(1))
    #expect(found[0].occludedRow == 12 && found[0].occludedColumn == 12)
    #expect(found[0].occlusionDrop == 48 && found[0].margin == 48)
  }

  @Test func madeMistakesAreMistakesAndTheSameForAnyThreads() throws {
    let right = try right(40)
    let made = try measurement().madeMistakes(from: right, masks: masks(40))
    #expect(Set(made.causes).count >= 5 && Set(made.bases).count > 5)
    for place in 0..<made.count {
      let logits = toy.logits(
        of: toy.normalization.apply(to: made.images, range: place..<place + 1), count: 1)
      #expect(logits[...].placeOfLargest != made.labels[place])
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

  @Test func regionsSpareWhatIsNotTheirs() throws {
    let right = try right(40)
    let made = try measurement().madeMistakes(from: right, masks: masks(40))
    let mask = Array(masks(1)[0])
    for place in 0..<made.count {
      let pixels = made.images.selecting([place]).pixels
      let original = try right.images.load([made.bases[place]]).pixels
      let kept = mask.indices.filter { pixel in
        (0..<3).allSatisfy { pixels[3 * pixel + $0] == original[3 * pixel + $0] }
      }
      switch made.causes[place] {
      case .scene: #expect(Set(kept).isSuperset(of: mask.indices.filter { mask[$0] }))
      // At most three pixels from each side.
      case .frame: #expect(kept.count >= 100)
      case .patch: #expect(kept.count >= 256 - 49)
      case .occluder: #expect(kept.count >= 256 - 50)
      case .tint, .texture, .blend, .pose, .softening:
        #expect(made.labels[place] == right.labels[made.bases[place]])
      }
    }
  }

  /// A mistake whose part `place` speaks as strongly as `strength` says.
  private func features(_ strength: Double, part place: Int, _ index: Int) -> CauseFeatures {
    let parts = ImagePart.allCases.indices.map { part in
      let own = part == place ? strength : 0
      return PartMargins(without: 1 - 4 * own, alone: 3 * own, recovered: own - 1, area: 0.2)
    }
    return CauseFeatures(
      index: index, label: 0, predicted: 1,
      margins: FactorialMargins(whole: 1, objectKept: 0.5, restKept: 0.5, nothingKept: 0),
      parts: parts, shapes: [nil],
      occlusion: .init(drop: 1, concentration: 0.1, turning: 0, corner: 0),
      foregroundSensitivity: nil, width: 4)
  }

  @Test func theJudgeHoldsForPartsOfOtherPlaces() throws {
    var stream = RandomStream(2)
    let causes = (0..<270).map { MadeCause.allCases[$0 % 9] }
    let seen = causes.enumerated().map { place, cause in
      features(
        (cause.isInterference ? 0.9 : 0.1) + stream.uniformDouble() / 5, part: place % 9, place)
    }
    let bases = causes.indices.map { $0 / 9 }
    let judge = try CauseJudge(seen, causes: causes, bases: bases)
    let (near, far) = (
      judge.distance(features(0, part: 3, 1)), judge.distance(features(1, part: 3, 1))
    )
    #expect(near < 0.5 && far > 2)
    let alone = CauseGroups(distances: [near])
    #expect(alone.probability(distance: near) < 0.3)
    #expect(alone.probability(distance: far) > 0.9)
    #expect(judge.leftOutAreas.count == 6 && judge.leftOutAreas.values.allSatisfy { $0 > 0.99 })
    #expect(judge.seenAreas.values.allSatisfy { $0 > 0.99 })
    #expect(throws: NotDefined.self) {
      try CauseJudge(seen, causes: seen.map { _ in MadeCause.patch }, bases: bases)
    }
    #expect(CauseVerdict(probability: 0.35) == .undecided)
    #expect(CauseVerdict(probability: 0.34) == .lookAlike)
    #expect(CauseVerdict(probability: 0.66) == .interference)
  }

  /// Where mistakes fall into two groups, the boundary lies between these, wherever they are; where
  /// they do not, as far from made look-alikes as in planted sets.
  @Test func groupsMoveTheBoundary() {
    let spread = [-0.9, -0.6, -0.4, -0.2, 0, 0, 0.2, 0.4, 0.6, 0.9]
    let high = (0..<80).map { 0.7 + spread[$0 % 10] } + (0..<20).map { 3.4 + spread[$0 % 10] }
    let groups = CauseGroups(distances: high)
    #expect(groups.certainty > 0.99)
    #expect(groups.shareInterval.contains(0.2))
    #expect(groups.probability(distance: 1.2) < 0.35)
    #expect(groups.probability(distance: 3) > 0.9)
    #expect(groups.probability(distance: .infinity) == 1)
    let single = CauseGroups(distances: (0..<80).map { 0.3 + spread[$0 % 10] })
    #expect(single.certainty < 0.1)
    #expect(single.probability(distance: 1.2) > 0.6)
    #expect(single.probability(distance: 0) < 0.3)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    #expect(throws: ExplanationError.self) {
      try measurement().features(of: wrong(2), masks: masks(3))
    }
    #expect(throws: ExplanationError.self) {
      try CauseMeasurement(
        classifier: toy,
        donors: ImagesToExplain(
          images: randomImages(1, height: 16, width: 15, seed: 1), labels: [0]),
        options: CauseOptions(seed: 0), workers: Workers(threads: 1))
    }
  }

  /// At the input HiResCAM is the input times the gradient.
  @Test func withoutLayersTheMapIsThatOfTheInput() throws {
    var plain = toy.one
    plain.preferredBatch = 64
    let images = try wrong(6)
    let other = try CauseMeasurement(
      classifier: plain, donors: donors(),
      options: CauseOptions(seed: 3), workers: Workers(threads: 1))
    let (found, expected) = (
      try other.features(of: images, masks: masks(6)),
      try measurement().features(of: images, masks: masks(6))
    )
    for (one, layered) in zip(found, expected) {
      #expect(one.margins == layered.margins)
      let (shape, other) = try (#require(one.shapes[0]), #require(layered.shapes[0]))
      #expect(abs(shape.spread - other.spread) < 1e-5)
      #expect(abs(shape.offObject - other.offObject) < 1e-5)
    }
  }
}
