/// A classifier that also gives access to the activations of its named layers.
package protocol LayeredClassifier: Classifier {
  /// The available layers, from the input to the scores.
  var layers: [ClassifierLayer] { get }

  /// A layer's output, and the gradient with respect to it of Σ_nk seed[n,k] · logit[n,k].
  ///
  /// - Parameters:
  ///   - layer: place in `layers`.
  ///   - images: normalised, N x H x W x 3.
  ///   - count: N.
  ///   - seeds: given the logits, N x classes, chooses the seeds, N x classes; called once.
  func inside(
    _ layer: Int, of images: [Float], count: Int, seeds: (_ logits: [Float]) -> [Float]
  ) throws -> LayerAnswer
}

/// A layer of a network: its name and the shape of its output.
package struct ClassifierLayer: Sendable, Equatable {
  package let name: String
  package let height: Int
  package let width: Int
  package let channels: Int

  package init(name: String, height: Int, width: Int, channels: Int) {
    self.name = name
    self.height = height
    self.width = width
    self.channels = channels
  }
}

/// A layer's activations and gradients for N images.
package struct LayerAnswer: Sendable {
  /// N x classes.
  package let logits: [Float]
  /// N x height x width x channels of the layer.
  package let values: [Float]
  /// The same shape.
  package let gradients: [Float]

  package init(logits: [Float], values: [Float], gradients: [Float]) {
    self.logits = logits
    self.values = values
    self.gradients = gradients
  }
}
