package import Misclassification
import Text

/// Edges and in-degrees of confusion networks as a person reads them.
package struct ConfusionNetworkText: CustomStringConvertible {
  private let models: CountedModels
  private let networks: [ConfusionNetwork]
  private let shared: SharedEdges
  /// Of more edges than this, those that few models have, or with small v, are left out.
  private static let mostEdges = 100

  package init(_ models: CountedModels, _ networks: [ConfusionNetwork], _ shared: SharedEdges) {
    self.models = models
    self.networks = networks
    self.shared = shared
  }

  package var description: String {
    let threshold = "v >= \(networks[0].threshold)"
    if shared.edges.isEmpty { return "no edge with \(threshold)\n" }
    let body = networks.count == 1 ? [edgesOfOne, degreesOfOne] : [edgesOfMany, degreesOfMany]
    let edges = NumberText.counted(shared.edges.count, "edge")
    let head =
      networks.count == 1
      ? "\(edges) with \(threshold)\n"
      : "\(edges) with \(threshold): \(shared.edges(in: .all).count) in all "
        + "\(networks.count) models, \(shared.edges(in: .some).count) in some, "
        + "\(shared.edges(in: .one).count) in one\n"
    let left = shared.edges.count - Self.mostEdges
    let rest =
      left > 0 ? "left out: \(NumberText.counted(left, "edge")); the table of edges has all\n" : ""
    return ([head, body[0].description + rest] + [body[1].description]).joined(separator: "\n")
  }

  private func name(_ label: Int) -> String { models.classNames[label] }

  private var edgesOfOne: TextTable {
    var table = TextTable([
      .words("true"), .words("taken for"), .numbers("images"), .numbers("v"), .numbers("u x v"),
      .numbers("the other way"), .words(""),
    ])
    let edges = networks[0].edges.sorted {
      ($1.v, $0.label, $0.predicted) < ($0.v, $1.label, $1.predicted)
    }
    for edge in edges.prefix(Self.mostEdges) {
      table.row([
        name(edge.label), name(edge.predicted), "\(edge.count)", NumberText.percent(edge.v),
        NumberText.percent(edge.joint), "\(edge.countBack)",
        edge.isMutual ? "both ways" : "one way",
      ])
    }
    return table
  }

  private var degreesOfOne: TextTable {
    var table = TextTable([
      .words("class"), .numbers("d"), .numbers("edges"), .numbers("u-weighted"),
      .numbers("joint"),
    ])
    for (label, degree) in networks[0].inDegrees.enumerated() where degree.plain > 0 {
      table.row([
        name(label), NumberText.fixed(degree.weighted, decimals: 4), "\(degree.plain)",
        NumberText.fixed(degree.weightedByRate, decimals: 4),
        NumberText.fixed(degree.weightedJointly, decimals: 4),
      ])
    }
    return table
  }

  private var edgesOfMany: TextTable {
    var table = TextTable([
      .words("true"), .words("taken for"), .numbers("models"), .numbers("both ways in"),
      .numbers("mean v"), .numbers("smallest"), .numbers("largest"), .words(""),
    ])
    for edge in shared.edges.prefix(Self.mostEdges) {
      table.row(
        [
          name(edge.label), name(edge.predicted), "\(edge.models.count)",
          "\(edge.mutualIn.count)",
        ]
          + [edge.v.mean, edge.v.smallest, edge.v.largest].map { NumberText.percent($0) }
          + [
            edge.models.count == 1
              ? "only " + models.models[edge.models[0]].name
              : shared.extent(of: edge).rawValue
          ])
    }
    return table
  }

  private var degreesOfMany: TextTable {
    var table = TextTable([
      .words("class"), .numbers("mean d"), .numbers("smallest"), .numbers("largest"),
      .numbers("edges, mean"), .numbers("u-weighted, mean"), .numbers("joint, mean"),
    ])
    let degrees = networks.map(\.inDegrees)
    for label in models.classNames.indices where degrees.contains(where: { $0[label].plain > 0 }) {
      let own = degrees.map { $0[label] }
      func mean(_ value: (ConfusionNetwork.InDegree) -> Double) -> Double {
        own.map(value).reduce(0, +) / Double(own.count)
      }
      let weighted = own.map(\.weighted)
      table.row(
        [
          name(label), NumberText.fixed(mean(\.weighted), decimals: 3),
          NumberText.fixed(weighted.min() ?? 0, decimals: 3),
          NumberText.fixed(weighted.max() ?? 0, decimals: 3),
          NumberText.fixed(mean { Double($0.plain) }, decimals: 2),
        ]
          + [mean(\.weightedByRate), mean(\.weightedJointly)].map {
            NumberText.fixed($0, decimals: 4)
          })
    }
    return table
  }
}
