import Foundation

/// Writes ONNX models, sound ones and others, byte by byte.
struct ModelWriter {
  struct Node {
    var type: String
    var inputs: [String]
    var outputs: [String]
    var attributes: [Attribute] = []
    var domain = ""
  }

  enum Attribute {
    case integer(String, Int)
    case integers(String, [Int])
    case float(String, Float)
    case string(String, String)
  }

  struct Initializer {
    var name: String
    var sizes: [Int]
    var type = 1
    var raw: [UInt8]?
    var floats: [Float] = []
    var location: String?
  }

  var opset = 17
  var nodes: [Node] = []
  var initializers: [Initializer] = []
  /// Of the input; 0 for an open size.
  var image: [Int] = [0, 3, 4, 4]
  var imageType = 1
  var inputs = ["image"]
  var outputs = ["scores"]
  var properties: [(String, String)] = []

  /// Global mean, then a linear layer of two classes.
  static var plain: ModelWriter {
    var writer = ModelWriter()
    writer.nodes = [
      Node(type: "GlobalAveragePool", inputs: ["image"], outputs: ["mean"]),
      Node(type: "Flatten", inputs: ["mean"], outputs: ["flat"]),
      Node(
        type: "Gemm", inputs: ["flat", "w", "b"], outputs: ["scores"],
        attributes: [.integer("transB", 1)]),
    ]
    writer.initializers = [
      Initializer(name: "w", sizes: [2, 3], floats: [1, 2, 3, 4, 5, 6]),
      Initializer(name: "b", sizes: [2], floats: [0.5, -0.5]),
    ]
    return writer
  }

  var bytes: [UInt8] {
    var model = Self.field(1, varint: 8)
    model += Self.field(7, graph)
    model += Self.field(8, Self.field(2, varint: opset))
    for (key, value) in properties {
      model += Self.field(14, Self.field(1, text: key) + Self.field(2, text: value))
    }
    return model
  }

  private var graph: [UInt8] {
    var graph: [UInt8] = []
    for node in nodes { graph += Self.field(1, Self.bytes(of: node)) }
    for tensor in initializers { graph += Self.field(5, Self.bytes(of: tensor)) }
    for name in inputs { graph += Self.field(11, value(name, image)) }
    for name in outputs { graph += Self.field(12, value(name, [0, 2])) }
    return graph
  }

  private func value(_ name: String, _ sizes: [Int]) -> [UInt8] {
    var shape: [UInt8] = []
    for size in sizes {
      shape += Self.field(1, size == 0 ? Self.field(2, text: "N") : Self.field(1, varint: size))
    }
    let tensor = Self.field(1, varint: imageType) + Self.field(2, shape)
    return Self.field(1, text: name) + Self.field(2, Self.field(1, tensor))
  }

  private static func bytes(of node: Node) -> [UInt8] {
    var bytes: [UInt8] = []
    for name in node.inputs { bytes += field(1, text: name) }
    for name in node.outputs { bytes += field(2, text: name) }
    bytes += field(3, text: "the " + node.type) + field(4, text: node.type)
    for attribute in node.attributes { bytes += field(5, Self.bytes(of: attribute)) }
    return bytes + field(7, text: node.domain)
  }

  private static func bytes(of attribute: Attribute) -> [UInt8] {
    switch attribute {
    case .integer(let name, let value):
      field(1, text: name) + field(3, varint: value) + field(20, varint: 2)
    case .integers(let name, let values):
      field(1, text: name) + values.flatMap { field(8, varint: $0) } + field(20, varint: 7)
    case .float(let name, let value):
      field(1, text: name) + [2 << 3 | 5] + little(value.bitPattern) + field(20, varint: 1)
    case .string(let name, let value):
      field(1, text: name) + field(4, text: value) + field(20, varint: 3)
    }
  }

  private static func bytes(of tensor: Initializer) -> [UInt8] {
    var bytes = tensor.sizes.flatMap { field(1, varint: $0) } + field(2, varint: tensor.type)
    if !tensor.floats.isEmpty { bytes += field(4, tensor.floats.flatMap { little($0.bitPattern) }) }
    bytes += field(8, text: tensor.name)
    if let raw = tensor.raw { bytes += field(9, raw) }
    if let location = tensor.location {
      bytes += field(13, field(1, text: "location") + field(2, text: location))
      bytes += field(14, varint: 1)
    }
    return bytes
  }

  // MARK: Wire format

  static func varint(_ value: Int) -> [UInt8] {
    var (rest, bytes): (UInt64, [UInt8]) = (UInt64(bitPattern: Int64(value)), [])
    repeat {
      bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
      rest >>= 7
    } while rest > 0
    return bytes
  }

  static func field(_ number: Int, varint value: Int) -> [UInt8] {
    varint(number << 3) + varint(value)
  }

  static func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(bytes.count) + bytes
  }

  static func field(_ number: Int, text: String) -> [UInt8] { field(number, Array(text.utf8)) }

  private static func little(_ bits: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
  }
}
