import Interchange

/// An ONNX file as it is written: nodes, tensors and names, nothing of what they mean.
package struct OnnxModel {
  package let file: String
  /// Version of ONNX's own operators.
  package private(set) var opset = 0
  package private(set) var producer = ""
  /// What stands under `metadata_props`.
  package private(set) var metadata: [String: String] = [:]
  package private(set) var nodes: [OnnxNode] = []
  package private(set) var initializers: [String: Tensor] = [:]
  /// All inputs of the graph but those that initializers fill.
  package private(set) var inputs: [OnnxValue] = []
  package private(set) var outputs: [OnnxValue] = []
  /// Whether some weights lie in files beside it.
  package private(set) var readsBeside = false
}

/// One operator applied to named values.
package struct OnnxNode {
  package var name = ""
  package var type = ""
  package var domain = ""
  /// Names; an empty one stands for an input that is left out.
  package var inputs: [String] = []
  package var outputs: [String] = []
  package var attributes: [String: OnnxAttribute] = [:]

  /// What errors call it: its name, or else that of its result.
  var label: String { name.isEmpty ? outputs.first ?? "" : name }
}

package enum OnnxAttribute {
  case float(Float)
  case integer(Int)
  case string(String)
  case tensor(Tensor)
  case floats([Float])
  case integers([Int])
  case strings([String])
  /// A graph, a sparse tensor, or what else is not read.
  case other(String)
}

/// A value's name, its type, and its sizes as far as the file tells.
package struct OnnxValue {
  package var name = ""
  package var type: ElementType?
  /// Nil where no shape is written; nil or a name for a size that is open.
  package var sizes: [Int?]?
}

extension OnnxModel {
  /// - Throws: `OnnxError` and `InterchangeError` for what is not a whole ONNX model.
  package init(_ bytes: [UInt8], file: String) throws {
    self.file = file
    if let other = FormatGuess.known(bytes), other != FormatGuess.onnx {
      throw OnnxError.malformed(
        file: file, place: "byte 0", expected: "the fields of a model", found: other)
    }
    var reader = WireReader(bytes, file: file)
    var tensors = TensorReader(bytes, file: file)
    var graph: WireReader?
    var opsets: [String: Int] = [:]
    var irVersion: Int?
    while let (number, value) = try reader.next() {
      switch number {
      case 1: irVersion = try reader.integer(value)
      case 2: producer = try reader.string(value)
      case 7: graph = try reader.message(value)
      case 8:
        let (domain, version) = try Self.opset(try reader.message(value))
        opsets[domain] = version
      case 14:
        let (key, text) = try StringPair.read(try reader.message(value))
        metadata[key] = text
      default: break
      }
    }
    guard irVersion != nil, let graph else {
      throw OnnxError.malformed(
        file: file, place: "the model", expected: "an ONNX model's version and graph",
        found: irVersion == nil ? "no version" : "no graph")
    }
    // "ai.onnx" is another name of the standard domain.
    guard let opset = opsets[""] ?? opsets["ai.onnx"] else {
      throw OnnxError.malformed(
        file: file, place: "the model", expected: "the version of ONNX's operators",
        found: "none")
    }
    self.opset = opset
    try readGraph(graph, &tensors)
    readsBeside = tensors.readsBeside
  }

  private mutating func readGraph(_ graph: WireReader, _ tensors: inout TensorReader) throws {
    var reader = graph
    while let (number, value) = try reader.next() {
      switch number {
      case 1: nodes.append(try OnnxNode(try reader.message(value), &tensors))
      case 5:
        let written = try WrittenTensor(try reader.message(value))
        guard initializers[written.name] == nil else {
          throw OnnxError.malformed(
            file: file, place: "initializer '\(written.name)'", expected: "each name once",
            found: "it twice")
        }
        initializers[written.name] = try tensors.tensor(written)
      case 11: inputs.append(try OnnxValue(try reader.message(value)))
      case 12: outputs.append(try OnnxValue(try reader.message(value)))
      case 15:
        throw OnnxError.malformed(
          file: file, place: "the graph", expected: "dense tensors", found: "a sparse one")
      default: break
      }
    }
    inputs.removeAll { initializers[$0.name] != nil }
  }

