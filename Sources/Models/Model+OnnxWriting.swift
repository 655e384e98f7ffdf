import NeuralNetwork
import Onnx

extension Model {
  /// The bytes of an ONNX file with the network, its weights, and how it wants its images.
  ///
  /// - Parameter version: this program's.
  /// - Throws: `OnnxWriting.Refused` for a network that ONNX cannot say.
  package func onnxBytes(version: String) throws -> [UInt8] {
    let shape = graph.inputShape
    var properties = metadata.table
    // What is PyTorch's, and ours; an ONNX file has its network in itself.
    properties["format"] = nil
    properties["arch"] = nil
    properties["stem"] = nil
    properties["scale"] = "1"
    properties["channels"] = Preprocessing.Channels.rgb.rawValue
    properties["size"] = "\(shape.height),\(shape.width)"
    return try OnnxWriting.bytes(
      of: graph, parameters, properties: properties, version: version)
  }
}
