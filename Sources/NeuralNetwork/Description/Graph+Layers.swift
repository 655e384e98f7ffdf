/// A place in a network that has a name.
package struct GraphLayer: Equatable, Sendable {
  package let name: String
  package let node: Int
}

extension Graph {
  /// The places that can be looked at by name, in order of computation; each name once.
  ///
  /// A node has the name of its layer; one without a name of its own (an addition, an activation)
  /// has that of the layer before it with what it does, such as `layer1.0.bn2+add+relu`. A module
  /// has the name that its layers share, such as `layer1.0`, and is the last of its nodes, with the
  /// additions, activations and concatenations that follow it.
  package var layers: [GraphLayer] {
    let names = ownNames
    var modules: [String: Int] = [:]
    for (index, node) in nodes.enumerated() where node.hasOwnName {
      for module in Self.modules(of: node.name) { modules[module] = end(of: index) }
    }
    var layers: [GraphLayer] = []
    var taken = Set<String>()
    for index in nodes.indices.dropFirst() {
      let ending = modules.filter { $0.value == index }.keys.sorted { $0.count > $1.count }
      for name in [names[index]] + ending where taken.insert(name).inserted {
        layers.append(GraphLayer(name: name, node: index))
      }
    }
    return layers
  }

  private var ownNames: [String] {
    var names: [String] = []
    for node in nodes {
      let before = node.inputs.max().map { names[$0] + "+" }
      names.append((node.hasOwnName ? "" : before ?? "") + node.name)
    }
    return names
  }

  /// The last of the nameless nodes that follow a node.
  private func end(of index: Int) -> Int {
    let next = nodes[(index + 1)...].firstIndex(where: \.hasOwnName)
    return (next ?? nodes.count) - 1
  }

  /// `layer1`, `layer1.0` of `layer1.0.conv1`.
  private static func modules(of name: String) -> [String] {
    let parts = name.split(separator: ".")
    return (1..<max(parts.count, 1)).map { parts.prefix($0).joined(separator: ".") }
  }
}

extension Node {
  /// Whether PyTorch's module has a name for it; what is a function call there has none.
  fileprivate var hasOwnName: Bool { operation.isModule }
}
