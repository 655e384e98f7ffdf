extension Graph {
  /// The same network with every dropout rate 0: a training pass without chance, as comparisons need.
  package var withoutDropout: Graph {
    var graph = self
    for index in graph.nodes.indices {
      if case .dropout = graph.nodes[index].operation {
        graph.nodes[index].operation = .dropout(rate: 0)
      }
    }
    return graph
  }
}
