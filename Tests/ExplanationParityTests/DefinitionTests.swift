import Compute
import Explanations
import Images
import Models
import Testing

/// Pieces of methods against NumPy and PyTorch (Scripts/make-explanation-goldens.py).
@Suite struct DefinitionTests {
  struct Golden: Decodable {
    var rows: [[Int]]
    var values: [Double]
    var weights: [Double]
    var constant: Double
    var coefficients: [Double]
    var fit: Double
    var small: [Double]
    var scaled: [String: [Double]]
    var places: [Double]
    var quadrature: [Double]
  }

  private let golden: Golden

  init() throws {
    golden = try Places.golden(Golden.self, "linear")
  }

  @Test func weightedRidge() {
    let rows = golden.rows.map { $0.map { $0 == 1 } }
    for (row, weight) in zip(rows, golden.weights) {
      #expect(abs(LIME.weight(of: row) - weight) < 1e-12)
    }
    let model = WeightedRidge(
      rows: rows, values: golden.values, weights: golden.weights, strength: 1)
    #expect(abs(model.constant - golden.constant) < 1e-10)
    #expect(abs(model.fit - golden.fit) < 1e-10)
    #expect(model.coefficients.count == golden.coefficients.count)
    for (found, expected) in zip(model.coefficients, golden.coefficients) {
      #expect(abs(found - expected) < 1e-10)
    }
  }

  @Test(arguments: Upscaling.allCases)
  func scalingUp(upscaling: Upscaling) throws {
    let expected = try #require(golden.scaled[upscaling.rawValue])
    let found = upscaling.apply(
      to: golden.small.map(Float.init), height: 3, width: 5, newHeight: 7, newWidth: 9)
    #expect(found.count == 63)
    for (a, b) in zip(found, expected) { #expect(abs(Double(a) - b) < 1e-5) }
  }

  @Test func gaussAndLegendre() {
    let points = PathRule.gaussLegendre.points(50)
    for (point, (place, weight)) in zip(points, zip(golden.places, golden.quadrature)) {
      #expect(abs(point.place - place) < 1e-13 && abs(point.weight - weight) < 1e-13)
    }
  }

  @Test(arguments: PathRule.allCases)
  func weightsSumToOneAndLinesAreExact(rule: PathRule) {
    for count in [2, 3, 7, 50] {
      let points = rule.points(count)
      #expect(points.count == count)
      #expect(abs(points.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
      #expect(abs(points.reduce(0) { $0 + $1.weight * $1.place } - 0.5) < 1e-12)
    }
  }

  /// A network of ReLUs is bent at many places on the way, so the sum comes near slowly.
  @Test(arguments: [("resnet20", 1500), ("vgg16", 200)])
  func integratedGradientsSumToTheDifference(network: String, steps: Int) throws {
    let classifier = try Scorer.hashed(network)
    let batch = classifier.hashedBatch(salt: 0, count: 1)
    let method = try IntegratedGradients(steps: steps, baseline: .black)
    let attributions = try method.attributions(of: batch, by: classifier)
    for image in try method.completeness(of: attributions, in: batch, by: classifier) {
      #expect(abs(image.sum - image.difference) <= 1e-3 * max(1, abs(image.difference)))
    }
  }

  @Test func layersHaveNamesAndShapes() throws {
    let classifier = try Scorer.hashed("resnet20")
    func shape(_ name: String) -> [Int]? {
      classifier.layers.first { $0.name == name }.map { [$0.height, $0.width, $0.channels] }
    }
    #expect(shape("layer1") == [32, 32, 16])
    #expect(shape("layer2.0") == [16, 16, 32])
    #expect(shape("layer3.2.conv1") == [8, 8, 64])
    #expect(shape("layer3") == [8, 8, 64])
    #expect(Set(classifier.layers.map(\.name)).count == classifier.layers.count)
    let batch = classifier.hashedBatch(salt: 0)
    // The module and its last node are one place; the default is the last of at least 4 x 4.
    let module = try GradCAM(layer: "layer3").maps(of: batch, by: classifier)
    #expect(try GradCAM(layer: "layer3.2").maps(of: batch, by: classifier) == module)
    #expect(try GradCAM().maps(of: batch, by: classifier) == module)
    #expect(
      throws: ExplanationError.noSuchLayer(
        "layer3.3", nearest: ["layer3.0", "layer3.1", "layer3.2"])
    ) {
      try GradCAM(layer: "layer3.3").maps(of: batch, by: classifier)
    }
    #expect(throws: ExplanationError.layerWithoutPlace("linear", height: 1, width: 1)) {
      try GradCAM(layer: "linear").maps(of: batch, by: classifier)
    }
  }

  /// Every layer of a network that adds, concatenates and pools: the gradient is that of the score.
  @Test(arguments: ["resnet20", "densenet121", "googlenet", "mobilenet_v2"])
  func innerGradientsAreThoseOfTheScore(network: String) throws {
    let classifier = try Scorer.hashed(network, batch: 2)
    let batch = classifier.hashedBatch(salt: 1)
    let plain = classifier.gradients(of: batch.pixels, count: 2) { logits in
      logits.indices.map { $0 % 10 == 3 ? 1 : 0 }
    }
    let last = try #require(classifier.layers.lastIndex { $0.height * $0.width == 1 })
    let answer = classifier.inside(last, of: batch.pixels, count: 2) { logits in
      logits.indices.map { $0 % 10 == 3 ? 1 : 0 }
    }
    #expect(answer.logits == plain.logits)
    // At the scores themselves the gradient is the seed, and the value the score.
    #expect(answer.values == plain.logits)
    #expect(answer.gradients == plain.logits.indices.map { $0 % 10 == 3 ? 1 : 0 })
  }
}
