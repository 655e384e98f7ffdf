import Datasets
import Foundation
import Images
import NeuralNetwork
import Onnx

extension Model {
  /// The bytes of an ONNX file with the network, its weights, and how it wants its images.
  ///
  /// - Parameter version: this program's.
  /// - Throws: `OnnxWriting.Refused` for a network that ONNX cannot say.
  package func onnxBytes(version: String) throws -> [UInt8] {
    func list(_ numbers: [Float]) -> String { numbers.map(\.description).joined(separator: ",") }
    let shape = graph.inputShape
    var properties = [
      "mean": list(normalization.mean), "std": list(normalization.deviation), "scale": "1",
      "channels": Preprocessing.Channels.rgb.rawValue, "size": "\(shape.height),\(shape.width)",
    ]
    if !classNames.isEmpty {
      properties["classes"] = String(decoding: try JSONEncoder().encode(classNames), as: UTF8.self)
    }
    properties.merge(preparation?.table ?? [:]) { $1 }
    return try OnnxWriting.bytes(
      of: graph, parameters, properties: properties, version: version)
  }
}
