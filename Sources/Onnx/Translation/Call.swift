/// One node as its operator's translation sees it: operands and attributes.
///
/// It notes which attributes are read. What was not read was not understood, and the node is
/// refused.
final class Call {
  let node: OnnxNode
  /// The version of ONNX's operators that the model is written for.
  let opset: Int
  let operands: [Operand?]
  /// Whether a result is used: by another node, or as the model's own.
  let isUsed: [Bool]
  private var read: Set<String> = []

  init(_ node: OnnxNode, opset: Int, operands: [Operand?], isUsed: [Bool]) {
    self.node = node
    self.opset = opset
    self.operands = operands
    self.isUsed = isUsed
  }

  /// Attributes that no one has asked for.
  var unread: [String] { node.attributes.keys.filter { !read.contains($0) }.sorted() }

  // MARK: Attributes

  func has(_ name: String) -> Bool { node.attributes[name] != nil }

  /// An attribute that changes nothing here.
  func ignore(_ names: String...) { read.formUnion(names) }

  func attribute(_ name: String) -> OnnxAttribute? {
    read.insert(name)
    return node.attributes[name]
  }

  func integer(_ name: String) throws -> Int? {
    guard let attribute = attribute(name) else { return nil }
    guard case .integer(let value) = attribute else { throw wrong(name, "a whole number") }
    return value
  }

  func integer(_ name: String, _ standard: Int) throws -> Int { try integer(name) ?? standard }

  func flag(_ name: String, _ standard: Bool = false) throws -> Bool {
    let value = try integer(name, standard ? 1 : 0)
    guard (0...1).contains(value) else {
      throw Fault(expected: "0 or 1 as attribute \(name)", found: value)
    }
    return value == 1
  }

  func float(_ name: String) throws -> Float? {
    guard let attribute = attribute(name) else { return nil }
    guard case .float(let value) = attribute else { throw wrong(name, "a number") }
    return value
  }

  func float(_ name: String, _ standard: Float) throws -> Float { try float(name) ?? standard }

  func integers(_ name: String) throws -> [Int]? {
    guard let attribute = attribute(name) else { return nil }
    guard case .integers(let value) = attribute else { throw wrong(name, "whole numbers") }
    return value
  }

  func string(_ name: String, _ standard: String) throws -> String {
    guard let attribute = attribute(name) else { return standard }
    guard case .string(let value) = attribute else { throw wrong(name, "text") }
    return value
  }

  private func wrong(_ name: String, _ expected: String) -> Fault {
    Fault(expected: "\(expected) as attribute \(name)", found: "another kind")
  }

  // MARK: Operands

  func operand(_ index: Int) throws -> Operand {
    guard let operand = optional(index) else {
      throw Fault(expected: "an input number \(index + 1)", found: "none")
    }
    return operand
  }

  func optional(_ index: Int) -> Operand? { index < operands.count ? operands[index] : nil }

  /// An input that hangs on the image.
  func activation(_ index: Int = 0) throws -> Activation {
    guard case .computed(let activation) = try operand(index) else {
      throw Fault(expected: "an input that hangs on the image", found: "a constant as the first")
    }
    return activation
  }

  /// An input that is known beforehand, such as weights.
  func known(_ index: Int, _ what: String) throws -> Tensor {
    guard case .known(let tensor) = try operand(index) else {
      throw Fault(expected: "\(what) known beforehand", found: "what is computed from the image")
    }
    return tensor
  }

  func optionalKnown(_ index: Int, _ what: String) throws -> Tensor? {
    optional(index) == nil ? nil : try known(index, what)
  }

  /// All operands, where each is known.
  var allKnown: [Tensor?]? {
    var tensors: [Tensor?] = []
    for operand in operands {
      switch operand {
      case .known(let tensor): tensors.append(tensor)
      case nil: tensors.append(nil)
      case .computed: return nil
      }
    }
    return tensors
  }

  /// Whole numbers that were an attribute once and are an input now.
  func integers(attribute name: String, orInput index: Int) throws -> [Int]? {
    if let list = try integers(name) { return list }
    return try optionalKnown(index, "numbers").map { try $0.integers() }
  }

  /// An axis counted from the front; negative ones count from the end.
  ///
  /// - Parameter mayEnd: whether the place after the last axis is one, too.
  func axis(_ axis: Int, rank: Int, mayEnd: Bool = false) throws -> Int {
    let end = mayEnd ? rank : rank - 1
    guard axis >= -rank, axis <= end else {
      throw Fault(expected: "an axis in \(-rank)...\(end)", found: axis)
    }
    return axis < 0 ? axis + rank : axis
  }

  func refuseResults(beyond count: Int) throws {
    if let index = isUsed.indices.dropFirst(count).first(where: { isUsed[$0] }) {
      throw Fault("its result number \(index + 1) is not computed here")
    }
  }
}
