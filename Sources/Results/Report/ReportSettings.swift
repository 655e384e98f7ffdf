package import Datasets
package import Figures
import Images
package import Misclassification
package import Statistics
import Text

/// How a report on predictions is made.
package struct ReportSettings<Failure: Error> {
  /// Nil for one that names the models.
  package var title: String?
  package var threshold: Double
  package var imagesPerCell: Int
  package var seed: UInt64
  /// Kinds of mistakes whose scores are compared; empty for those that go both ways and one way.
  package var groups: [String]
  /// What works on the pieces of long statistics.
  package var loop: PieceLoop<Failure>
  /// Where labels come from, if not from the files themselves.
  package var labelSource: String?

  package init(
    title: String?, threshold: Double, imagesPerCell: Int, seed: UInt64, groups: [String],
    loop: PieceLoop<Failure>, labelSource: String?
  ) {
    self.title = title
    self.threshold = threshold
    self.imagesPerCell = imagesPerCell
    self.seed = seed
    self.groups = groups
    self.loop = loop
    self.labelSource = labelSource
  }

  /// - Parameter data: the images, where they are at hand; rows name their places.
  package func report(on joint: JointPredictions, data: ImageSet?) throws -> ModelsReport {
    let counts = try joint.counts()
    let networks = counts.map { ConfusionNetwork($0, threshold: threshold) }
    let names = joint.observers.map(\.name)
    var report = ModelsReport(
      title: title ?? Self.title(names), facts: facts(joint), modelNames: names,
      classNames: joint.classNames, counts: counts,
      networks: networks, shared: SharedEdges(counts, networks))
    report.findings = try ReportFindings(
      joint: joint, threshold: threshold, groups: groups, seed: seed, loop: loop
    ).all()
    if let data { report.cells = try cells(joint, data) }
    for (observer, counts) in zip(joint.observers, counts) where counts.agreesNoBetterThanChance {
      report.cautions.append(
        "\(observer.name) agrees with the labels no more often than by chance: its file is "
          + "probably about other images, in another order, or numbers the classes otherwise. "
          + "Nothing on this page says anything about that model then.")
    }
    return report
  }

  private static func title(_ names: [String]) -> String {
    switch names.count {
    case 1: "How \(names[0]) errs"
    case 2...4: "How " + names.dropLast().joined(separator: ", ") + " and \(names.last!) err"
    default: "How \(names.count) models err"
    }
  }

  private func facts(_ joint: JointPredictions) -> [(name: String, value: String)] {
    var facts: [(name: String, value: String)] = [("Threshold of an edge", "v ≥ \(threshold)")]
    if let labelSource { facts.append(("Labels", labelSource)) }
    let withScores = joint.observers.count { $0.scores != nil }
    if withScores > 0 { facts.append(("Models with scores", "\(withScores)")) }
    return facts
  }

  private func cells(_ joint: JointPredictions, _ data: ImageSet) throws -> [ModelsReport
    .CellImages]
  {
    if imagesPerCell == 0 { return [] }
    let columns = 6
    return try ConfusedImages.cells(of: joint).map { cell in
      let shown = cell.images.prefix(imagesPerCell)
      let places = shown.map { joint.image(of: $0.row) }
      return ModelsReport.CellImages(
        label: cell.label, predicted: cell.predicted,
        sheet: ImageStrip.draw(
          try data.images.load(places), Array(places.indices), columns: columns
        ).png, columns: columns,
        captions: zip(places, shown).map { place, image in
          joint.observers.count == 1 ? "\(place)" : "\(place) (\(image.models))"
        }, total: cell.images.count)
    }
  }
}
