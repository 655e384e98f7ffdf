import Interchange
import NeuralNetwork

/// Collects a graph's nodes and tensors in the form of ONNX (onnx.proto, "GraphProto").
///
/// Images are batch x channels x height x width there. Values are called by the number of our node.
struct NodeWriter {
  enum Attribute {
    case whole(Int)
    case wholes([Int])
    case float(Float)
    case text(String)
  }

  private(set) var nodes: [[UInt8]] = []
  private(set) var tensors: [[UInt8]] = []
  private var written: Set<String> = []
  private var helpers = 0

  static func value(_ node: Int) -> String { node == 0 ? "image" : "value_\(node)" }

  /// - Returns: the name of the output.
  @discardableResult
  mutating func node(
    _ type: String, _ inputs: [String], to output: String,
    _ attributes: KeyValuePairs<String, Attribute> = [:]
  ) -> String {
    var writer = WireWriter()
    for input in inputs { writer.text(1, input) }
    writer.text(2, output)
    writer.text(3, output)
    writer.text(4, type)
    for (name, attribute) in attributes {
      writer.message(5) { Self.write(name, attribute, &$0) }
    }
    nodes.append(writer.bytes)
    return output
  }

  private static func write(_ name: String, _ attribute: Attribute, _ writer: inout WireWriter) {
    writer.text(1, name)
    switch attribute {
    case .float(let value):
      writer.float(2, value)
      writer.whole(20, 1)
    case .whole(let value):
      writer.whole(3, value)
      writer.whole(20, 2)
    case .text(let value):
      writer.text(4, value)
      writer.whole(20, 3)
    case .wholes(let values):
      for value in values { writer.whole(8, value) }
      writer.whole(20, 7)
    }
  }

  /// A name for what our graph has no node for.
  mutating func helper() -> String {
    helpers += 1
    return "helper_\(helpers)"
  }

  /// A tensor of the network, once however many nodes name it.
  mutating func tensor(_ name: String, of parameters: Parameters) -> String {
    guard written.insert(name).inserted,
      let index = parameters.descriptions.firstIndex(where: { $0.name == name })
    else { return name }
    let bytes = LittleEndian.bytes(of: parameters.tensor(index)) { $0.bitPattern }
    tensors.append(
      Self.tensor(name, parameters.descriptions[index].shape, .float32, bytes))
    return name
  }

  /// A list of whole numbers that a node takes as an input.
  mutating func list(_ values: [Int]) -> String {
    let name = helper()
    let bytes = LittleEndian.bytes(of: values) { Int64($0) }
    tensors.append(Self.tensor(name, [values.count], .int64, bytes))
    return name
  }

  /// A single number that a node takes as an input.
  mutating func scalar(_ value: Float) -> String {
    let name = helper()
    let bytes = LittleEndian.bytes(of: [value]) { $0.bitPattern }
    tensors.append(Self.tensor(name, [], .float32, bytes))
    return name
  }

  private static func tensor(
    _ name: String, _ shape: [Int], _ type: ElementType, _ bytes: [UInt8]
  ) -> [UInt8] {
    var writer = WireWriter()
    for side in shape { writer.whole(1, side) }
    writer.whole(2, type.code)
    writer.text(8, name)
    writer.field(9, bytes)
    return writer.bytes
  }
}
