import Explanations
import Images
import Testing

@Suite struct HiResCAMTests {
  private let classifier = PooledClassifier(seed: 3)

  private func batch() -> ExplanationBatch {
    ExplanationBatch(
      pixels: classifier.images(3), labels: [0, 1, 2], indices: [0, 1, 2], height: 4, width: 5)
  }

  /// In front of global average pooling and a linear layer the cells add up to the logit less its
  /// bias.
  @Test func cellsAddUpToTheLogit() throws {
    let batch = batch()
    let logits = classifier.logits(of: batch.pixels, count: 3)
    for label in 0..<3 {
      let maps = try HiResCAM(target: .label(label), layer: "pooled", sign: .signed)
        .maps(of: batch, by: classifier)
      for image in 0..<3 {
        let sum = maps[image * 20..<(image + 1) * 20].reduce(0.0) { $0 + Double($1) }
        let expected = Double(logits[image * 3 + label] - classifier.bias[label])
        #expect(abs(sum - expected) <= 1e-5 * max(1, abs(expected)))
      }
    }
  }

  /// There the gradient is the same everywhere, and Grad-CAM's mean of it changes nothing.
  @Test func inFrontOfThePoolingItIsGradCAM() throws {
    for sign in AttributionSign.allCases {
      let own = try HiResCAM(layer: "pooled", sign: sign).maps(of: batch(), by: classifier)
      let other = try GradCAM(layer: "pooled", sign: sign).maps(of: batch(), by: classifier)
      for (a, b) in zip(own, other) { #expect(abs(a - b) < 1e-5) }
    }
  }

  /// At a layer whose gradient differs from place to place: activation times central difference.
  @Test func cellsAreActivationsTimesCentralDifferences() throws {
    let batch = batch()
    let maps = try HiResCAM(target: .label(1), layer: "squared", sign: .signed)
      .maps(of: batch, by: classifier)
    let step: Float = 1.0 / 64
    for image in 0..<3 {
      let values = classifier.features(
        Array(batch.pixels[image * 60..<(image + 1) * 60]))
      for place in 0..<20 {
        var expected = 0.0
        for channel in place * 4..<(place + 1) * 4 {
          var (more, less) = (values, values)
          more[channel] += step
          less[channel] -= step
          let slope =
            (classifier.score(ofFeatures: more, 1) - classifier.score(ofFeatures: less, 1))
            / Double(2 * step)
          expected += Double(values[channel]) * slope
        }
        #expect(abs(Double(maps[image * 20 + place]) - expected) <= 1e-4)
      }
    }
  }

  @Test func whatIsBelowZeroIsLeftOutUnlessSignsAreAskedFor() throws {
    let signed = try HiResCAM(layer: "squared", sign: .signed).maps(of: batch(), by: classifier)
    let absolute = try HiResCAM(layer: "squared").maps(of: batch(), by: classifier)
    #expect(signed.contains { $0 < 0 } && signed.contains { $0 > 0 })
    #expect(absolute == signed.map { max($0, 0) })
  }
}

/// Mixed channels, their squares, global average pooling, a linear layer: gradients in closed form.
struct PooledClassifier: LayeredClassifier {
  var classCount = 3
  var inputHeight = 4
  var inputWidth = 5
  var preferredBatch = 3
  var normalization = Normalization(mean: [0, 0, 0], deviation: [1, 1, 1])
  /// 4 x 3.
  let mixing: [Float]
  /// 3 x 4.
  let weights: [Float]
  let bias: [Float]

  init(seed: UInt64) {
    var stream = RandomStream(seed)
    mixing = (0..<12).map { _ in stream.uniform() * 2 - 1 }
    weights = (0..<12).map { _ in stream.uniform() * 2 - 1 }
    bias = (0..<3).map { _ in stream.uniform() * 2 - 1 }
  }

  func images(_ count: Int) -> [Float] {
    var stream = RandomStream(11)
    return (0..<count * 60).map { _ in stream.uniform() * 4 - 2 }
  }

  /// What "squared" puts out, the values that are squared: 20 x 4.
  func features(_ image: [Float]) -> [Float] {
    (0..<80).map { index in
      let (pixel, feature) = (index / 4, index % 4)
      var sum: Float = 0
      for channel in 0..<3 { sum += mixing[feature * 3 + channel] * image[pixel * 3 + channel] }
      return sum
    }
  }

  func score(ofFeatures features: [Float], _ label: Int) -> Double {
    var sum = 0.0
    for (index, value) in features.enumerated() {
      sum += Double(weights[label * 4 + index % 4]) * Double(value) * Double(value)
    }
    return sum / 20 + Double(bias[label])
  }

  func logits(of images: [Float], count: Int) -> [Float] {
    (0..<count).flatMap { image in
      let features = features(Array(images[image * 60..<(image + 1) * 60]))
      return (0..<3).map { Float(score(ofFeatures: features, $0)) }
    }
  }

  func gradients(
    of images: [Float], count: Int, seeds: ([Float]) -> [Float]
  ) -> (logits: [Float], gradients: [Float]) {
    let answer = inside(0, of: images, count: count, seeds: seeds)
    let gradients = images.indices.map { index in
      let (pixel, channel) = (index / 3, index % 3)
      var sum: Float = 0
      for feature in 0..<4 {
        sum += answer.gradients[pixel * 4 + feature] * mixing[feature * 3 + channel]
      }
      return sum
    }
    return (answer.logits, gradients)
  }

  var layers: [ClassifierLayer] {
    ["squared", "pooled"].map { ClassifierLayer(name: $0, height: 4, width: 5, channels: 4) }
  }

  /// Layer 0 is what is squared, layer 1 the squares.
  func inside(
    _ layer: Int, of images: [Float], count: Int, seeds: ([Float]) -> [Float]
  ) -> LayerAnswer {
    let logits = logits(of: images, count: count)
    let seeds = seeds(logits)
    var values: [Float] = []
    for image in 0..<count { values += features(Array(images[image * 60..<(image + 1) * 60])) }
    let slopes = values.indices.map { index in
      var sum: Float = 0
      for label in 0..<3 { sum += seeds[index / 80 * 3 + label] * weights[label * 4 + index % 4] }
      return sum / 20
    }
    if layer == 1 {
      return LayerAnswer(logits: logits, values: values.map { $0 * $0 }, gradients: slopes)
    }
    let inner = values.indices.map { 2 * slopes[$0] * values[$0] }
    return LayerAnswer(logits: logits, values: values, gradients: inner)
  }
}
