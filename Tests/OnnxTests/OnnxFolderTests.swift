import Foundation
import Interchange
import NeuralNetwork
import Testing

@testable import Onnx

/// Whole models against what ONNX Runtime and PyTorch make of them.
@Suite struct OnnxFolderTests {
  /// A folder of further models (Scripts/onnx-torchvision).
  private static let further = ProcessInfo.processInfo.environment["MISCLASS_ONNX_MODELS"]

  @Test(arguments: OnnxModels.names(in: OnnxModels.fixtures))
  func fixture(name: String) throws {
    let golden = try OnnxModels.golden(name, in: OnnxModels.fixtures)
    let errors = try Self.errors(of: golden)
    #expect(errors.logits < 1e-5)
    #expect(errors.gradient < 1e-5)
  }

  /// An image's scores do not hang on the batch, to the last bit.
  @Test(arguments: OnnxModels.names(in: OnnxModels.fixtures))
  func sameBitsAlone(name: String) throws {
    let golden = try OnnxModels.golden(name, in: OnnxModels.fixtures)
    let run = try NetworkRun(try OnnxModels.network(golden.path))
    let pixels = NetworkRun.pixels(golden.input)
    let images = golden.input.shape[0]
    let size = pixels.count / images
    let together = run.gradient(pixels, images: images)
    let logits = run.logits(pixels, images: images)
    for image in 0..<images {
      let own = Array(pixels[image * size..<(image + 1) * size])
      let alone = run.gradient(own, images: 1)
      let classes = run.graph.classes
      let range = image * classes..<(image + 1) * classes
      #expect(alone.logits == Array(together.logits[range]))
      #expect(alone.gradient == Array(together.gradient[image * size..<(image + 1) * size]))
      #expect(run.logits(own, images: 1) == Array(logits[range]))
    }
  }

  @Test(.enabled(if: further != nil))
  func furtherModels() throws {
    let folder = Self.further ?? ""
    var counts = (right: 0, refused: 0, wrong: 0)
    for name in OnnxModels.names(in: folder) {
      let golden = try OnnxModels.golden(name, in: folder)
      do {
        let errors = try Self.errors(of: golden)
        // As far as PyTorch's own gradients in float32 and float64 are apart, where that is more.
        let rough = OnnxModels.roughness(name, in: folder)
        let isRight = errors.logits < 1e-4 && errors.gradient < max(1e-3, rough)
        if isRight { counts.right += 1 } else { counts.wrong += 1 }
        print(isRight ? "right  " : "WRONG  ", name, errors.logits, errors.gradient, rough)
      } catch let error as OnnxError {
        counts.refused += 1
        print("refused", error)
      }
    }
    print("models: \(counts.right) right, \(counts.refused) refused, \(counts.wrong) wrong")
    #expect(counts.wrong == 0)
    #expect(counts.right > 0)
  }

  private static func errors(
    of golden: OnnxModels.Golden
  ) throws -> (logits: Double, gradient: Double) {
    let run = try NetworkRun(try OnnxModels.network(golden.path))
    let pixels = NetworkRun.pixels(golden.input)
    let images = golden.input.shape[0]
    let logits = run.logits(pixels, images: images)
    var answer = run.gradient(pixels, images: images)
    if golden.input.shape[1] == 3 {
      answer.gradient = NetworkRun.moved(
        answer.gradient, golden.input.shape, toChannelsLast: false)
    }
    return (
      max(relativeError(logits, golden.logits), relativeError(answer.logits, golden.logits)),
      relativeError(answer.gradient, golden.gradient)
    )
  }
}
