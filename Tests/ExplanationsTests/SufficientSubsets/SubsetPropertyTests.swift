import Explanations
import Foundation
import Images
import Testing

/// What holds of every path and every collection of subsets, on classifiers drawn at random.
@Suite struct SubsetPropertyTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    var seed: UInt64
    var threshold: Double
    var selection: SubsetSearch.Selection
    var baseline: MaskingBaseline
    var testDescription: String { "\(seed) \(threshold) \(selection) \(baseline)" }
  }

  static let settings: [Setting] = (0..<6).flatMap { seed in
    [SubsetSearch.Selection.exact, .gradient(GradientSelection(perRound: 1 + Int(seed)))].map {
      Setting(
        seed: seed, threshold: 0.3 + 0.1 * Double(seed), selection: $0,
        baseline: MaskingBaseline.allCases[Int(seed) % 4])
    }
  }

  private func findings(_ setting: Setting, threads: Int = 2) throws -> [SubsetFinding] {
    let classifier = LinearClassifier.random(classes: 3, height: 5, width: 4, seed: setting.seed)
    let images = try ImagesToExplain(
      images: randomImages(5, height: 5, width: 4, seed: setting.seed + 100),
      labels: [0, 1, 2, 0, 1], indices: [3, 1, 4, 15, 9])
    let search = try SubsetSearch(
      classifier: classifier, images: images,
      options: .init(
        selection: setting.selection, threshold: setting.threshold, baseline: setting.baseline,
        limit: 100),
      workers: Workers(threads: threads))
    return try search.pieces.flatMap { try search.findings(in: $0) }
  }

  /// The probability of the class where some pixels are masked, computed apart.
  private func probability(
    _ setting: Setting, _ image: Int, masking masked: [Bool], label: Int
  ) -> Double {
    let classifier = LinearClassifier.random(classes: 3, height: 5, width: 4, seed: setting.seed)
    let bytes = randomImages(5, height: 5, width: 4, seed: setting.seed + 100)
    var pixels = classifier.normalization.apply(to: bytes, range: image..<image + 1)
    let color = setting.baseline.color(for: pixels, normalization: classifier.normalization)
    for pixel in masked.indices where masked[pixel] {
      for channel in 0..<3 { pixels[pixel * 3 + channel] = color[channel] }
    }
    return softmax(classifier.logits(of: pixels, count: 1))[label]
  }

  @Test(arguments: settings)
  func everyPathTellsTheScoresOfItsOwnMasks(setting: Setting) throws {
    for (image, finding) in try findings(setting).enumerated() {
      let path = finding.path
      #expect(path.order.sorted() == Array(0..<20))
      #expect(finding.rank.enumerated().allSatisfy { path.order[$0.element] == $0.offset })
      var masked = [Bool](repeating: false, count: 20)
      let start = probability(setting, image, masking: masked, label: finding.target)
      #expect(abs(path.start - start) < 1e-6)
      for (step, value) in path.values.enumerated() {
        for unit in path.order[step * path.step..<min((step + 1) * path.step, 20)] {
          masked[unit] = true
        }
        let expected = probability(setting, image, masking: masked, label: finding.target)
        #expect(abs(value - expected) < 1e-6)
      }
    }
  }

  @Test(arguments: settings)
  func subsetsAreSufficientDisjointAndNotAlongThePath(setting: Setting) throws {
    for (image, finding) in try findings(setting).enumerated() {
      #expect(finding.subsets.isEmpty == (finding.path.start < setting.threshold))
      var taken: Set<Int> = []
      for subset in finding.subsets {
        #expect(taken.isDisjoint(with: subset.units))
        #expect(Set(subset.units).count == subset.units.count)
        taken.formUnion(subset.units)
        let masked = (0..<20).map { !subset.units.contains($0) }
        let value = probability(setting, image, masking: masked, label: finding.target)
        #expect(abs(subset.value - value) < 1e-6 && value > setting.threshold - 1e-6)
      }
      if let first = finding.subsets.first {
        let left = first.units.count
        #expect(finding.path.order.suffix(left).reversed() == first.units)
        // One step further, and for all later ones, the threshold is not reached.
        let later = (20 - left + finding.path.step - 1) / finding.path.step
        #expect(finding.path.values[later...].allSatisfy { $0 < setting.threshold })
      }
      // After the last subset, the rest does not suffice; or the empty one did.
      if finding.subsets.last?.units.isEmpty != true {
        let rest = (0..<20).map { taken.contains($0) }
        let value = probability(setting, image, masking: rest, label: finding.target)
        #expect(value < setting.threshold + 1e-6)
      }
    }
  }

  @Test(arguments: settings)
  func exactSelectionTakesTheBestOfAllCandidates(setting: Setting) throws {
    guard setting.selection == .exact else { return }
    for (image, finding) in try findings(setting).enumerated() {
      var masked = [Bool](repeating: false, count: 20)
      for (unit, value) in zip(finding.path.order, finding.path.values) {
        for candidate in masked.indices where !masked[candidate] {
          var tried = masked
          tried[candidate] = true
          let other = probability(setting, image, masking: tried, label: finding.target)
          #expect(other <= value + 1e-6)
        }
        masked[unit] = true
      }
    }
  }

  @Test(arguments: settings)
  func threadsChangeNothing(setting: Setting) throws {
    #expect(try findings(setting, threads: 1) == findings(setting, threads: 3))
  }

  @Test func gradientsLeadToTheExactOrderOfALinearScore() throws {
    // Two classes: log p / (1 - p) is linear in the mask, so the gradient tells each pixel's part.
    let classifier = LinearClassifier.random(classes: 2, height: 4, width: 4, seed: 8)
    let images = try ImagesToExplain(
      images: randomImages(3, height: 4, width: 4, seed: 5), labels: [0, 1, 0])
    let orders = try [SubsetSearch.Selection.exact, .gradient(GradientSelection(perRound: 1))].map {
      let search = try SubsetSearch(
        classifier: classifier, images: images, options: .init(selection: $0),
        workers: Workers(threads: 1))
      return try search.pieces.flatMap { try search.findings(in: $0) }.map(\.path.order)
    }
    #expect(orders[0] == orders[1])
  }

  @Test func noiseAgainstTiesDependsOnTheImageAlone() throws {
    let classifier = LinearClassifier.random(classes: 3, height: 4, width: 4, seed: 8)
    let bytes = randomImages(3, height: 4, width: 4, seed: 5)
    func orders(_ places: [Int], seed: UInt64) throws -> [[Int]] {
      let images = try ImagesToExplain(
        images: bytes.selecting(places), labels: places.map { _ in 0 }, indices: places)
      let search = try SubsetSearch(
        classifier: classifier, images: images,
        options: .init(
          selection: .gradient(GradientSelection(perRound: 2, noiseVariance: 1, seed: seed))),
        workers: Workers(threads: 1))
      return try search.pieces.flatMap { try search.findings(in: $0) }.map(\.path.order)
    }
    #expect(try orders([0, 1, 2], seed: 1) == (0..<3).map { try orders([$0], seed: 1)[0] })
    #expect(try orders([0], seed: 1) != orders([0], seed: 2))
  }

  @Test(arguments: [0, 1, -0.5, 1.5, .nan, .infinity])
  func thresholdsMustLieBetweenZeroAndOne(threshold: Double) {
    #expect(throws: ExplanationError.self) { try SubsetSearch.Options(threshold: threshold) }
  }

  @Test func aDifferenceOfClassesHasNoProbability() {
    #expect(throws: ExplanationError.targetIsNoClass(.predictedMinusTrue)) {
      try SubsetSearch.Options(target: .predictedMinusTrue)
    }
  }

  @Test(arguments: [(0.05, 1024, 52), (0, 1024, 0), (1, 1024, 1024), (0.29, 100, 29)])
  func sharesOfAnImageAreRoundedUp(share: Double, area: Int, pixels: Int) throws {
    #expect(try SubsetSize.pixels(share, of: area) == pixels)
  }
}

func softmax(_ logits: [Float]) -> [Double] {
  let largest = Double(logits.max() ?? 0)
  let powers = logits.map { exp(Double($0) - largest) }
  return powers.map { $0 / powers.reduce(0, +) }
}
