import Interchange
import NeuralNetwork

/// A model on its way into a graph: what is known of each of its values so far.
final class Translation {
  let model: OnnxModel
  /// The number of images that the file is written for; nil where it leaves that open.
  let batch: Int?
  var builder: GraphBuilder
  /// Weights under the names that the graph has for them.
  private(set) var weights: [OnnxWeights] = []
  private var operands: [String: Operand]
  /// How often each name was asked for, and all that were given.
  private var nameCounts: [String: Int] = [:]
  private var takenNames: Set<String> = []
  /// Numbers that the graph's weights may still have.
  private var weightBudget: Int
  /// Elements that folding may still write.
  private var foldingBudget = Folding.mostAdded
  /// How values came about, for what is known as one operation in several.
  var origins: [GraphBuilder.Value: Origin] = [:]

  /// - Parameter image: the value that holds the images; further inputs are among `known`.
  init(
    _ model: OnnxModel, image: String, batch: Int?, view: View, shape: Shape,
    known: [String: Tensor] = [:]
  ) {
    self.model = model
    self.batch = batch
    builder = GraphBuilder(name: Self.name(of: model.file), input: shape)
    operands = model.initializers.mapValues { .known($0) }
    weightBudget = model.initializers.values.reduce(Self.mostAddedWeights) { $0 + $1.count }
    foldingBudget += Folding.budget(for: model.initializers.values.reduce(0) { $0 + $1.count })
    for (name, tensor) in known { operands[name] = .known(tensor) }
    operands[image] = .computed(Activation(builder.input, view))
  }

  /// The name of the file without its folder and ending.
  private static func name(of file: String) -> String {
    let last = file.split(separator: "/").last.map(String.init) ?? file
    return last.hasSuffix(".onnx") ? String(last.dropLast(5)) : last
  }

  /// Computes or translates what leads to some values.
  ///
  /// - Throws: `OnnxError` for the first node that is not understood.
  func run(for results: [String]) throws {
    let order = try NodeOrder(model, results: results, known: Set(operands.keys))
    for index in order.nodes {
      let node = model.nodes[index]
      do {
        try translate(node, order)
      } catch let fault as Fault {
        throw refusal(of: node, fault.reason)
      } catch let error as NetworkError {
        throw refusal(of: node, Self.reason(of: error))
      }
    }
  }

  func operand(_ name: String) -> Operand? { operands[name] }

  func set(_ name: String, to activation: Activation) { operands[name] = .computed(activation) }

  private func translate(_ node: OnnxNode, _ order: NodeOrder) throws {
    guard node.domain.isEmpty else {
      throw Fault("expected an operator of ONNX itself, found one of \(node.domain)")
    }
    guard let operation = OperatorTable.all[node.type] else {
      throw Fault(OperatorTable.refusal(of: node.type))
    }
    guard operation.opsets.contains(model.opset) else {
      throw Fault(
        expected: "opset \(operation.opsets.lowerBound)...\(operation.opsets.upperBound)",
        found: model.opset)
    }
    let call = Call(
      node, opset: model.opset,
      operands: try node.inputs.map { try operand(of: operation, $0) },
      isUsed: node.outputs.map { !$0.isEmpty && order.isUsed($0) })
    let results = try results(of: operation, call)
    if let unread = call.unread.first {
      throw Fault("its attribute \(Excerpt.quoted(unread)) is not understood")
    }
    try call.refuseResults(beyond: results.count)
    for (name, result) in zip(node.outputs, results) where !name.isEmpty {
      operands[name] = result.settled
    }
  }

  private func results(of operation: Operator, _ call: Call) throws -> [Operand] {
    if let tensors = call.allKnown, let fold = operation.fold {
      let folding = Folding(call, tensors, budget: foldingBudget)
      let results = try fold(folding)
      foldingBudget = folding.budget
      // What hangs on no input is a constant that the file holds.
      if tensors.isEmpty {
        foldingBudget += Folding.budget(for: results.reduce(0) { $0 + $1.count })
      }
      return results.map { .known($0) }
    }
    guard let translate = operation.translate, call.allKnown == nil else {
      throw Fault(
        "is understood only where its inputs "
          + (operation.translate == nil ? "are known beforehand" : "hang on the image"))
    }
    return try translate(call, self)
  }

  /// An input of a node; what was taken for the end of the classifier is none where more is made of
  /// it.
  private func operand(of operation: Operator, _ name: String) throws -> Operand? {
    guard !name.isEmpty else { return nil }
    if !operation.mayFollowEnding, case .computed(let activation)? = operands[name],
      activation.ending != nil
    {
      operands[name] = .computed(try Endings.continued(activation, self))
    }
    return operands[name]
  }

  private func refusal(of node: OnnxNode, _ reason: String) -> OnnxError {
    .refused(
      file: model.file, node: node.label, operation: Excerpt.name(node.type), opset: model.opset,
      reason: reason + (model.hasAttention ? Self.attention : ""))
  }

  private static let attention =
    "; the model is a transformer: it multiplies values that all hang on the image (attention), "
    + "which is not computed here; its predictions, written as a table by the program that runs "
    + "it, can be analysed all the same"

  /// What the graph has against a layer; the node is named already.
  private static func reason(of error: NetworkError) -> String {
    switch error {
    case .layer(_, _, let expected, let found): "expected \(expected), found \(found)"
    case .inputTooSmall(_, _, let shape, let kernel):
      "expected at least \(kernel.height) x \(kernel.width) pixels, found \(shape.height) x "
        + "\(shape.width)"
    case .tensorMismatch: "\(error)"
    }
  }

  // MARK: Names and weights

  /// A name for a node's layer: that of its weights where PyTorch gave them one, else its own.
  func layerName(_ call: Call, weight: Int? = nil) -> String {
    var name = call.node.label
    if let weight, weight < call.node.inputs.count {
      let input = call.node.inputs[weight]
      if input.hasSuffix(".weight"), input.count > 7 { name = String(input.dropLast(7)) }
    }
    var parts = name.split(separator: "/")
    // PyTorch names a node by its module and its operator; the module is enough.
    if parts.count > 1, let last = parts.last,
      last == call.node.type || last.hasPrefix(call.node.type + "_")
    {
      parts.removeLast()
    }
    name = parts.joined(separator: ".")
    return unusedName(name.isEmpty ? call.node.type : name)
  }

  func unusedName(_ name: String) -> String {
    var unique = name
    while !takenNames.insert(unique).inserted {
      let number = nameCounts[name, default: 1] + 1
      nameCounts[name] = number
      unique = "\(name)_\(number)"
    }
    return unique
  }

  /// Weights beyond those of the file: constants spread over images, shared weights once more.
  private static let mostAddedWeights = 3 << 26

  /// - Throws: `Fault` where a few bytes of the file ask for any number of weights.
  func addWeights(_ name: String, shape: [Int], _ values: @autoclosure () throws -> [Float]) throws
  {
    weightBudget -= shape.reduce(1, *)
    guard weightBudget >= 0 else {
      throw Fault("makes more weights than the file's own and \(Self.mostAddedWeights) others")
    }
    let values = try values()
    weights.append(OnnxWeights(name: name, shape: shape, values: values))
  }
}

/// A tensor of the graph, in PyTorch's layout.
package struct OnnxWeights {
  package let name: String
  package let shape: [Int]
  package let values: [Float]
}
