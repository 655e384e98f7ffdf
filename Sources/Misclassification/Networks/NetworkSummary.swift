/// The figures of several models' networks, for JSON.
package struct NetworkSummary: Encodable, Sendable {
  struct Edge: Encodable {
    var label: String
    var predicted: String
    var images: Int
    var v: Double
    var joint: Double
    var imagesBack: Int
    var mutual: Bool

    enum CodingKeys: String, CodingKey {
      case label = "true"
      case predicted, images, v, joint, imagesBack, mutual
    }
  }

  struct Class: Encodable {
    var name: String
    var inDegree: Double
    var inDegreePlain: Int
    var inDegreeWeightedByU: Double
    var inDegreeWeightedJointly: Double
  }

  struct Model: Encodable {
    var name: String
    var source: String
    var edges: [Edge]
    var classes: [Class]
  }

  struct Shared: Encodable {
    var label: String
    var predicted: String
    /// all, some or one.
    var extent: SharedEdges.Extent
    var models: [String]
    var mutualIn: Int
    /// Over all models with errors in the row.
    var v: Spread

    enum CodingKeys: String, CodingKey {
      case label = "true"
      case predicted, extent, models, mutualIn, v
    }
  }

  var threshold: Double
  var models: [Model]
  var edges: [Shared]

  /// - Precondition: a network for each observer.
  package init(_ counted: CountedModels, _ networks: [ConfusionNetwork], _ shared: SharedEdges) {
    precondition(counted.models.count == networks.count)
    let names = counted.classNames
    threshold = networks[0].threshold
    models = zip(counted.models, networks).map { observer, network in
      Model(
        name: observer.name, source: observer.source,
        edges: network.edges.map {
          Edge(
            label: names[$0.label], predicted: names[$0.predicted], images: $0.count, v: $0.v,
            joint: $0.joint, imagesBack: $0.countBack, mutual: $0.isMutual)
        },
        classes: zip(names, network.inDegrees).map {
          Class(
            name: $0, inDegree: $1.weighted, inDegreePlain: $1.plain,
            inDegreeWeightedByU: $1.weightedByRate, inDegreeWeightedJointly: $1.weightedJointly)
        })
    }
    edges = shared.edges.map { edge in
      Shared(
        label: names[edge.label], predicted: names[edge.predicted],
        extent: shared.extent(of: edge), models: edge.models.map { counted.models[$0].name },
        mutualIn: edge.mutualIn.count, v: edge.v)
    }
  }
}
