import Compute
import Explanations
import Foundation
import Images
import Interchange
import Models
import NeuralNetwork
import Testing

/// Maps of whole networks against Captum and PyTorch in float64
/// (Scripts/make-explanation-goldens.py).
@Suite struct ExplanationParityTests {
  struct Golden: Decodable {
    var network: String
    var salt: Int
    var layer: String
    var predicted: [Int]
    var maps: [String: Sketch]
  }

  private static let bound = 1e-3

  @Test(arguments: ["resnet20", "resnet56", "vgg16"])
  func hashedWeights(name: String) throws {
    let golden = try Places.golden(Golden.self, name)
    try check(try Scorer.hashed(name), golden)
  }

  @Test(
    .enabled(if: Places.hasModels, "the trained weights are not on this machine"),
    arguments: ["resnet20", "resnet56"])
  func trainedWeights(name: String) throws {
    let golden = try Places.golden(Golden.self, "trained-" + name)
    let classifier = try Scorer(name) { parameters in
      let path = Places.model(name).path(percentEncoded: false)
      let file = try SafetensorsFile(path: path)
      try parameters.fill(
        from: file.tensors.map { ($0.name, $0.shape, $0.values) }, source: path, network: name)
    }
    try check(classifier, golden)
  }

  private func check(_ classifier: Scorer, _ golden: Golden) throws {
    let batch = classifier.hashedBatch(salt: golden.salt)
    let logits = classifier.logits(of: batch.pixels, count: batch.count)
    let predicted = (0..<batch.count).map { image in
      (0..<10).max { logits[image * 10 + $0] < logits[image * 10 + $1] }
    }
    #expect(predicted == golden.predicted)
    let shape = Shape(32, 32, 3)
    let methods: [any PixelAttribution] = [
      GradientSaliency(), InputTimesGradient(), try IntegratedGradients(),
    ]
    for (name, method) in zip(
      ["gradient", "input-times-gradient", "integrated-gradients"], methods)
    {
      let found = planesFirst(
        try method.attributions(of: batch, by: classifier), count: batch.count, shape: shape)
      try compare(found, name, golden)
    }
    let cams: [GradCAM.Weighting] = [.mean, .plusPlus]
    for (name, weighting) in zip(["grad-cam", "grad-cam++"], cams) {
      let method = GradCAM(weighting: weighting, layer: golden.layer)
      try compare(try method.maps(of: batch, by: classifier), name, golden)
    }
    try compare(try Occlusion().maps(of: batch, by: classifier), "occlusion", golden)
  }

  private func compare(_ map: [Float], _ name: String, _ golden: Golden) throws {
    let other = try #require(golden.maps[name])
    let sketch = Sketch(name, count: map.count) { Double(map[$0]) }
    let error = sketch.distance(to: other) / other.norm
    if ProcessInfo.processInfo.environment["PARITY_FIGURES"] != nil {
      print("explanations \(golden.network) \(name): \(error)")
    }
    #expect(other.norm > 0)
    #expect(error <= Self.bound, "\(golden.network) \(name)")
  }
}
