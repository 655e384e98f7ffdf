package import Misclassification
import Text

/// The networks of figure 5 of "Causal Explanations of Image Misclassifications": classes on a
/// circle, an arrow from i to j where v_j|i reaches the threshold.
package struct NetworkFigure {
  /// Of more classes than this, only those with an edge in some model are drawn.
  private static let allShown = 24
  /// Of those with edges, no more than this: those with the most mean v.
  private static let mostShown = 36
  private static let widest = 1760.0

  private let networks: [ConfusionNetwork]
  private let rates: [[Double?]]
  private let shared: SharedEdges
  private let modelNames: [String]
  private let classNames: [String]
  private let link: HeatMapFigure.Link
  /// The classes that are drawn, in their order.
  private let shown: [Int]

  /// - Precondition: a table, a network and a name for each model, and a name for each class.
  package init(
    _ counts: [ConfusionCounts], _ networks: [ConfusionNetwork], _ shared: SharedEdges,
    modelNames: [String], classNames: [String],
    link: @escaping HeatMapFigure.Link = { _, _ in nil }
  ) {
    self.link = link
    precondition(counts.count == networks.count && networks.count == modelNames.count)
    precondition(counts.allSatisfy { $0.classCount == classNames.count } && !counts.isEmpty)
    self.networks = networks
    self.shared = shared
    self.modelNames = modelNames
    self.classNames = classNames
    rates = counts.map(\.misclassificationRates)
    shown = Self.shown(classNames.count, counts, shared)
  }

  private static func shown(
    _ classCount: Int, _ counts: [ConfusionCounts], _ shared: SharedEdges
  ) -> [Int] {
    if classCount <= allShown { return Array(0..<classCount) }
    var chosen: Set<Int> = []
    for edge in shared.edges {
      if chosen.union([edge.label, edge.predicted]).count > mostShown { continue }
      chosen.formUnion([edge.label, edge.predicted])
    }
    // Short arrows cross less.
    return LikenessOrder.of(ConfusionCounts.sum(of: counts)).filter(chosen.contains)
  }

  /// All of it in one drawing: the edges that models have in common, then each model.
  package var sheet: SVG {
    let title = "Which classes are taken for which"
    if networks.count == 1 { return model(0, title: title, isLarge: true) }
    let each = networks.indices.map { model($0, title: modelNames[$0], isLarge: false) }
    return SVG.column([together, SVG.grid(each, title: title, widest: Self.widest)], title: title)
  }

  /// Each model's network, small.
  package var each: [SVG] {
    networks.indices.map { model($0, title: modelNames[$0], isLarge: false) }
  }

  // MARK: One model

  /// - Parameter isLarge: with numbers and a legend.
  package func model(_ index: Int, title: String, isLarge: Bool) -> SVG {
    let network = networks[index]
    let largest = max(network.inDegrees.map(\.weighted).max() ?? 0, 1e-9)
    let places = place(of: shown)
    let nodes = shown.map { label in
      let degree = network.inDegrees[label]
      let rate = rates[index][label].map { ", u = " + TypesetNumber.percent($0) } ?? ""
      return NetworkDiagram.Node(
        name: classNames[label],
        detail: degree.plain == 0 || !isLarge
          ? "" : "d = " + TypesetNumber.fixed(degree.weighted, 2),
        weight: degree.weighted / largest,
        note: "\(classNames[label]): \(TypesetNumber.counted(degree.plain, "edge")) in, d = "
          + TypesetNumber.fixed(degree.weighted, 2) + rate)
    }
    let arrows = network.edges.compactMap { edge -> NetworkDiagram.Arrow? in
      guard let from = places[edge.label], let to = places[edge.predicted] else { return nil }
      return NetworkDiagram.Arrow(
        from: from, to: to, weight: weight(edge.v), way: edge.isMutual ? .both : .one,
        label: isLarge ? TypesetNumber.fixed(edge.v, 2) : "",
        note: "\(classNames[edge.label]) taken for \(classNames[edge.predicted]): "
          + "\(TypesetNumber.counted(edge.count, "image")), v = "
          + "\(TypesetNumber.fixed(edge.v, 3)); the other way \(edge.countBack)",
        link: link(edge.label, edge.predicted))
    }
    let mutual = network.edges.count { $0.isMutual } / 2
    let subtitle =
      TypesetNumber.counted(network.edges.count, "edge") + ", "
      + TypesetNumber.counted(mutual, "pair") + " both ways"
    return panel(
      nodes, arrows, title: title, subtitles: [subtitle] + (isLarge ? [aboutThreshold] : []),
      scale: isLarge ? 1 : 0.62, legend: isLarge ? .widths : nil)
  }

  private var aboutThreshold: String {
    "An arrow is drawn where v is at least \(TypesetNumber.fixed(networks[0].threshold, 2))"
      + (shown.count < classNames.count
        ? "; \(shown.count) of \(TypesetNumber.grouped(classNames.count)) classes shown" : "")
  }

  /// 0 at the threshold, so that the least edge is thin.
  private func weight(_ v: Double) -> Double {
    let threshold = networks[0].threshold
    return threshold < 1 ? (v - threshold) / (1 - threshold) : 1
  }

  private func place(of classes: [Int]) -> [Int: Int] {
    Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($0.element, $0.offset) })
  }

  // MARK: All models

  /// The edges of all models in one network; the width says how many have each.
  package var together: SVG {
    let places = place(of: shown)
    let models = Double(networks.count)
    let degrees = classNames.indices.map { label in
      networks.reduce(0) { $0 + $1.inDegrees[label].weighted } / models
    }
    let largest = max(degrees.max() ?? 0, 1e-9)
    let nodes = shown.map { label in
      NetworkDiagram.Node(
        name: classNames[label],
        detail: degrees[label] == 0 ? "" : "d = " + TypesetNumber.fixed(degrees[label], 2),
        weight: degrees[label] / largest,
        note: "\(classNames[label]): mean in-degree over the models "
          + TypesetNumber.fixed(degrees[label], 3))
    }
    let ways = self.ways
    let arrows = shared.edges.compactMap { edge -> NetworkDiagram.Arrow? in
      guard let from = places[edge.label], let to = places[edge.predicted] else { return nil }
      let share = Double(edge.models.count) / models
      return NetworkDiagram.Arrow(
        from: from, to: to, weight: (share - 1 / models) / max(1 - 1 / models, 1e-9),
        way: ways[[edge.label, edge.predicted]] ?? .one, opacity: 0.45 + 0.55 * share,
        isDashed: shared.extent(of: edge) == .one, label: "\(edge.models.count)",
        note: "\(classNames[edge.label]) taken for \(classNames[edge.predicted]): in "
          + "\(edge.models.count) of \(networks.count) models, in \(edge.mutualIn.count) both "
          + "ways; v from \(TypesetNumber.fixed(edge.v.smallest, 2)) to "
          + "\(TypesetNumber.fixed(edge.v.largest, 2)), mean "
          + TypesetNumber.fixed(edge.v.mean, 2), link: link(edge.label, edge.predicted))
    }
    let all = shared.edges(in: .all).count
    return panel(
      nodes, arrows, title: "Which classes are taken for which, in \(networks.count) models",
      subtitles: [
        "\(TypesetNumber.counted(shared.edges.count, "edge")) in all, \(all) of them in every "
          + "model; the number on an arrow "
          + "says in how many", aboutThreshold + "; d is the mean in-degree",
      ], scale: 1.2, legend: .models)
  }

  /// For each edge, whether the models that have it or the one back have both.
  private var ways: [[Int]: NetworkDiagram.Way] {
    let models = Dictionary(
      uniqueKeysWithValues: shared.edges.map { ([$0.label, $0.predicted], Set($0.models)) })
    return Dictionary(
      uniqueKeysWithValues: shared.edges.map { edge in
        let either = models[[edge.predicted, edge.label], default: []].union(edge.models)
        let way: NetworkDiagram.Way =
          edge.mutualIn.isEmpty ? .one : edge.mutualIn.count == either.count ? .both : .mixed
        return ([edge.label, edge.predicted], way)
      })
  }

  // MARK: Panels

  private enum Legend {
    case widths, models
  }

  private func panel(
    _ nodes: [NetworkDiagram.Node], _ arrows: [NetworkDiagram.Arrow], title: String,
    subtitles: [String], scale: Double, legend: Legend?
  ) -> SVG {
    let isLarge = legend != nil
    let radius = max(190, Double(nodes.count) * 13) * scale
    let names =
      nodes.map { SVG.estimatedWidth(SVG.shortened($0.name), size: 13 * scale) }.max() ?? 0
    let side = radius + 26 * scale + min(max(names, 70 * scale), 180 * scale)
    let upper = (isLarge ? 46.0 : 30) + (isLarge ? 19 : 12) * Double(subtitles.count)
    let reach = radius + 52 * scale
    let texts = isLarge ? subtitles.map { SVG.estimatedWidth($0, size: 13) } : []
    let width = SVG.margin * 2 + max(2 * side, texts.max() ?? 0)
    var svg = SVG(
      width: width, height: upper + 2 * reach + (legend == nil ? 8 : 64), title: title)
    svg.text(title, SVG.margin, isLarge ? 32 : 18, size: isLarge ? 18 : 13, bold: true)
    for (line, subtitle) in subtitles.enumerated() {
      svg.text(
        subtitle, SVG.margin, (isLarge ? 52 : 34) + 19 * Double(line), size: isLarge ? 13 : 10.5,
        opacity: 0.72)
    }
    let diagram = NetworkDiagram(
      nodes: nodes, arrows: arrows,
      centre: Point(x: SVG.margin + (width - 2 * SVG.margin) / 2, y: upper + reach),
      radius: radius, scale: scale)
    diagram.draw(into: &svg)
    if let legend { draw(legend, into: &svg, y: upper + 2 * reach + 30) }
    return svg
  }

  private func draw(_ legend: Legend, into svg: inout SVG, y: Double) {
    var x = SVG.margin
    func add(_ text: String, stroke: String, width: Double, dash: String = "none") {
      svg.add(
        "line",
        [
          "x1": Figure.coordinate(x), "y1": Figure.coordinate(y - 4),
          "x2": Figure.coordinate(x + 30), "y2": Figure.coordinate(y - 4), "stroke": stroke,
          "stroke-width": Figure.coordinate(width), "stroke-dasharray": dash,
        ])
      svg.text(text, x + 38, y, size: 12)
      x += 38 + SVG.estimatedWidth(text, size: 12) + 20
    }
    add("both ways", stroke: NetworkDiagram.Way.both.rawValue, width: 4)
    if legend == .models {
      add("both ways in some models", stroke: NetworkDiagram.Way.mixed.rawValue, width: 4)
    }
    add("one way", stroke: NetworkDiagram.Way.one.rawValue, width: 4)
    switch legend {
    case .widths:
      let threshold = networks[0].threshold
      add("v = " + TypesetNumber.fixed(threshold, 2), stroke: "currentColor", width: 1.6)
      add("v = 1", stroke: "currentColor", width: 6.2)
    case .models:
      add("one model", stroke: "currentColor", width: 1.6, dash: "3 3.5")
      add("all models", stroke: "currentColor", width: 6.2)
    }
  }
}
