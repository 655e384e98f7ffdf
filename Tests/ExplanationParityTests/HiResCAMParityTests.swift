import Explanations
import Foundation
import Models
import Testing

/// HiResCAM of whole networks against PyTorch in float64 (Scripts/make-hirescam-goldens.py).
@Suite struct HiResCAMParityTests {
  struct Golden: Decodable {
    var resnet20: [String: Sketch]
    var vgg16: [String: Sketch]
  }

  /// Which images a network's goldens were made of.
  struct Images: Decodable {
    var salt: Int
  }

  @Test(arguments: ["resnet20", "vgg16"])
  func againstPyTorch(network: String) throws {
    let golden = try Places.golden(Golden.self, "hires-cam")
    let salt = try Places.golden(Images.self, network).salt
    let classifier = try Scorer.hashed(network)
    let batch = classifier.hashedBatch(salt: salt)
    for (layer, other) in network == "vgg16" ? golden.vgg16 : golden.resnet20 {
      let map = try HiResCAM(layer: layer, sign: .signed).maps(of: batch, by: classifier)
      let sketch = Sketch("hires-cam", count: map.count) { Double(map[$0]) }
      let error = sketch.distance(to: other) / other.norm
      if ProcessInfo.processInfo.environment["PARITY_FIGURES"] != nil {
        print("hires-cam \(network) \(layer): \(error)")
      }
      #expect(other.norm > 0)
      #expect(error <= 1e-3, "\(network) \(layer)")
    }
  }

  /// resnet20 ends in global average pooling and a linear layer: the cells add up to the logit less
  /// its bias.
  @Test func cellsAddUpToTheLogit() throws {
    let classifier = try Scorer.hashed("resnet20")
    let batch = classifier.hashedBatch(salt: 0)
    let logits = classifier.logits(of: batch.pixels, count: 2)
    let biases = HashedValues.uniform("linear.bias", count: 10, -0.2, 0.2)
    for label in 0..<10 {
      let maps = try HiResCAM(
        target: .label(label), layer: "layer3", upscaling: .nearest, sign: .signed
      ).maps(of: batch, by: classifier)
      for image in 0..<2 {
        // A cell of the 8 x 8 is sixteen pixels of the map.
        let sum = maps[image * 1024..<(image + 1) * 1024].reduce(0.0) { $0 + Double($1) } / 16
        let expected = Double(logits[image * 10 + label] - biases[label])
        #expect(abs(sum - expected) <= 1e-4 * max(1, abs(expected)))
      }
    }
  }
}