  private static func opset(_ message: WireReader) throws(OnnxError) -> (String, Int) {
    var (reader, domain, version) = (message, "", 0)
    while let (number, value) = try reader.next() {
      switch number {
      case 1: domain = try reader.string(value)
      case 2: version = try reader.integer(value)
      default: break
      }
    }
    return (domain, version)
  }
}

enum StringPair {
  /// A key and its value.
  static func read(_ message: WireReader) throws(OnnxError) -> (String, String) {
    var (reader, key, text) = (message, "", "")
    while let (number, value) = try reader.next() {
      switch number {
      case 1: key = try reader.string(value)
      case 2: text = try reader.string(value)
      default: break
      }
    }
    return (key, text)
  }
}

extension OnnxNode {
  init(_ message: WireReader, _ tensors: inout TensorReader) throws {
    var reader = message
    while let (number, value) = try reader.next() {
      switch number {
      case 1: inputs.append(try reader.string(value))
      case 2: outputs.append(try reader.string(value))
      case 3: name = try reader.string(value)
      case 4: type = try reader.string(value)
      case 5:
        let (name, attribute) = try OnnxAttribute.read(try reader.message(value), &tensors)
        attributes[name] = attribute
      case 7: domain = try reader.string(value)
      default: break
      }
    }
    if domain == "ai.onnx" { domain = "" }
  }
}

extension OnnxAttribute {
  static func read(
    _ message: WireReader, _ tensors: inout TensorReader
  ) throws -> (String, OnnxAttribute) {
    var reader = message
    var (name, code) = ("", 0)
    var single: OnnxAttribute?
    var (floats, integers, strings): ([Float], [Int], [String]) = ([], [], [])
    while let (number, value) = try reader.next() {
      switch number {
      case 1: name = try reader.string(value)
      case 2: single = .float(try reader.float(value))
      case 3: single = .integer(try reader.integer(value))
      case 4: single = .string(try reader.string(value))
      case 5: single = .tensor(try tensors.tensor(try WrittenTensor(try reader.message(value))))
      case 6, 11: single = .other("a graph")
      case 7: try reader.append(value, to: &floats)
      case 8: try reader.append(value, to: &integers)
      case 9: strings.append(try reader.string(value))
      case 10, 14, 15, 22, 23: single = .other("a value of another kind")
      case 20: code = try reader.integer(value)
      case 21: single = .other("a reference to a function's attribute")
      default: break
      }
    }
    return (name, single ?? list(code, floats, integers, strings))
  }

  /// Zeros and empty lists may not be written at all; only the type tells then.
  private static func list(
    _ code: Int, _ floats: [Float], _ integers: [Int], _ strings: [String]
  ) -> OnnxAttribute {
    switch code {
    case 1: .float(0)
    case 2: .integer(0)
    case 3: .string("")
    case 6: .floats(floats)
    case 7: .integers(integers)
    case 8: .strings(strings)
    case 0 where !floats.isEmpty: .floats(floats)
    case 0 where !integers.isEmpty: .integers(integers)
    case 0 where !strings.isEmpty: .strings(strings)
    default: .other("a value of type \(code)")
    }
  }
}

extension OnnxValue {
  init(_ message: WireReader) throws(OnnxError) {
    var reader = message
    while let (number, value) = try reader.next() {
      switch number {
      case 1: name = try reader.string(value)
      case 2: try readType(try reader.message(value))
      default: break
      }
    }
  }

  private mutating func readType(_ message: WireReader) throws(OnnxError) {
    var reader = message
    while let (number, value) = try reader.next() {
      if number != 1 { continue }
      var tensor = try reader.message(value)
      while let (number, value) = try tensor.next() {
        switch number {
        case 1: type = ElementType(code: try tensor.integer(value))
        case 2: sizes = try Self.sizes(try tensor.message(value))
        default: break
        }
      }
    }
  }

  private static func sizes(_ message: WireReader) throws(OnnxError) -> [Int?] {
    var (reader, sizes): (WireReader, [Int?]) = (message, [])
    while let (number, value) = try reader.next() {
      guard number == 1 else { continue }
      var dimension = try reader.message(value)
      var size: Int?
      while let (number, value) = try dimension.next() {
        // Some programs write an open size as -1.
        if number == 1 { size = try dimension.integer(value) }
        if let known = size, known < 0 { size = nil }
      }
      sizes.append(size)
    }
    return sizes
  }
}
