import Architectures
import Datasets
import Explanations
import Foundation
import NeuralNetwork
import Tensors
import Testing
import Training

extension Scorer: @retroactive Classifier {}

/// Objectives and gradients against PyTorch.
@Suite struct MaskGoldenTests {
  static let linearCases = MaskGoldens.all?.linear ?? []

  @Test func theGoldensAreThere() {
    #expect(Self.linearCases.count == 8 && MaskGoldens.all?.network.cases.count == 3)
  }

  private var linear: (LinearClassifier, ImagesToExplain) {
    get throws {
      let bytes = (0..<2 * 7 * 6 * 3).map { UInt8(($0 * 7919 + 104729) % 256) }
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

  private static let shared =
    ProcessInfo.processInfo.environment["MISCLASS_SHARED"]
    ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared").path(percentEncoded: false)

  private static var hasShared: Bool {
    ["models/resnet20.safetensors", "cifar-10-lossless/test_batch.bin"].allSatisfy {
      FileManager.default.fileExists(atPath: shared + "/data/" + $0)
    }
  }

  @Test(
    .enabled(if: hasShared, "the reference data are not on this machine"),
    arguments: ["f-tc", "f-ntc", "deletion"])
  func aTrainedNetworkHasPyTorchsGradientsAndSteps(kind: String) throws {
    let network = try #require(MaskGoldens.all?.network)
    let golden = try #require(network.cases.first { $0.kind == kind })
    let model = try Model(
      path: Self.shared + "/data/models/resnet20.safetensors", input: Shape(32, 32, 3),
      hints: Model.Hints(
        architecture: Architecture.named("resnet20"), mean: [0.485, 0.456, 0.406],
        deviation: [0.229, 0.224, 0.225]))
    let set = try DataSource(parsing: Self.shared + "/data/cifar-10-lossless").load(.test).prefix(3)
    let scorer = Scorer(model, batch: 3, compute: try Compute(instructionSet: nil, threads: 2))
    for (image, target) in network.targets.enumerated() {
      let one = set.selecting([image])
      let search = try LearnedMaskSearch(
        classifier: scorer, images: ImagesToExplain(images: one.images, labels: one.labels),
        target: .label(target), options: golden.options, workers: Workers(threads: 2))
      var mask = golden.masks[image]
      let result = try search.evaluate([mask], in: 0..<1)[0]
      #expect(abs(result.value - golden.value[image]) < 1e-3 * max(1, abs(golden.value[image])))
      let length = golden.gradient(of: image).reduce(0) { $0 + $1 * $1 }.squareRoot()
      let error = zip(result.gradient, golden.gradient(of: image)).reduce(0.0) {
        $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
      }.squareRoot()
      #expect(error < 1e-3 * length, "\(kind), image \(image): \(error / length)")
      var state = Adam.State(count: mask.count)
      for _ in 0..<(golden.steps ?? 0) {
        let gradient = try search.evaluate([mask], in: 0..<1)[0].gradient
        state.step(&mask, gradient: gradient, by: try golden.options.adam)
        mask = mask.map { min(max($0, 0), 1) }
      }
      // Adam divides by the size of the gradient: a cell that hardly has one may go either way.
      let far = zip(mask, golden.after(of: image)).count { abs($0 - $1) > 1e-3 }
      #expect(far <= 1, "\(kind), image \(image): \(far) cells elsewhere")
    }
  }
}
