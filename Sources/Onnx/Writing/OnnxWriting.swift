package import NeuralNetwork

/// Networks as ONNX models, for programs that run those.
package enum OnnxWriting {
  /// The version of the operators that are written.
  static let opset = 17
  /// The version of the format that came with it.
  private static let formatVersion = 8
  /// Protocol buffers hold no more.
  private static let mostBytes = 1 << 31 - 1

  /// What a network cannot be written for.
  package struct Refused: Error, CustomStringConvertible {
    package let description: String
  }

  /// The bytes of an ONNX file (opset 17).
  ///
  /// The input `image` is N x 3 x height x width, normalised; the output `logits` is N x classes. N
  /// is any number. Batch normalisation stays a node of its own.
  /// - Parameter properties: the model's metadata.
  /// - Throws: `Refused` for an operation that ONNX has not, or a network too large for the format.
  package static func bytes(
    of graph: Graph, _ parameters: Parameters, properties: [String: String], version: String
  ) throws(Refused) -> [UInt8] {
    let writer = try nodes(of: graph, parameters)
    var file = WireWriter()
    file.whole(1, formatVersion)
    file.text(2, "misclass")
    file.text(3, version)
    file.message(7) { message in
      for node in writer.nodes { message.field(1, node) }
      message.text(2, graph.name)
      for tensor in writer.tensors { message.field(5, tensor) }
      let shape = graph.inputShape
      message.message(11) {
        Self.value("image", [shape.channels, shape.height, shape.width], &$0)
      }
      message.message(12) { Self.value("logits", [graph.classes], &$0) }
    }
    file.message(8) {
      $0.text(1, "")
      $0.whole(2, opset)
    }
    for (key, value) in properties.sorted(by: { $0.key < $1.key }) {
      file.message(14) {
        $0.text(1, key)
        $0.text(2, value)
      }
    }
    guard file.bytes.count <= mostBytes else {
      throw Refused(
        description: "\(graph.name) takes \(file.bytes.count) bytes; an ONNX file holds at most "
          + "\(mostBytes)")
    }
    return file.bytes
  }

  private static func nodes(
    of graph: Graph, _ parameters: Parameters
  ) throws(Refused) -> NodeWriter {
    var writer = NodeWriter()
    for (index, node) in graph.nodes.enumerated() where index > 0 {
      let written = WrittenNode(
        inputs: node.inputs.map(NodeWriter.value),
        shapes: node.inputs.map { graph.nodes[$0].shape }, output: NodeWriter.value(index),
        parameters: parameters)
      guard let operation = node.operation as? any WrittenOperation else {
        throw Refused(
          description: "\(graph.name): layer '\(node.name)': \(node.operation.text) is not written "
            + "as ONNX")
      }
      do {
        try operation.write(written, to: &writer)
      } catch {
        throw Refused(
          description: "\(graph.name): layer '\(node.name)': ONNX cannot say \(error.reason)")
      }
    }
    // Layers that keep height and width end in 1 x 1 pixels, and Gemm in none.
    writer.node(
      "Flatten", [NodeWriter.value(graph.output)], to: "logits", ["axis": .whole(1)])
    return writer
  }

  /// A value of the graph, N x the sides.
  private static func value(_ name: String, _ sides: [Int], _ writer: inout WireWriter) {
    writer.text(1, name)
    writer.message(2) { type in
      type.message(1) { tensor in
        tensor.whole(1, 1)
        tensor.message(2) { shape in
          shape.message(1) { $0.text(2, "N") }
          for side in sides { shape.message(1) { $0.whole(1, side) } }
        }
      }
    }
  }
}
