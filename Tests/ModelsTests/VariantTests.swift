import Architectures
import Compute
import Images
import Models
import NeuralNetwork
import Testing

/// Images that differ in one window, computed together, against each computed by itself.
@Suite struct VariantTests {
  private func scorer(_ name: String, side: Int, seed: UInt64 = 5) throws -> Scorer {
    let model = try Model(
      architecture: try #require(Architecture.named(name)), input: Shape(side, side, 3),
      classes: 10,
      normalization: Normalization(mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25]),
      classNames: [])
    model.parameters.initialize(seed: seed)
    return Scorer(model, batch: 7, compute: try Compute(instructionSet: nil, threads: 2))
  }

  private func expectAlike(
    _ scorer: Scorer, side: Int, window: (height: Int, width: Int) = (1, 1)
  ) throws {
    var stream = RandomStream(3)
    let image = (0..<side * side * 3).map { _ in stream.uniform() * 4 - 2 }
    // Corners, borders, neighbours of both, and the middle.
    let last = side - 1
    let pixels = [
      0, last, side * last, side * side - 1, side / 2, side * (side / 2), side + 1,
      side * side / 2 + side / 2, side * 3 + 5, side * (last - 1) + last - 1,
    ]
    let color: [Float] = [0.3, -1, 2.5]
    let found = scorer.logits(
      of: image, withWindowsAt: pixels, size: window, replacedBy: color)
    #expect(found.count == pixels.count * 10)
    for (place, pixel) in pixels.enumerated() {
      var copy = image
      // A window that reaches over the border is cut off there.
      for row in pixel / side..<min(pixel / side + window.height, side) {
        for column in pixel % side..<min(pixel % side + window.width, side) {
          copy.replaceSubrange(
            (row * side + column) * 3..<(row * side + column + 1) * 3, with: color)
        }
      }
      let expected = scorer.logits(of: copy, count: 1)
      let scale = expected.map { abs($0) }.max() ?? 1
      for (ours, theirs) in zip(found[place * 10..<place * 10 + 10], expected) {
        #expect(abs(ours - theirs) < 1e-4 * max(1, scale), "pixel \(pixel)")
      }
    }
  }

  /// With stages that are saved, with and without shortcuts, and networks that have none.
  @Test(arguments: [
    ("resnet20", 32), ("resnet20", 20), ("vgg16", 32), ("mobilenet_v2", 32), ("resnet18", 32),
  ])
  func aChangeOfOnePixelIsTheWholeImagesChange(name: String, side: Int) throws {
    try expectAlike(scorer(name, side: side), side: side)
  }

  /// One scorer is asked about windows of several sizes, each with a plan of its own.
  @Test(arguments: ["resnet20", "vgg16", "mobilenet_v2"])
  func aChangeOfOneWindowIsTheWholeImagesChange(name: String) throws {
    let scorer = try scorer(name, side: 32)
    for window in [(4, 4), (2, 5), (9, 3), (32, 32), (1, 1)] {
      try expectAlike(scorer, side: 32, window: window)
    }
  }

  @Test func newParametersAreSeen() throws {
    let scorer = try scorer("resnet20", side: 32)
    try expectAlike(scorer, side: 32)
    scorer.model.parameters.initialize(seed: 9)
    scorer.parametersChanged()
    try expectAlike(scorer, side: 32)
  }
}
