import Explanations
import Images

/// A linear classifier whose only layer is its input.
struct LayeredToy: LayeredClassifier {
  var one: LinearClassifier

  var classCount: Int { one.classCount }
  var inputHeight: Int { one.inputHeight }
  var inputWidth: Int { one.inputWidth }
  var preferredBatch: Int { 4 }
  var normalization: Normalization { one.normalization }
  var layers: [ClassifierLayer] {
    [ClassifierLayer(name: "input", height: inputHeight, width: inputWidth, channels: 3)]
  }

  init(_ one: LinearClassifier) {
    self.one = one
    self.one.preferredBatch = 64
  }

  func copies(_ count: Int) -> [any Classifier] { Array(repeating: self, count: count) }

  func logits(of images: [Float], count: Int) -> [Float] { one.logits(of: images, count: count) }

  func gradients(
    of images: [Float], count: Int, seeds: ([Float]) -> [Float]
  ) -> (logits: [Float], gradients: [Float]) {
    one.gradients(of: images, count: count, seeds: seeds)
  }

  func inside(
    _ layer: Int, of images: [Float], count: Int, seeds: ([Float]) -> [Float]
  ) -> LayerAnswer {
    let answer = gradients(of: images, count: count, seeds: seeds)
    return LayerAnswer(logits: answer.logits, values: images, gradients: answer.gradients)
  }
}
