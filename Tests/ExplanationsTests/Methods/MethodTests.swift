import Foundation
import Images
import Testing

@testable import Explanations

/// A linear network's maps have closed forms; the others are held to their definitions.
@Suite struct MethodTests {
  private let classifier = {
    var classifier = LinearClassifier.random(classes: 4, height: 6, width: 8, seed: 1)
    classifier.preferredBatch = 64
    return classifier
  }()
  private let images = randomImages(3, height: 6, width: 8, seed: 2)
  private static let area = 48

  private func batch() -> ExplanationBatch {
    ExplanationBatch(
      pixels: classifier.normalization.apply(to: images, range: 0..<3), labels: [0, 1, 2],
      indices: [4, 7, 9], height: 6, width: 8)
  }

  private func predicted(_ batch: ExplanationBatch, _ image: Int) throws -> Int {
    let logits = classifier.logits(of: Array(batch[image]), count: 1)
    return try #require(logits.firstIndex(of: logits.max() ?? 0))
  }

  @Test func gradientsOfALinearNetworkAreItsWeights() throws {
    let batch = batch()
    let raw = try GradientSaliency(style: MapStyle(.sum, .signed), scale: .raw)
      .attributions(of: batch, by: classifier)
    for image in 0..<3 {
      let weights = classifier.weights[try predicted(batch, image)]
      for place in 0..<144 {
        let expected = weights[place] / classifier.normalization.deviation[place % 3]
        #expect(raw[image * 144 + place] == expected)
      }
    }
  }

