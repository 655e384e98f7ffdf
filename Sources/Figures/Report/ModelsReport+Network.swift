import Misclassification
import Statistics
import Text

extension ModelsReport {
  var networkSection: String {
    let linked = linkedCells
    let figure = NetworkFigure(
      counts, networks, shared, modelNames: modelNames, classNames: classNames,
      link: { label, predicted in
        linked.contains(label * classNames.count + predicted)
          ? "#" + Self.id(label, predicted) : nil
      })
    let threshold = TypesetNumber.fixed(networks[0].threshold, 2)
    let reading =
      "An arrow leads from a class to the one that at least \(threshold) of its errors were taken "
      + "for. The size of a disc is d, the in-degree: the sum of v over the arrows that come in."
    let drawings =
      areSeveral
      ? ReportPage.figure(
        figure.together,
        reading + " The wider an arrow, the more models have it; dashed ones are in one model only."
      )
        + ReportPage.gallery(figure.each, "Each model's own; here the width is v.")
      : ReportPage.figure(
        figure.model(0, title: "Which classes are taken for which", isLarge: true),
        reading + " The wider an arrow, the larger v.")
    return drawings + ReportPage.paragraph(certainty) + (edgeTable.map(markup) ?? "")
      + findingMarkup(.patterns)
  }

  /// How many edges might be none, and the other way round, were the test set another.
  private var certainty: String {
    var (edges, unsure) = (0, 0)
    for (counts, network) in zip(counts, networks) {
      let errors = counts.errors
      for edge in network.edges {
        edges += 1
        let interval = WilsonInterval.of(edge.count, in: errors[edge.label])
        if let interval, interval.lowerBound < network.threshold { unsure += 1 }
      }
    }
    if edges == 0 { return "No confusion reaches the threshold." }
    return
      "Of \(TypesetNumber.counted(edges, "edge"))\(areSeveral ? " of all models" : ""), \(unsure) "
      + "\(unsure == 1 ? "has" : "have") a 95 % interval of v that reaches below the threshold: "
      + "another test set of this size might well "
      + "not show them."
  }

  private var edgeTable: Table? {
    let most = 60
    let rows = shared.edges.prefix(most).map { edge in
      let name = "\(classNames[edge.label]) → \(classNames[edge.predicted])"
      let rates = [edge.v.mean, edge.v.smallest, edge.v.largest].map { TypesetNumber.fixed($0, 2) }
      let images = counts.map { $0[edge.label, edge.predicted] }
      let back = counts.map { $0[edge.predicted, edge.label] }
      if !areSeveral {
        return [
          name, rates[0], "\(images[0])", "\(back[0])",
          edge.mutualIn.isEmpty ? "one way" : "both ways",
        ]
      }
      return [
        name, "\(edge.models.count)", "\(edge.mutualIn.count)", rates[0],
        rates[1] + " to " + rates[2], mean(images), mean(back),
      ]
    }
    if rows.isEmpty { return nil }
    let titles =
      areSeveral
      ? [
        "edge", "models that have it", "both ways in", "mean v", "from … to", "images, mean",
        "the other way, mean",
      ] : ["edge", "v", "images", "the other way", "direction"]
    let left = shared.edges.count - rows.count
    return Table(
      titles, rows,
      caption: "v is a share of the errors of the edge's own class. Where the class that it leads "
        + "to has many more errors, as many images the other way are no edge: compare the numbers "
        + "of images before you call a confusion one-sided."
        + (left > 0 ? " Not listed: \(TypesetNumber.counted(left, "further edge"))." : ""),
      targets: shared.edges.prefix(most).map { .cell(label: $0.label, predicted: $0.predicted) })
  }

  private func mean(_ values: [Int]) -> String {
    TypesetNumber.fixed(Double(values.reduce(0, +)) / Double(values.count), 1)
  }
}
