import Explanations
import Images
import Testing

/// Objectives and gradients against PyTorch.
@Suite struct MaskGoldenTests {
  static let linearCases = MaskGoldens.linear

  @Test func theGoldensAreThere() {
    #expect(Self.linearCases.count == 8)
  }

  private var linear: (LinearClassifier, ImagesToExplain) {
    get throws {
      let bytes: [UInt8] = (0..<252).map { (place: Int) -> UInt8 in
        UInt8((place * 7919 + 104729) % 256)
      }
      let weights = formula(3 * 126, salt: 2).map { Float($0 / 4) }
      let classifier = LinearClassifier(
        weights: (0..<3).map { Array(weights[$0 * 126..<($0 + 1) * 126]) },
        bias: formula(3, salt: 3).map { Float($0) }, inputHeight: 7, inputWidth: 6,
        normalization: Normalization(
          mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25]))
      // The targets are the labels, so the target is the true class.
      return (
        classifier,
        try ImagesToExplain(
          images: ByteImages(count: 2, height: 7, width: 6, pixels: bytes), labels: [2, 0])
      )
    }
  }

  @Test(arguments: linearCases.indices)
  func aLinearClassifierHasPyTorchsGradients(number: Int) throws {
    let golden = Self.linearCases[number]
    let (classifier, images) = try linear
    let search = try LearnedMaskSearch(
      classifier: classifier, images: images, target: .trueClass, options: golden.options,
      workers: Workers(threads: 2))
    for (image, result) in try search.evaluate(golden.masks, in: 0..<2).enumerated() {
      #expect(abs(result.value - golden.value[image]) < 1e-5 * max(1, abs(golden.value[image])))
      for (ours, theirs) in zip(result.gradient, golden.gradient(of: image)) {
        #expect(abs(ours - theirs) < 2e-5 * max(1, abs(theirs)), "\(golden.kind)")
      }
    }
  }

  @Test(arguments: linearCases.indices)
  func gradientsAreCentralDifferences(number: Int) throws {
    let golden = Self.linearCases[number]
    let (classifier, images) = try linear
    let search = try LearnedMaskSearch(
      classifier: classifier, images: images, target: .trueClass, options: golden.options,
      workers: Workers(threads: 1))
    let masks = golden.masks
    let gradients = try search.evaluate(masks, in: 0..<2).map(\.gradient)
    let step = 1e-3
    for cell in masks[0].indices {
      func value(_ change: Double) throws -> [Double] {
        try search.evaluate(
          masks.map { mask in
            var mask = mask
            mask[cell] += change
            return mask
          }, in: 0..<2
        ).map(\.value)
      }
      for (image, (up, down)) in zip(try value(step), try value(-step)).enumerated() {
        let difference = (up - down) / (2 * step)
        #expect(abs(difference - gradients[image][cell]) < 1e-3 * max(1, abs(difference)))
      }
    }
  }
}
