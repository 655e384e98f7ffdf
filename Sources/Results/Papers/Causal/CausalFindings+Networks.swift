import Explanations
import Figures
import Misclassification
import Statistics
import Text
import Training

/// Figures 6 to 8: erasing, training, and how sure the networks are.
extension CausalFindings {
  // MARK: Figure 6

  func erasing() -> (part: Part?, claims: [Claim]) {
    let text = "Erasing the top of the saliency map mends more than it breaks"
    let published = "two ships that VGG16 took for planes, both mended (5.4); no rate is given."
    guard !networks.isEmpty else {
      return (
        nil,
        [
          Claim(
            text, published: published, .cannotBeTold,
            test: "predictions alone are known, and no network that could be asked again.")
        ]
      )
    }
    let rows = networks.map { network in
      let (treatment, control) = (network.erasure.treatment, network.erasure.controlMean)
      let against = network.erasure.againstRandom.first
      return [
        network.name, "\(treatment.fixed) of \(treatment.errorsBefore)",
        PaperWords.number(control?.fixed, decimals: 1), PaperWords.pValue(against?.fixedP),
        "\(treatment.newlyBroken) of \(treatment.rightBefore)",
        PaperWords.number(control?.newlyBroken, decimals: 1),
        NumberText.signed(treatment.netChange), PaperWords.pValue(network.erasure.net.p),
        PaperWords.percent(treatment.meanErasedFraction),
      ]
    }
    let part = Part(
      "figure-6", number: "Figure 6", "Erasing what the maps point at",
      [
        "Boxes around the top 5 % of the saliency map of the predicted class are set to 0 and the "
          + "image is classified again: every test image, as what is right may be broken, beside "
          + "random boxes over the same area. Nothing is spared: what belongs to the object is not "
          + "known of a new image."
      ], published: published,
      picture: (
        networks[0].sheet, "\(networks[0].name): image, saliency, boxes, and what is left of it."
      ),
      tables: [
        Table(
          [
            "network", "errors mended", "by random boxes", "p", "right answers broken",
            "by random boxes", "net", "p, net", "area",
          ], rows,
          caption: "p of mending against the first draw of random boxes, and of the net change "
            + "(McNemar's exact test).")
      ])
    let verdict = PaperWords.verdict(
      networks.map { network in
        let net = network.erasure.net
        return (net.net > 0, net.p)
      })
    let nets = networks.map { network in
      "\(network.name) \(network.erasure.treatment.fixed) mended, "
        + "\(network.erasure.treatment.newlyBroken) broken"
    }
    return (
      part,
      [
        Claim(
          text, published: published, verdict,
          test: "net change of right answers (McNemar, Holm): " + nets.joined(separator: "; ")
            + ".")
      ]
    )
  }

  // MARK: Figure 7

  func training() -> Part? {
    let trained = networks.filter { !$0.metrics.isEmpty }
    if trained.isEmpty { return nil }
    func drawing(_ network: StudiedNetwork) -> SVG {
      func series(_ name: String, _ value: (EpochMetrics) -> Double?) -> CurveFigure.Series? {
        let points = network.metrics.compactMap { row in
          value(row).map { (x: Double(row.epoch), y: $0) }
        }
        return points.isEmpty ? nil : CurveFigure.Series(name: name, points: points)
      }
      return CurveFigure(
        title: network.name, horizontal: "epoch", scale: .percent,
        series: [
          series("training") { $0.trainingAccuracy },
          series("validation") { $0.validationAccuracy }, series("test") { $0.testAccuracy },
        ].compactMap { $0 }
      ).draw()
    }
    let rows = trained.compactMap { network in
      network.metrics.last.map { last in
        [
          network.name, "\(last.epoch)", PaperWords.number(last.trainingLoss, decimals: 3),
          PaperWords.percent(last.trainingAccuracy), PaperWords.percent(last.testAccuracy),
          PaperWords.number(network.metrics.reduce(0) { $0 + $1.seconds }, decimals: 0),
        ]
      }
    }
    return Part(
      "figure-7", number: "Figure 7", "Training", [],
      published: "100 epochs of SGD, batch 256, rate 0.01; curves without numbers.",
      drawings: trained.map(drawing), caption: "Accuracy by epoch.",
      tables: [
        Table(
          ["network", "epochs", "loss", "training accuracy", "test accuracy", "seconds"], rows,
          caption: "The last epoch.")
      ])
  }

