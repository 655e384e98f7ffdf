import Compute
import Datasets
import Images
import NeuralNetwork

extension Scorer {
  /// A digest (SHA-256) of all that answers hang on: the models, and in what precision they answer.
  package var digest: String {
    if compute.precision == .float32 { return modelDigest }
    return SHA256.hexadecimal(of: "\(modelDigest) \(compute.precision.rawValue)".utf8)
  }

  /// A digest of the models: networks, weights, and how images are normalised.
  var modelDigest: String {
    var digest = SHA256()
    for model in models {
      let normalization = model.normalization
      let head =
        "\(model.graph.name) \(model.graph.inputShape) \(normalization.mean) "
        + "\(normalization.deviation)"
      digest.update(head.utf8)
      // Networks without a name of their own may differ in what has no weights.
      for node in model.architecture == nil ? model.graph.nodes : [] {
        digest.update("\(node.operation) \(node.inputs)".utf8)
      }
      digest.update(UnsafeRawBufferPointer(model.parameters.values.elements))
    }
    return digest.hexadecimal()
  }
}
