package import Figures
package import Misclassification
package import Statistics
import Text

/// How a report on predictions is made.
package struct ReportSettings<Failure: Error> {
  /// Nil for one that names the models.
  package var title: String?
  package var threshold: EdgeThreshold
  package var seed: UInt64
  /// Kinds of mistakes whose scores are compared; empty for those that go both ways and one way.
  package var groups: [String]
  /// What works on the pieces of long statistics.
  package var loop: PieceLoop<Failure>
  /// Where labels come from, if not from the files themselves.
  package var labelSource: String?
  /// The classes that figures show by name, in their order.
  package var shown: [Int]
  /// Whether what does not hold in the paper is told.
  package var isAboutPaper: Bool

  package init(
    title: String?, threshold: EdgeThreshold, seed: UInt64, groups: [String],
    loop: PieceLoop<Failure>, labelSource: String?, shown: [Int], isAboutPaper: Bool
  ) {
    self.title = title
    self.threshold = threshold
    self.seed = seed
    self.groups = groups
    self.loop = loop
    self.labelSource = labelSource
    self.shown = shown
    self.isAboutPaper = isAboutPaper
  }

  /// The page without its cards.
  package func report(on models: CountedModels) throws -> ModelsReport {
    let share = threshold.share(classCount: models.classNames.count)
    let networks = models.counts.map { ConfusionNetwork($0, threshold: share) }
    var report = ModelsReport(
      title: title ?? Self.title(models.modelNames), facts: facts(models, share),
      modelNames: models.modelNames, classNames: models.classNames, counts: models.counts,
      networks: networks, shared: SharedEdges(models.counts, networks))
    report.findings = try ReportFindings(
      models: models, threshold: share, groups: groups, seed: seed, loop: loop
    ).all()
    report.shown = shown
    report.isAboutPaper = isAboutPaper
    report.sawSameImages = models.joint != nil
    if models.joint == nil {
      report.cautions.append(
        "Only confusion matrices were given. They do not tell which images are behind their "
          + "counts, so that this page shows none, and has no test that compares models image by "
          + "image.")
    }
    for (model, counts) in zip(models.models, models.counts)
    where counts.agreesNoBetterThanChance {
      report.cautions.append(
        "\(model.name) agrees with the labels no more often than by chance: its file is "
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

  private func facts(_ models: CountedModels, _ share: Double) -> [(name: String, value: String)] {
    var value = "v ≥ \(NumberText.fixed(share, decimals: share < 0.1 ? 4 : 2))"
    if case .timesChance(let times) = threshold { value += ", \(times) times chance" }
    var facts: [(name: String, value: String)] = [("Threshold of an edge", value)]
    if let labelSource { facts.append(("Labels", labelSource)) }
    if let withScores = models.joint?.observers.count(where: { $0.scores != nil }), withScores > 0 {
      facts.append(("Models with scores", "\(withScores)"))
    }
    return facts
  }
}
