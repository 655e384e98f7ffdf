import Figures
import Misclassification
import Statistics
import Text

/// Figures 4 and 5: which classes are taken for which.
extension CausalFindings {
  // MARK: Figure 4

  func heatMaps() -> (part: Part?, claims: [Claim]) {
    let shown = counts.map { ShownConfusions($0, classNames: names) }
    let drawings =
      names.count > HeatMapFigure.largestGrid
      ? [HeatMapSheet.draw(counts, modelNames: models.modelNames, classNames: names)]
      : HeatMapSheet.small(shown, modelNames: models.modelNames)
    let both = findings.bothWays()
    let part = Part(
      "figure-4", number: "Figure 4", "Conditional confusion of each network",
      [
        "v is the share of a class's errors that were taken for another class: each row adds up "
          + "to 1, and a row with few errors rests on few images."
      ] + both.paragraphs,
      published: "cat ↔ dog, car ↔ truck in every network; plane ↔ ship in three, ship → plane in "
        + "the others.", drawings: drawings,
      caption: "Rows are true classes, columns predicted ones, all in the same colours.",
      tables: [both.table].compactMap { $0 })
    return (part, patternClaims())
  }

  var findings: ReportFindings<Failure> {
    ReportFindings(
      models: models, threshold: Self.threshold, groups: [], seed: seed, loop: loop)
  }

  /// What is claimed of single pairs of classes, by counts both ways.
  private func patternClaims() -> [Claim] {
    let patterns = ConfusionPatterns(models)
    func verdicts(_ kind: CausalPaper.Kind) -> [ConfusionPatterns.Verdict]? {
      guard let edge = CausalPaper.edge(kind, in: names) else { return nil }
      let isForth = edge.label < edge.predicted
      let (first, second) = (min(edge.label, edge.predicted), max(edge.label, edge.predicted))
      let pair = patterns.pairs.first { $0.first == first && $0.second == second }
      return pair?.findings.prefix(patterns.modelCount).map { finding in
        switch finding.verdict {
        case .oneWay: isForth ? .oneWay : .oneWayBack
        case .oneWayBack: isForth ? .oneWayBack : .oneWay
        case .bothWays, .undecided: finding.verdict
        }
      } ?? counts.map { _ in .undecided }
    }
    func claim(
      _ text: String, _ published: String, _ kinds: [CausalPaper.Kind],
      _ judge: ([ConfusionPatterns.Verdict]) -> PaperReport.Verdict
    ) -> Claim {
      let found = kinds.compactMap(verdicts)
      guard found.count == kinds.count else {
        return Claim(
          text, published: published, .cannotBeTold, test: "the data have no such classes.")
      }
      let all = found.flatMap { $0 }
      let words = ConfusionPatterns.Verdict.allCases.map { verdict in
        "\(verdict.rawValue) in \(all.count { $0 == verdict })"
      }
      return Claim(
        text, published: published, judge(all),
        test: "exact binomial tests of the images both ways, Holm, 90 % intervals within a third: "
          + words.joined(separator: ", ") + " of \(all.count).")
    }
    return [
      claim(
        "Cat and dog, and car and truck, are taken for each other in every network",
        "symmetric in all six (5.2), by shares v of each class's own errors.",
        [.init("cat", "dog"), .init("car", "truck")]
      ) { all in
        PaperWords.verdict(
          all.map { $0 == .bothWays ? true : $0 == .undecided ? nil : false })
      },
      claim(
        "Frogs are taken for cats, and cats not for frogs, in every network",
        "asymmetric in all six (5.2), by v.", [.init("frog", "cat")]
      ) { all in
        PaperWords.verdict(all.map { $0 == .oneWay ? true : $0 == .undecided ? nil : false })
      },
      claim(
        "Ship → plane is one-sided in some networks and two-sided in others",
        "symmetric in three of six (5.2), by v.", [.init("ship", "plane")]
      ) { all in
        let sure = Set(all.filter { $0 != .undecided })
        return sure.count > 1
          ? .holds : sure.count == 1 && !all.contains(.undecided) ? .doesNotHold : .cannotBeTold
      },
    ]
  }

  // MARK: Figure 5

  func edges() -> (part: Part?, claims: [Claim]) {
    let shared = SharedEdges(counts, confusion)
    let figure = NetworkFigure(
      counts, confusion, shared, modelNames: models.modelNames, classNames: names)
    let rows = shared.edges.prefix(40).map { edge in
      let forth = counts.map { $0[edge.label, edge.predicted] }
      let back = counts.map { $0[edge.predicted, edge.label] }
      return [
        words(.init(label: edge.label, predicted: edge.predicted)), "\(edge.models.count)",
        "\(edge.mutualIn.count)", PaperWords.number(edge.v.mean),
        "\(forth.reduce(0, +))", "\(back.reduce(0, +))",
      ]
    }
    let degrees = names.indices.map { label in
      [names[label]]
        + confusion.map { PaperWords.number($0.inDegrees[label].weighted) }
    }
    let part = Part(
      "figure-5", number: "Figure 5", "The misclassification networks",
      [
        "An arrow leads from a class to the one that at least "
          + "\(PaperWords.number(Self.threshold, decimals: 1)) of its errors were taken for; d, "
          + "the in-degree of equation 3, is the sum of v over the arrows that come in.",
        "v is a share of each class's own errors: a class with few errors needs few images for an "
          + "arrow. The images both ways stand beside each.",
      ],
      published: "cat ↔ dog and car ↔ truck in all six networks, frog → cat in all six.",
      drawings: figure.each, caption: "The width is v, the disc d.",
      tables: [
        Table(
          ["edge", "networks", "both ways in", "mean v", "images", "the other way"], rows,
          caption: "Images of all networks together."),
        Table(
          ["class"] + models.modelNames, degrees, caption: "d, the weighted in-degrees."),
      ])
    return (part, [sharedClaim(shared)])
  }

  /// Whether arrows both ways are in more networks than arrows one way.
  private func sharedClaim(_ shared: SharedEdges) -> Claim {
    let text = "Symmetric confusions are in all networks, one-sided ones are not"
    let published = "observed (5.2), without a test."
    let mutual = shared.edges.filter { !$0.mutualIn.isEmpty }.map { Double($0.models.count) }
    let single = shared.edges.filter(\.mutualIn.isEmpty).map { Double($0.models.count) }
    do throws(NotDefined) {
      let test = try MannWhitneyTest(Sample("both ways", mutual), Sample("one way", single))
      return Claim(
        text, published: published,
        PaperWords.verdict([(test.commonLanguageEffect > 0.5, test.pValue)]),
        test: "\(mutual.count) arrows both ways are in "
          + "\(PaperWords.number(Sample("", mutual).mean, decimals: 1)) of \(counts.count) "
          + "networks on average, \(single.count) one way in "
          + "\(PaperWords.number(Sample("", single).mean, decimals: 1)); Mann-Whitney "
          + "\(PaperWords.p(test.pValue)). Symmetric and one-sided are chosen on the same images.")
    } catch {
      return Claim(
        text, published: published, .cannotBeTold,
        test: "\(mutual.count) arrows both ways, \(single.count) one way: \(error.reason).")
    }
  }
}