  /// Weight times distance from the baseline; integrated gradients are the same on a linear
  /// network.
  @Test(arguments: [Baseline.mean, .black, .white])
  func attributionsOfALinearNetwork(baseline: Baseline) throws {
    let batch = batch()
    let found = try IntegratedGradients(steps: 5, baseline: baseline)
      .attributions(of: batch, by: classifier)
    let color = baseline.color(classifier.normalization)
    for image in 0..<3 {
      let weights = classifier.weights[try predicted(batch, image)]
      for place in 0..<144 {
        let pixel = batch.pixels[image * 144 + place]
        let expected = weights[place] * (pixel - color[place % 3])
        #expect(abs(found[image * 144 + place] - expected) <= 1e-5 * max(1, abs(expected)))
      }
    }
    let completeness = try IntegratedGradients(steps: 5, baseline: baseline)
      .completeness(of: found, in: batch, by: classifier)
    for image in completeness { #expect(abs(image.sum - image.difference) < 1e-4) }
    for (scale, origin) in [(GradientScale.normalized, Baseline.mean), (.raw, .black)]
    where origin == baseline {
      let product = try InputTimesGradient(scale: scale).attributions(of: batch, by: classifier)
      for (a, b) in zip(product, found) { #expect(abs(a - b) <= 1e-4) }
    }
  }

  @Test(arguments: SmoothGrad.Averaging.allCases)
  func noiseDoesNotMoveTheGradientOfALinearNetwork(averaging: SmoothGrad.Averaging) throws {
    let batch = batch()
    let plain = try GradientSaliency().attributions(of: batch, by: classifier)
    let smooth = try SmoothGrad(samples: 7, noise: 0.5, averaging: averaging)
      .attributions(of: batch, by: classifier)
    for (a, b) in zip(plain, smooth) {
      let expected =
        switch averaging {
        case .plain: a
        case .absolute: abs(a)
        case .squared: a * a
        }
      #expect(abs(expected - b) < 1e-6)
    }
  }

  /// On a network that is not linear: the mean of the gradients at the noisy places, made here
  /// again.
  @Test func smoothGradIsTheMeanOverItsNoise() throws {
    let classifier = SquareClassifier()
    let images = randomImages(2, height: 4, width: 4, seed: 5)
    let batch = ExplanationBatch(
      pixels: classifier.normalization.apply(to: images, range: 0..<2), labels: [0, 0],
      indices: [3, 8], height: 4, width: 4)
    let found = try SmoothGrad(target: .label(1), samples: 6, noise: 0.2, seed: 11)
      .attributions(of: batch, by: classifier)
    for image in 0..<2 {
      let own = Array(batch[image])
      let range = Double((own.max() ?? 0) - (own.min() ?? 0))
      var sums = [Double](repeating: 0, count: 48)
      for sample in 0..<6 {
        let noise = SmoothGrad.noise(
          seed: 11, image: batch.indices[image], sample: sample, count: 48, deviation: 0.2 * range)
        for place in 0..<48 { sums[place] += 2 * 2 * Double(own[place] + noise[place]) }
      }
      for place in 0..<48 {
        #expect(abs(Double(found[image * 48 + place]) - sums[place] / 6) < 1e-4)
      }
    }
  }

  @Test func noiseIsNormal() {
    let noise = SmoothGrad.noise(seed: 0, image: 0, sample: 0, count: 20_000, deviation: 2)
    let mean = noise.reduce(0.0) { $0 + Double($1) } / 20_000
    let variance = noise.reduce(0.0) { $0 + Double($1 * $1) } / 20_000 - mean * mean
    // Five standard errors.
    #expect(abs(mean) < 5 * 2 / 20_000.0.squareRoot())
    #expect(abs(variance - 4) < 5 * 4 * (2.0 / 20_000).squareRoot())
  }

  /// A window takes away the weights under it; every pixel gets the mean of its windows.
  @Test(arguments: [(4, 4, 2), (3, 5, 2), (1, 1, 1), (6, 8, 1), (4, 3, 3)])
  func occlusionOfALinearNetwork(height: Int, width: Int, stride: Int) throws {
    let batch = batch()
    let found = try Occlusion(
      window: BoxShape(height: height, width: width), stride: stride, baseline: .black
    ).maps(of: batch, by: classifier)
    let color = Baseline.black.color(classifier.normalization)
    func starts(_ side: Int, _ window: Int) -> [Int] {
      let count = Int((Double(max(side - window, 0)) / Double(stride)).rounded(.up)) + 1
      return (0..<count).map { $0 * stride }
    }
    for image in 0..<3 {
      let weights = classifier.weights[try predicted(batch, image)]
      func share(_ pixel: Int) -> Double {
        (0..<3).reduce(0) { sum, channel in
          let place = 3 * pixel + channel
          let fall = batch.pixels[image * 144 + place] - color[channel]
          return sum + Double(weights[place] * fall)
        }
      }
      var (sums, counts) = ([Double](repeating: 0, count: 48), [Double](repeating: 0, count: 48))
      for top in starts(6, height) {
        for left in starts(8, width) {
          let pixels = (top..<min(top + height, 6)).flatMap { row in
            (left..<min(left + width, 8)).map { row * 8 + $0 }
          }
          let fall = pixels.reduce(0) { $0 + share($1) }
          for pixel in pixels {
            sums[pixel] += fall
            counts[pixel] += 1
          }
        }
      }
      for pixel in 0..<48 {
        let expected = sums[pixel] / counts[pixel]
        #expect(abs(Double(found[image * 48 + pixel]) - expected) < 1e-3)
      }
    }
  }

  /// Images of 32 x 32 pixels and smaller have windows of 4 x 4; in larger ones they grow, so that
  /// an image asks for as many evaluations.
  @Test(arguments: [
    (6, 8, "4x4", 2), (28, 28, "4x4", 2), (32, 32, "4x4", 2), (64, 96, "8x12", 4),
    (224, 224, "28x28", 14),
  ])
  func usualWindowsGrowWithTheImage(height: Int, width: Int, window: String, stride: Int) throws {
    let usual = try Occlusion().windows(height: height, width: width)
    #expect(usual.shape.description == window && usual.stride == stride)
    let given = try Occlusion(window: BoxShape(height: 1, width: 3), stride: 1)
    #expect(given.windows(height: height, width: width).shape.description == "1x3")
    #expect(given.windows(height: height, width: width).stride == 1)
  }

  /// Whether a stride leaves pixels out is known once the size of the images is.
  @Test func aStrideBeyondTheUsualWindowIsRefused() throws {
    let wide = try Occlusion(stride: 9)
    #expect(wide.evaluationsPerImage > 0)
    let error = #expect(throws: ExplanationError.self) {
      try wide.maps(of: batch(), by: classifier)
    }
    #expect("\(error as Any)".contains("window's shorter side, 4"))
    #expect(try Occlusion(stride: BoxShape.largestSide).evaluationsPerImage > 0)
  }

  @Test func usualWindowsAreThoseOfTheOptions() throws {
    let usual = try Occlusion().maps(of: batch(), by: classifier)
    let given = try Occlusion(window: BoxShape(height: 4, width: 4), stride: 2)
    #expect(try usual == given.maps(of: batch(), by: classifier))
  }

  /// Given masks: the weighted sum over N p, by its definition.
  @Test func riseIsTheWeightedMeanOfItsMasks() throws {
    let batch = batch()
    let method = try RISE(
      target: .label(2), score: .logit, samples: 5, cells: 3, keep: 0.4, seed: 3)
    let masks = (0..<5).map { method.mask($0, height: 6, width: 8) }
    #expect(masks.allSatisfy { $0.count == 48 && $0.allSatisfy { (0...1).contains($0) } })
    #expect(Set(masks).count == 5)
    let found = try method.maps(of: batch, by: classifier)
    for image in 0..<3 {
      var sums = [Double](repeating: 0, count: 48)
      for mask in masks {
        let seen = (0..<144).map { batch.pixels[image * 144 + $0] * mask[$0 / 3] }
        let score = Double(classifier.logits(of: seen, count: 1)[2])
        for pixel in 0..<48 { sums[pixel] += score * Double(mask[pixel]) / (5 * 0.4) }
      }
      for pixel in 0..<48 { #expect(abs(Double(found[image * 48 + pixel]) - sums[pixel]) < 1e-3) }
    }
  }

  @Test func riseMasksKeepTheirShare() throws {
    let method = try RISE(samples: 1, cells: 8, keep: 0.3)
    let mean =
      (0..<400).reduce(0.0) { sum, number in
        sum + Double(method.mask(number, height: 32, width: 32).reduce(0, +)) / 1024
      } / 400
    #expect(abs(mean - 0.3) < 0.02)
  }

  /// On a linear network, a segment's coefficient is what it adds less what hides it, but for the
  /// ridge.
  @Test func limeFindsTheSharesOfALinearNetwork() throws {
    let batch = batch()
    let method = try LIME(
      score: .logit, segmentation: .grid(cells: 2), samples: 4000, hiding: .black, seed: 1)
    let explanation = try method.explanation(of: batch, by: classifier)
    let (maps, fits) = (explanation.maps, explanation.fits)
    let color = Baseline.black.color(classifier.normalization)
    for image in 0..<3 {
      let weights = classifier.weights[try predicted(batch, image)]
      var shares = [Double](repeating: 0, count: 4)
      for place in 0..<144 {
        let (row, column) = (place / 3 / 8, place / 3 % 8)
        shares[row / 3 * 2 + column / 4] += Double(
          weights[place] * (batch.pixels[image * 144 + place] - color[place % 3]))
      }
      for pixel in 0..<48 {
        let expected = shares[pixel / 8 / 3 * 2 + pixel % 8 / 4]
        #expect(abs(Double(maps[image * 48 + pixel]) - expected) < 0.02 * max(1, abs(expected)))
      }
      #expect((fits?[image] ?? 0) > 0.999)
    }
  }

  /// A network that looks at nothing gives a map of exact zeros, which is reported as such.
  @Test(arguments: [ScoreKind.logit, .probability], [Float(0), 0.3, 1e-20, -12345.678])
  func limeOfAConstantNetworkIsZero(score: ScoreKind, bias: Float) throws {
    var constant = classifier
    constant.weights = constant.weights.map { $0.map { _ in 0 } }
    constant.bias = constant.bias.indices.map { bias * Float($0 + 1) }
    let explanation = try LIME(score: score, samples: 200).explanation(of: batch(), by: constant)
    #expect(explanation.maps.allSatisfy { $0 == 0 })
    #expect(explanation.fits?.allSatisfy { $0 == 0 } == true)
  }

  /// What differs by a unit in the last place is one value; what differs by a millionth is not.
  @Test func ridgeOfRoundingIsZero() {
    let rows = [[true, true], [true, false], [false, true], [false, false]]
    func model(_ step: Double) -> WeightedRidge {
      WeightedRidge(
        rows: rows, values: [0.7 + step, 0.7, 0.7 + step, 0.7], weights: [1, 1, 1, 1],
        strength: 1)
    }
    #expect(model(0x1p-24).coefficients == [0, 0])
    #expect(model(0x1p-24).fit == 0)
    #expect(abs(model(0x1p-20).coefficients[1] - 0x1p-21) < 1e-12)
    #expect(model(0x1p-20).fit > 0.7)
  }

  @Test func theFirstCopyOfLimeShowsAll() {
    let draws = LIME.draws(seed: 2, image: 5, samples: 1000, segments: 10)
    #expect(draws[0].allSatisfy { $0 })
    let shown = draws.dropFirst().joined().count { $0 }
    // Half of 9990, within five standard deviations.
    #expect(abs(shown - 4995) < 250)
    #expect(LIME.weight(of: [true, true]) == 1)
    #expect(abs(LIME.weight(of: [true, false]) - 0.5034) < 1e-4)
    #expect(abs(LIME.weight(of: [false, false]) - exp(-8)) < 1e-12)
  }

  /// Same seed, same bits: alone or in company, in whatever batches.
  @Test(arguments: MethodName.allCases)
  func sameBitsInAnyCompany(name: MethodName) throws {
    guard !name.parameters.contains(where: { $0.allowed == .layer }) else {
      #expect(throws: ExplanationError.noLayers(method: name.rawValue)) {
        try name.method().maps(of: batch(), by: classifier)
      }
      return
    }
    var settings = MethodSettings(seed: 5)
    try settings.set("samples", to: "9")
    try settings.set("steps", to: "4")
    let method = try name.method(settings)
    #expect(method.name.hasPrefix(name.rawValue))
    func maps(_ chosen: [Int], batch: Int) throws -> [[Float]] {
      var classifier = classifier
      classifier.preferredBatch = batch
      let found = try ExplanationMaps(
        of: ImagesToExplain(
          images: images.selecting(chosen), labels: chosen.map { _ in 1 },
          indices: chosen.map { $0 + 10 }),
        by: classifier, method: method)
      return chosen.indices.map { found[$0] }
    }
    let all = try maps([0, 1, 2], batch: 2)
    #expect(try maps([0, 1, 2], batch: 7) == all)
    #expect(try maps([2, 0], batch: 1) == [all[2], all[0]])
    // Images of one class have the same gradient here, and no other map.
    #expect(Set(all).count >= 2)
  }

  @Test func settingsOutOfRange() {
    #expect(throws: ExplanationError.self) { try SmoothGrad(samples: 0) }
    #expect(throws: ExplanationError.self) { try SmoothGrad(noise: -.infinity) }
    #expect(throws: ExplanationError.self) { try IntegratedGradients(steps: 1, rule: .trapezoid) }
    #expect(throws: ExplanationError.self) {
      try Occlusion(window: BoxShape(height: 4, width: 4), stride: 5)
    }
    #expect(throws: ExplanationError.self) { try Occlusion(stride: 0) }
    #expect(throws: ExplanationError.self) { try RISE(keep: 0) }
    #expect(throws: ExplanationError.self) { try RISE(cells: 1) }
    #expect(throws: ExplanationError.self) { try LIME(samples: 1) }
    for wrong in ["slic:0", "grid:x", "slic:", "", "circles", "grid:99999"] {
      #expect(throws: ExplanationError.self) { try Segmentation(parsing: wrong) }
    }
  }

