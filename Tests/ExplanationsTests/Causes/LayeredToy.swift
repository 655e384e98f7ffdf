import Explanations
import Images

/// A linear classifier whose only layer is its input.
struct LayeredToy: LayeredClassifier, AnsweringAsLinear {
  var one: LinearClassifier

  var preferredBatch: Int { 4 }
  var layers: [ClassifierLayer] {
    [ClassifierLayer(name: "input", height: inputHeight, width: inputWidth, channels: 3)]
  }

  init(_ one: LinearClassifier) {
    self.one = one
    self.one.preferredBatch = 64
  }

  func inside(
    _ layer: Int, of images: [Float], count: Int, seeds: ([Float]) -> [Float]
  ) -> LayerAnswer {
    let answer = gradients(of: images, count: count, seeds: seeds)
    return LayerAnswer(logits: answer.logits, values: images, gradients: answer.gradients)
  }
}
