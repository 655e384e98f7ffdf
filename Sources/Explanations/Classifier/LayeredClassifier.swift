/// A classifier that also tells what happens inside, at layers with names.
package protocol LayeredClassifier: Classifier {
  /// The layers that may be asked about, from the input to the scores.
  var layers: [ClassifierLayer] { get }

  /// What a layer puts out, and the gradient with respect to it of Σ_nk seed[n,k] · logit[n,k].
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

/// A place inside a network: its name, and the shape of what comes out of it.
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

/// What a layer had to say about N images.
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
