import Misclassification
import Statistics
import Text

extension ModelsReport {
  // MARK: Figure 5

  var networkSection: String {
    let figure = NetworkFigure(
      counts, networks, shared, modelNames: modelNames, classNames: classNames)
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
    return drawings + ReportPage.paragraph(certainty) + edgeTable + findingMarkup(.patterns)
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

  private var edgeTable: String {
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
    if rows.isEmpty { return "" }
    let titles =
      areSeveral
      ? [
        "edge", "models that have it", "both ways in", "mean v", "from … to", "images, mean",
        "the other way, mean",
      ] : ["edge", "v", "images", "the other way", "direction"]
    let left = shared.edges.count - rows.count
    return ReportPage.table(
      titles, rows,
      caption: "v is a share of the errors of the edge's own class. Where the class that it leads "
        + "to has many more errors, as many images the other way are no edge: compare the numbers "
        + "of images before you call a confusion one-sided."
        + (left > 0 ? " Not listed: \(TypesetNumber.counted(left, "further edge"))." : ""))
  }

  private func mean(_ values: [Int]) -> String {
    TypesetNumber.fixed(Double(values.reduce(0, +)) / Double(values.count), 1)
  }

  // MARK: Cautions

  var cautionSection: String {
    let items = (areSeveral ? [sameImages] : []) + [fewImages, perClass] + cautions + published
    return "<ul class=\"cautions\">"
      + items.compactMap { $0 }.map { "<li>\(Markup.escaped($0))</li>" }.joined() + "</ul>"
  }

  private var sameImages: String {
    "All models judged the same images, so their errors are not independent: a chi-squared test "
      + "over models treats \(TypesetNumber.grouped(counts.count * counts[0].totalImages)) "
      + "answers as if each were about another image. Believe the paired tests, which compare the "
      + "models image by image, where the two disagree."
  }

  private var fewImages: String? {
    let least = 20
    let errors = counts.map(\.errors)
    let thin = classNames.indices.filter { label in
      errors.contains { (1..<least).contains($0[label]) }
    }
    if thin.isEmpty { return nil }
    let names =
      thin.count > 12
      ? "\(thin.count) classes" : thin.map { classNames[$0] }.joined(separator: ", ")
    return
      "Some models make fewer than \(least) errors in a class (\(names)). The shares in such a "
      + "row of a heat map rest on few images and move by several hundredths with each."
  }

  /// What the threshold asks for, in images, where it asks for most and for least.
  private var perClass: String? {
    let threshold = networks[0].threshold
    var needed: [(label: Int, model: Int, images: Int, errors: Int)] = []
    for (model, counts) in counts.enumerated() {
      for (label, errors) in counts.errors.enumerated() where errors > 0 {
        // The least count whose share reaches the threshold as the network decides it.
        var images = Int((threshold * Double(errors)).rounded(.down))
        while Double(images) / Double(errors) < threshold { images += 1 }
        needed.append((label, model, images, errors))
      }
    }
    guard let least = needed.min(by: { $0.images < $1.images }),
      let most = needed.max(by: { $0.images < $1.images }), least.images < most.images
    else { return nil }
    func words(_ place: (label: Int, model: Int, images: Int, errors: Int)) -> String {
      "\(place.images) of \(TypesetNumber.counted(place.errors, "error")) for "
        + "\(classNames[place.label])"
        + (areSeveral ? " in \(modelNames[place.model])" : "")
    }
    return "v is normalised within each true class, so the threshold asks for different numbers of "
      + "images: \(words(least)), \(words(most)). An arrow without one back is no proof of a "
      + "one-sided confusion."
  }

  /// What does not hold in the paper that these figures follow.
  private var published: [String] {
    [
      "Which confusions to look at is often chosen on the very images that they are then tested "
        + "on, as in the paper that these figures follow. A small p-value for a pattern picked "
        + "from the same heat map promises more than it can keep.",
      "That paper's test of homogeneity (p close to 1) comes out so only when it is computed from "
        + "rates instead of counts; from its own counts homogeneity is rejected (X² = 113.13, 45 "
        + "degrees of freedom, p = 8.7e-8). Its pooled t-test divides by n1 + n2 − 1 where "
        + "n1 + n2 − 2 is right, and a difference that is not significant is no proof of equality. "
        + "Its equations 7 and 8 lack the division by the number of values; means and deviations "
        + "on this page have it.",
    ]
  }
}
