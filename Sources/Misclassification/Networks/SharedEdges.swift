/// The edges of several models' networks, and which models have each.
package struct SharedEdges: Sendable, Equatable {
  package struct Edge: Sendable, Equatable {
    package let label: Int
    package let predicted: Int
    /// The models that have it, by their place.
    package let models: [Int]
    /// The models that have it in both directions.
    package let mutualIn: [Int]
    /// v_j|i over all models with errors in the row, whether they have the edge or not.
    package let v: Spread
  }

  package enum Extent: String, Sendable, Codable, CaseIterable {
    case all, some, one
  }

  package let modelCount: Int
  /// Those that most models have first; of equals that with the largest mean v, then by class.
  package let edges: [Edge]

  /// - Precondition: a network for each table, at least one, all of the same classes.
  package init(_ counts: [ConfusionCounts], _ networks: [ConfusionNetwork]) {
    precondition(counts.count == networks.count)
    let mean = MeanRates(counts)
    let classCount = mean.classCount
    var models: [Int: [Int]] = [:]
    var mutual: [Int: [Int]] = [:]
    for (model, network) in networks.enumerated() {
      for edge in network.edges {
        let cell = edge.label * classCount + edge.predicted
        models[cell, default: []].append(model)
        if edge.isMutual { mutual[cell, default: []].append(model) }
      }
    }
    modelCount = networks.count
    edges =
      models.compactMap { cell, models in
        let (label, predicted) = cell.quotientAndRemainder(dividingBy: classCount)
        return mean.v(label, predicted).map {
          Edge(
            label: label, predicted: predicted, models: models, mutualIn: mutual[cell] ?? [], v: $0)
        }
      }
      .sorted { first, second in
        (second.models.count, second.v.mean, first.label, first.predicted)
          < (first.models.count, first.v.mean, second.label, second.predicted)
      }
  }

  /// In how many models the edge is: in all of them, in one of several, or in some.
  package func extent(of edge: Edge) -> Extent {
    edge.models.count == modelCount ? .all : edge.models.count == 1 ? .one : .some
  }

  package func edges(in extent: Extent) -> [Edge] { edges.filter { self.extent(of: $0) == extent } }
}