  // MARK: Figure 8

  func scores() throws -> (part: Part?, claims: [Claim]) {
    let text = "The scores of the two kinds of mistakes do not differ"
    let published = "t-tests “not significant” (5.3), without t, p or numbers of mistakes."
    func cannotBeTold(_ reason: String) -> (part: Part?, claims: [Claim]) {
      (nil, [Claim(text, published: published, .cannotBeTold, test: reason)])
    }
    guard let scored = joint.withScores else {
      return cannotBeTold("the predictions come without scores.")
    }
    guard let kinds else { return cannotBeTold("the data have none of the paper's classes.") }
    var settings = ScoreComparison.Settings()
    (settings.asPublished, settings.seed) = (true, seed)
    let comparison = try ScoreComparison(
      scored,
      groups: [
        ErrorGroup(name: "morphology", edges: kinds.morphology),
        ErrorGroup(name: "interference", edges: kinds.interference),
      ], settings: settings, by: loop)
    let pairs = comparison.models.compactMap { model in model.pairs.first.map { (model, $0) } }
    let margin = PaperWords.number(settings.margin, decimals: 1)
    let part = Part(
      "figure-8", number: "Figure 8", "How sure the networks are of the two kinds of mistakes",
      [
        "The groups are \(kinds.words); the statistic is the \(settings.statistic.words), which is "
          + "the logarithm of the ratio that the paper shows.",
        "The published t divides by n₁ + n₂ − 1 in place of n₁ + n₂ − 2. And no difference found "
          + "is no difference shown: that takes the test of equivalence, which asks whether the "
          + "means lie within \(margin) standard deviations.",
      ], published: published, drawings: ScoreHistogram.panels(comparison),
      caption: "Near 0 the network wavered; far to the left it was sure, and wrong.",
      tables: [scoreTable(pairs)])
    var adjusted = MultipleTests.holm(pairs.compactMap { $0.1.welch.value?.pValue }).makeIterator()
    let shown = pairs.map { _, pair -> Bool? in
      let holm = pair.welch.value == nil ? nil : adjusted.next()
      if let holm, holm < PaperWords.level { return false }
      return pair.equivalence.value.map { $0.pValue < PaperWords.level } == true ? true : nil
    }
    let words = pairs.map { model, pair in
      "\(model.name) "
        + (pair.welch.value.map {
          "t = \(PaperWords.number($0.statistic)), \(PaperWords.p($0.pValue))"
        } ?? pair.welch.reason ?? "")
    }
    return (
      part,
      [
        Claim(
          text, published: published, PaperWords.verdict(shown),
          test: "Welch's t: " + words.joined(separator: "; ")
            + ". It holds only where the test of equivalence says so in every network.")
      ]
    )
  }

  private func scoreTable(
    _ pairs: [(ScoreComparison.Model, ScoreComparison.Pair)]
  ) -> Table {
    Table(
      [
        "network", "morphology", "interference", "t, published", "p, published", "t, Welch",
        "p, Welch", "p, permutation", "Hedges' g (95 %)", "p, equivalence",
      ],
      pairs.map { model, pair in
        let groups = model.groups.map { group in
          "\(group.count), mean " + PaperWords.number(group.mean)
        }
        let hedges = pair.hedgesG.value.map {
          PaperWords.number($0.value) + " (" + PaperWords.interval($0.interval) + ")"
        }
        return [model.name] + groups + [
          PaperWords.number(pair.asPublished?.value?.statistic),
          PaperWords.pValue(pair.asPublished?.value?.pValue),
          PaperWords.number(pair.welch.value?.statistic),
          PaperWords.pValue(pair.welch.value?.pValue),
          PaperWords.pValue(pair.permutation.value?.pValue), hedges ?? "–",
          PaperWords.pValue(pair.equivalence.value?.pValue),
        ]
      }, caption: "Mistakes of each kind, and the tests of their means. A dash: not defined.")
  }
}
