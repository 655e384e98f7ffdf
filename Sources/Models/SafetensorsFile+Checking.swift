package import Interchange
package import NeuralNetwork

extension SafetensorsFile {
  /// What programs put before every name when they save a network that is wrapped.
  private static let wrappers = [
    "module.", "_orig_mod.", "model.", "net.", "network.", "backbone.", "encoder.", "classifier.",
    "state_dict.", "model_state_dict.", "model_state.", "ema.", "ema_model.", "student.",
  ]

  /// Takes away what stands before all names alike, as often as something does.
  ///
  /// - Returns: what was taken away; empty for nothing.
  package mutating func stripWrapper() -> String {
    var stripped = ""
    // A network is hardly wrapped more often.
    for _ in 0..<8 {
      guard !tensors.isEmpty,
        let prefix = Self.wrappers.first(where: { prefix in
          tensors.allSatisfy { $0.name.hasPrefix(prefix) && $0.name.count > prefix.count }
        })
      else { break }
      for index in tensors.indices { tensors[index].name.removeFirst(prefix.count) }
      stripped += prefix
    }
    return stripped
  }

  /// Looks at the numbers of the network's tensors, before any are used.
  ///
  /// - Throws: `ModelError` for weights that are whole numbers, as quantised ones are, and for
  ///   variances below zero.
  package func checkNumbers(of graph: Graph, path: String) throws(ModelError) {
    let names = Set(graph.parameters.map(\.name))
    for tensor in tensors where names.contains(tensor.name) {
      guard tensor.elementType.isFloatingPoint else {
        throw .unusableTensor(
          path: path, name: tensor.name, expected: "floating-point numbers (F64, F32, F16 or BF16)",
          found: "the type \(tensor.elementType.rawValue), as quantised weights have")
      }
      if tensor.name.hasSuffix("running_var"),
        let bad = tensor.values.firstIndex(where: { !($0 >= 0) || $0.isInfinite })
      {
        throw .unusableTensor(
          path: path, name: tensor.name, expected: "finite variances of 0 or above",
          found: "\(tensor.values[bad]) at element \(bad)")
      }
    }
  }
}
