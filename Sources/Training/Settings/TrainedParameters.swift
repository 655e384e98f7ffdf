package import NeuralNetwork

/// Which of a network's learned parameters training moves, by the beginnings of their names.
///
/// A beginning is made of whole parts between dots: `layer1` stands for `layer1.0.conv1.weight`,
/// but not for `layer10.weight`. Frozen parameters keep their bits. Running statistics of batch
/// norms are measured, not learned: they move even where scale and shift are frozen, as PyTorch's
/// do under `requires_grad=False`.
package struct TrainedParameters: Sendable, Equatable, Codable {
  /// Those that stand still.
  package var frozen: [String] = []
  /// If not empty, all others stand still.
  package var only: [String] = []
  /// Those that stand still after some epochs, and how many these are; nil for none.
  package var until: [String: Int]?

  package init(frozen: [String] = [], only: [String] = [], until: [String: Int]? = nil) {
    self.frozen = frozen
    self.only = only
    self.until = until
  }

  package func isFrozen(_ name: String) -> Bool {
    frozen.contains { Self.covers($0, name) }
      || !only.isEmpty && !only.contains { Self.covers($0, name) }
  }

  /// - Parameter epoch: from 0.
  package func isFrozen(_ name: String, inEpoch epoch: Int) -> Bool {
    isFrozen(name) || (until ?? [:]).contains { $0.value <= epoch && Self.covers($0.key, name) }
  }

  /// Beginnings that no learned parameter of the network has.
  package func unknown(in graph: Graph) -> [String] {
    let names = graph.parameters.filter(\.isLearned).map(\.name)
    return (frozen + only + (until ?? [:]).keys.sorted()).filter { prefix in
      !names.contains { Self.covers(prefix, $0) }
    }
  }

  /// Every beginning that the network's learned parameters have, each once, in their order.
  package static func prefixes(of graph: Graph) -> [String] {
    var seen: Set<String> = []
    return graph.parameters.filter(\.isLearned).flatMap { parameter in
      let parts = parameter.name.split(separator: ".")
      return parts.indices.map { parts[...$0].joined(separator: ".") }
    }.filter { seen.insert($0).inserted }
  }

  /// Learned values of the network that move.
  package func movingCount(in graph: Graph) -> Int {
    graph.parameters.filter { $0.isLearned && !$0.isFrozen && !isFrozen($0.name) }
      .reduce(0) { $0 + $1.count }
  }

  private static func covers(_ prefix: String, _ name: String) -> Bool {
    name == prefix || name.hasPrefix(prefix.hasSuffix(".") ? prefix : prefix + ".")
  }
}
