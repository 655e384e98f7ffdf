import Interchange

/// The nodes that lead to some results, each after those that it reads.
struct NodeOrder {
  /// Numbers of the nodes.
  private(set) var nodes: [Int] = []
  private var used: Set<String>

  func isUsed(_ name: String) -> Bool { used.contains(name) }

  /// - Throws: `OnnxError` for values that nothing gives or two nodes give, and for cycles.
  init(_ model: OnnxModel, results: [String], known: Set<String>) throws(OnnxError) {
    used = Set(results)
    var giver: [String: Int] = [:]
    for (index, node) in model.nodes.enumerated() {
      for name in node.outputs where !name.isEmpty {
        guard giver.updateValue(index, forKey: name) == nil, !known.contains(name) else {
          throw Self.malformed(model, index, "each value from one node", "\(name) from two")
        }
      }
    }
    // Depth first, with a stack of its own: a chain of nodes may be as long as the file.
    var isBegun = [Bool](repeating: false, count: model.nodes.count)
    var isDone = isBegun
    var stack: [(node: Int, next: Int)] = []
    func begin(_ name: String, reader: Int?) throws(OnnxError) {
      if known.contains(name) { return }
      guard let index = giver[name] else {
        throw Self.malformed(model, reader, "a value that a node gives", Excerpt.quoted(name))
      }
      if isDone[index] { return }
      guard !isBegun[index] else {
        throw Self.malformed(model, index, "nodes without a cycle", "one that reads itself")
      }
      isBegun[index] = true
      stack.append((index, 0))
    }
    for result in results {
      try begin(result, reader: nil)
      while let (index, next) = stack.last {
        let inputs = model.nodes[index].inputs
        guard next < inputs.count else {
          isDone[index] = true
          nodes.append(index)
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        guard !inputs[next].isEmpty else { continue }
        used.insert(inputs[next])
        try begin(inputs[next], reader: index)
      }
    }
    // In the file's own order where that is one already, so that layers are listed as written.
    let sorted = nodes.sorted()
    if Self.isOrder(sorted, model, known) { nodes = sorted }
  }

  private static func isOrder(_ nodes: [Int], _ model: OnnxModel, _ known: Set<String>) -> Bool {
    var given = known
    for index in nodes {
      let node = model.nodes[index]
      guard node.inputs.allSatisfy({ $0.isEmpty || given.contains($0) }) else { return false }
      given.formUnion(node.outputs)
    }
    return true
  }

  private static func malformed(
    _ model: OnnxModel, _ node: Int?, _ expected: String, _ found: String
  ) -> OnnxError {
    let place = node.map { "node \(Excerpt.quoted(model.nodes[$0].label))" } ?? "the graph's output"
    return .malformed(file: model.file, place: place, expected: expected, found: found)
  }
}
