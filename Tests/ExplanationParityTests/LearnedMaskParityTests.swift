import Architectures
import Compute
import Datasets
import Explanations
import Foundation
import Images
import Models
import NeuralNetwork
import Testing
import Training

/// Learned masks on a trained network against PyTorch (Scripts/make-mask-goldens.py).
@Suite(.enabled(if: Places.hasModels, "the reference data are not on this machine"))
struct LearnedMaskParityTests {
  struct Golden: Decodable {
    struct Case: Decodable {
      let kind: String
      let salt: Int
      let value: [Double]
      let gradient: [Double]
      let steps: Int
      let after: [Double]
    }

    let targets: [Int]
    let cases: [Case]
  }

  private static let cells = 64

  private var options: LearnedMaskOptions {
    LearnedMaskOptions(
      objective: MaskObjective(kind: .plain),
      penalty: MaskPenalty(
        variationWeight: 1.7, removalWeight: 3, form: .root, exponent: 2, isMean: true),
      blur: GaussianBlur(deviation: 1.5, size: 11))
  }

  private func scorer() throws -> Scorer {
    let model = try Model(
      path: Places.model("resnet20").path(percentEncoded: false), input: Shape(32, 32, 3),
      hints: Model.Hints(
        architecture: Architecture.named("resnet20"), mean: [0.485, 0.456, 0.406],
        deviation: [0.229, 0.224, 0.225]))
    return Scorer(model, batch: 3, compute: try Compute(instructionSet: nil, threads: 2))
  }

  /// The formula of the script, in 0...1.
  private func mask(_ image: Int, salt: Int) -> [Double] {
    (image * Self.cells..<(image + 1) * Self.cells).map {
      Double(($0 * 7919 + salt * 104729) % 2003) / 2002
    }
  }

  @Test(arguments: [MaskObjective.Kind.targetFactors, .otherFactors, .deletion])
  func valuesGradientsAndStepsArePyTorchs(kind: MaskObjective.Kind) throws {
    let golden = try Places.golden(Golden.self, "learned-masks-network")
    let expected = try #require(golden.cases.first { $0.kind == kind.rawValue })
    let directory = Places.model("resnet20").deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "cifar-10-lossless")
    let set = try DataSource(parsing: directory.path(percentEncoded: false)).load(.test).prefix(3)
    let classifier = try scorer()
    var options = options
    options.objective.kind = kind
    for (image, target) in golden.targets.enumerated() {
      let one = set.selecting([image])
      let search = try LearnedMaskSearch(
        classifier: classifier, images: ImagesToExplain(images: one.images, labels: one.labels),
        target: .label(target), options: options, workers: Workers(threads: 2))
      var mask = mask(image, salt: expected.salt)
      let range = image * Self.cells..<(image + 1) * Self.cells
      let result = try search.evaluate([mask], in: 0..<1)[0]
      #expect(abs(result.value - expected.value[image]) < 1e-3 * abs(expected.value[image]))
      let gradient = expected.gradient[range]
      let length = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let error = zip(result.gradient, gradient).reduce(0) {
        $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
      }.squareRoot()
      #expect(error < 1e-3 * length, "image \(image): \(error / length)")
      var state = Adam.State(count: mask.count)
      for _ in 0..<expected.steps {
        let gradient = try search.evaluate([mask], in: 0..<1)[0].gradient
        state.step(&mask, gradient: gradient, by: options.adam)
        mask = mask.map { min(max($0, 0), 1) }
      }
      // Adam divides by the size of the gradient: a cell whose gradient is small moves as far as
      // any, and its relative error with it. So the whole step is compared, not the worst cell.
      let start = self.mask(image, salt: expected.salt)
      let moved = zip(start, expected.after[range]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let off = zip(mask, expected.after[range]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      #expect((off / moved).squareRoot() < 5e-3, "image \(image): \((off / moved).squareRoot())")
    }
  }
}
