import Compute
package import Explanations
import Images
import NeuralNetwork

/// The engine as the explanations see it: scores, gradients, and what comes out of named layers.
extension Scorer: LayeredClassifier {
  package var layers: [ClassifierLayer] {
    // Several networks have no layer in common.
    guard modelCount == 1 else { return [] }
    return model.graph.layers.map { layer in
      let shape = model.graph.nodes[layer.node].shape
      return ClassifierLayer(
        name: layer.name, height: shape.height, width: shape.width, channels: shape.channels)
    }
  }

  package func copies(_ count: Int) -> [any Classifier] {
    count == compute.workers.threads ? copiesForWorkers() : [self]
  }

  package func inside(
    _ layer: Int, of images: [Float], count: Int, seeds: (_ logits: [Float]) -> [Float]
  ) -> LayerAnswer {
    let answer = inside(
      node: model.graph.layers[layer].node, of: images, count: count, seeds: seeds)
    return LayerAnswer(
      logits: answer.logits, values: answer.values, gradients: answer.gradients)
  }
}
