package import Interchange
package import NeuralNetwork

extension SafetensorsFile {
  /// What programs put before every name when they save a network that is wrapped. Of several
  /// copies of a network in one file, the averaged ones stand first: they are the better ones.
  private static let wrappers = [
    "ema_model.", "model_ema.", "ema.", "averaged_model.", "swa_model.", "module.", "_orig_mod.",
    "model.", "net.", "network.", "backbone.", "encoder.", "classifier.", "state_dict.",
    "model_state_dict.", "model_state.", "student.", "online_model.",
  ]

  /// What they count with: single numbers beside the network.
  private static let counters: Set<String> = [
    "n_averaged", "num_updates", "decay", "initted", "step", "steps",
  ]

  /// Classifiers beside the network that took part in training alone.
  private static let sideClassifiers = ["aux1.", "aux2.", "AuxLogits."]

  /// Takes away what stands before all names alike, as often as something does.
  ///
  /// - Returns: what was taken away; empty for nothing.
  package mutating func stripWrapper() -> String {
    tensors.removeAll { $0.values.count == 1 && Self.counters.contains($0.name) }
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

  /// Leaves the tensors of one network: without what stands before all names, without other copies
  /// of it, what was trained along with it, and counters.
  ///
  /// - Parameter networks: those that it may be.
  /// - Returns: what stood before its names, and what else the user should know.
  mutating func unwrap(for networks: [Graph]) -> (prefix: String, remarks: [String]) {
    let names = networks.map { Set($0.parameters.map(\.name)) }
    func isWhole(_ file: SafetensorsFile) -> Bool {
      let held = Set(file.tensors.map(\.name))
      return names.contains { $0.isSubset(of: held) }
    }
    var prefix = stripWrapper()
    var remarks: [String] = []
    if !isWhole(self) {
      for wrapper in Self.wrappers {
        var part = SafetensorsFile(tensors: tensors.filter { $0.name.hasPrefix(wrapper) })
        let inner = part.stripWrapper()
        guard isWhole(part) else { continue }
        remarks.append(
          "of its \(tensors.count) tensors those whose names begin with '\(inner)' are taken, "
            + "\(part.tensors.count) in all")
        tensors = part.tensors
        prefix += inner
        break
      }
    }
    func isSide(_ name: String) -> Bool {
      Self.sideClassifiers.contains { name.hasPrefix($0) }
    }
    let haveNone = !names.contains { $0.contains(where: isSide) }
    if haveNone, tensors.contains(where: { isSide($0.name) }) {
      tensors.removeAll { isSide($0.name) }
      remarks.append("its side classifiers are left out: they took part in training alone")
    }
    return (prefix, remarks)
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
