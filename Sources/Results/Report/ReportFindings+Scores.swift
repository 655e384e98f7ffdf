import Figures
import Misclassification
import Statistics
import Text

extension ReportFindings {
  /// How sure the models are of kinds of mistakes; nil without scores, or without mistakes.
  func surenessOfMistakes(_ joint: JointPredictions) throws -> Finding? {
    guard let scored = joint.withScores else { return nil }
    let kinds =
      groups.isEmpty
      ? try directions(in: scored)
      : try ErrorGroup.parse(groups, classNames: models.classNames)
    if kinds.isEmpty { return nil }
    var settings = ScoreComparison.Settings()
    settings.seed = seed
    let comparison = try ScoreComparison(scored, groups: kinds, settings: settings, by: loop)
    return Finding(
      .scores, "Are the models as sure of one kind of mistake as of another?",
      surenessParagraphs(comparison, kinds), table: surenessTable(comparison),
      drawings: ScoreHistogram.panels(comparison),
      caption: "For each mistake the \(settings.statistic.words). Near 0 the model wavered; far to "
        + "the left it was sure, and wrong. The line is the group's mean.")
  }

  /// The edges of the networks, by whether they go both ways in some model.
  private func directions(in scored: JointPredictions) throws -> [ErrorGroup] {
    let counts = try scored.counts()
    let networks = counts.map { ConfusionNetwork($0, threshold: threshold) }
    let edges = SharedEdges(counts, networks).edges
    return [("both ways", true), ("one way", false)].compactMap { name, isMutual in
      let members = edges.filter { $0.mutualIn.isEmpty != isMutual }
      return members.isEmpty
        ? nil
        : ErrorGroup(
          name: name, edges: members.map { .init(label: $0.label, predicted: $0.predicted) })
    }
  }

  private func surenessParagraphs(
    _ comparison: ScoreComparison, _ kinds: [ErrorGroup]
  ) -> [String] {
    let names = models.classNames
    let members = kinds.map { kind in
      let mistakes = kind.edges.map { "\(names[$0.label]) → \(names[$0.predicted])" }
      let listed = mistakes.prefix(12).joined(separator: ", ") + (mistakes.count > 12 ? ", …" : "")
      return "“\(kind.name)” holds \(listed)"
    }
    let chosen =
      groups.isEmpty
      ? "The kinds are the arrows of the networks above, by whether an arrow leads back in some "
        + "model; they were chosen on these very images, so small p-values promise too much. " : ""
    return [
      chosen + members.joined(separator: "; ") + ".",
      "That a difference is not significant does not show that there is none: for that the test of "
        + "equivalence must be, which asks whether the means lie within "
        + "\(NumberText.fixed(comparison.settings.margin, decimals: 1)) standard deviations.",
    ]
  }

  private func surenessTable(_ comparison: ScoreComparison) -> ModelsReport.Table? {
    let rows = comparison.models.flatMap { model in model.pairs.map { row($0, of: model) } }
    if rows.isEmpty { return nil }
    let reasons = Set(
      comparison.models.flatMap { $0.pairs.compactMap { $0.welch.reason } }
    ).sorted()
    return ModelsReport.Table(
      [
        "model and kinds", "mistakes", "means", "Hedges' g (95 %)", "p, Welch", "p, Mann-Whitney",
        "p, permutation", "p, equivalence",
      ], rows,
      caption: "Two kinds of mistakes at a time."
        + (reasons.isEmpty ? "" : " A dash: not defined, " + reasons.joined(separator: "; ") + "."))
  }

  private func row(
    _ pair: ScoreComparison.Pair, of model: ScoreComparison.Model
  ) -> [String] {
    let kinds = [pair.first, pair.second].compactMap { name in
      model.groups.first { $0.name == name }
    }
    let means = kinds.map { kind in kind.mean.map { Self.number($0) } ?? "–" }
    let hedges = pair.hedgesG.value.map { hedges in
      let ends = [hedges.interval.lowerBound, hedges.interval.upperBound].map { Self.number($0) }
      return "\(Self.number(hedges.value)) (\(ends[0]) to \(ends[1]))"
    }
    let tests: [Double?] = [
      pair.welch.value?.pValue, pair.mannWhitney.value?.pValue, pair.permutation.value?.pValue,
      pair.equivalence.value?.pValue,
    ]
    let start: [String] = [
      "\(model.name): \(pair.first), \(pair.second)",
      kinds.map { "\($0.count)" }.joined(separator: ", "), means.joined(separator: ", "),
      hedges ?? "–",
    ]
    return start + tests.map { $0.map(NumberText.pValue) ?? "–" }
  }
}