  @Test func signedReductionsKeepTheSign() {
    let values: [Float] = [0, -4, 3, 2, -2, -2]
    #expect(ChannelReduction.max.reduce(values, sign: .signed) == [-4, 2])
    #expect(ChannelReduction.sum.reduce(values, sign: .signed) == [-1, -2])
    #expect(ChannelReduction.l2.reduce(values, sign: .signed)[0] == 5)
    for reduction in ChannelReduction.allCases {
      for place in 0..<3 {
        var values: [Float] = [1, 2, 3]
        values[place] = .nan
        #expect(reduction.reduce(values, sign: .signed)[0].isNaN)
      }
    }
  }
}

/// Logit k is k times the sum of squares of the normalised pixels, plus k: a gradient that moves.
struct SquareClassifier: Classifier {
  var classCount = 3
  var inputHeight = 4
  var inputWidth = 4
  var preferredBatch = 5
  var normalization = Normalization(mean: [0.5, 0.4, 0.3], deviation: [0.2, 0.3, 0.25])

  func logits(of images: [Float], count: Int) -> [Float] {
    (0..<count).flatMap { image -> [Float] in
      let sum = images[image * 48..<(image + 1) * 48].reduce(Float(0)) { $0 + $1 * $1 }
      return (0..<3).map { 2 * Float($0) * sum + Float($0) }
    }
  }

  func gradients(
    of images: [Float], count: Int, seeds: ([Float]) -> [Float]
  ) -> (logits: [Float], gradients: [Float]) {
    let logits = logits(of: images, count: count)
    let seeds = seeds(logits)
    let gradients = images.indices.map { place -> Float in
      let image = place / 48
      let slope = (0..<3).reduce(Float(0)) { $0 + seeds[image * 3 + $1] * 2 * Float($1) }
      return 2 * slope * images[place]
    }
    return (logits, gradients)
  }
}
