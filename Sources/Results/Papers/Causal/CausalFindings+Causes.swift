import Datasets
import Explanations
import Figures
import Misclassification
import Statistics
import Text

/// What the paper left to future work: the causes mistake by mistake.
extension CausalFindings {
  // MARK: Told causes

  func told() -> (part: Part?, claims: [Claim]) {
    let text = "The two causes cannot be told apart by a number"
    let published =
      "the metrics chosen “cannot differentiate the two causes” (5.3); a metric that "
      + "does is left to future work."
    guard !causes.isEmpty else {
      return (
        nil,
        [Claim(text, published: published, .cannotBeTold, test: "no causes were told.")]
      )
    }
    let judged = causes.map { ($0.told, tellingApart($0)) }
    let rows = judged.map { told, test in
      let mistakes = told.mistakes
      func count(_ verdict: CauseVerdict) -> String {
        "\(mistakes.count { CauseVerdict(probability: $0.interference) == verdict })"
      }
      return [
        told.model, "\(mistakes.count)", count(.interference), count(.lookAlike),
        count(.undecided), PaperWords.number(test?.commonLanguageEffect, decimals: 3),
        PaperWords.pValue(test?.pValue),
      ]
    }
    let part = Part(
      "causes", "What made each mistake",
      [
        "Whether interference or a look-alike made a mistake is told from what the network answers "
          + "with parts of the image replaced, after mistakes that were made from its own right "
          + "answers (‘misclass causes’). Where images are drawn, the true cause is known from an "
          + "unmarked twin of each."
      ],
      tables: [
        Table(
          [
            "network", "mistakes", "interference", "look-alike", "undecided",
            "area under ROC, known causes", "p",
          ], rows,
          caption: "The area is how likely a mistake that interference made is given the higher "
            + "probability; a dash where no cause is known. p: Mann-Whitney.")
      ])
    let known = judged.compactMap { told, test in test.map { (told.model, $0) } }
    // The claim is that nothing is found: finding it is the opposite.
    let shown: [(points: Bool, p: Double)?] = known.map { _, test in
      (test.commonLanguageEffect <= 0.5, test.pValue)
    }
    let words = known.map { model, test in
      "\(model) area \(PaperWords.number(test.commonLanguageEffect, decimals: 3)), "
        + PaperWords.p(test.pValue)
    }
    return (
      part,
      [
        Claim(
          text, published: published,
          known.isEmpty ? .cannotBeTold : PaperWords.verdict(shown),
          test: known.isEmpty
            ? "the true causes of these mistakes are not known."
            : "told against known causes: " + words.joined(separator: "; ") + ".")
      ]
    )
  }

  /// Nil where no cause is known, or one only.
  private func tellingApart(_ causes: ToldCauses) -> MannWhitneyTest? {
    func sample(_ name: String, _ isInterference: Bool) -> Sample {
      Sample(
        name,
        zip(causes.told.mistakes, causes.truths).filter { _, truth in
          truth.map { $0.isInterference == isInterference } ?? false
        }.map { $0.0.interference })
    }
    return try? MannWhitneyTest(sample("interference", true), sample("others", false))
  }

  // MARK: Shared mistakes

  func shared() throws -> (part: Part?, claims: [Claim]) {
    let text = "Networks share the mistakes that look-alikes make, and not those of interference"
    let published = "observed on pairs of classes (6), without a test."
    guard !causes.isEmpty else {
      return (
        nil, [Claim(text, published: published, .cannotBeTold, test: "no causes were told.")]
      )
    }
    let found = try SharedMistakes(causes.map(\.told), in: joint, seed: seed, by: loop)
    return correlations(
      found.correlations, "shared", "Do networks share the mistakes?",
      "For each mistake, the number of the other networks that make the same one, against the "
        + "probability that interference made it: below 0, look-alikes are shared.",
      number: "others", text, published)
  }

  func people() throws -> (part: Part?, claims: [Claim]) {
    let text = "People confuse what look-alikes make networks confuse"
    let published =
      "supposed (3): morphological similarity “could also confuse human-performed "
      + "classification”; nobody was asked."
    guard let votes, !causes.isEmpty else {
      return (
        nil,
        [
          Claim(
            text, published: published, .cannotBeTold,
            test: votes == nil ? "no people's votes on these images." : "no causes were told.")
        ]
      )
    }
    let found = try SharedWithPeople(
      causes.map(\.told), votes: votes, in: joint, seed: seed, by: loop)
    return correlations(
      found.correlations, "people", "Do people share the mistakes?",
      "For each mistake, the share of people who chose the network's wrong class, against the "
        + "probability that interference made it: below 0, people confuse look-alikes.",
      number: "share of people", text, published)
  }

  private func correlations(
    _ found: [CauseCorrelation], _ name: String, _ title: String, _ reading: String,
    number: String, _ text: String, _ published: String
  ) -> (part: Part?, claims: [Claim]) {
    let rows = found.map { one in
      let (all, within) = (one.correlation.value, one.withinEdges.value)
      return [
        one.model, "\(one.mistakes)", PaperWords.number(one.meanOfLookAlikes),
        PaperWords.number(one.meanOfInterference), PaperWords.number(all?.value),
        PaperWords.interval(all?.interval), PaperWords.pValue(all?.pValue),
        PaperWords.number(within?.value), PaperWords.pValue(within?.pValue),
      ]
    }
    let words = found.map { one in
      one.model + " "
        + (one.correlation.value.map {
          "ρ = \(PaperWords.number($0.value)) (\(PaperWords.interval($0.interval))), "
            + PaperWords.p($0.pValue)
        } ?? "not defined: \(one.correlation.reason ?? "")")
    }
    let verdict = PaperWords.verdict(
      found.map { one in one.correlation.value.map { ($0.value < 0, $0.pValue) } })
    return (
      Part(
        name, title, [reading, Self.secondHalf],
        tables: [
          Table(
            [
              "network", "mistakes", "\(number): look-alikes", "\(number): interference", "ρ",
              "95 % interval", "p", "ρ within kinds", "p",
            ], rows,
            caption: "Spearman's rank correlation with p by permutation; within kinds, only "
              + "mistakes of the same true and predicted class are compared.")
        ]),
      [
        Claim(
          text, published: published, verdict,
          test: "Spearman's ρ with the probability of interference, second half: "
            + words.joined(separator: "; ") + ".")
      ]
    )
  }

  private static var secondHalf: String {
    "The images are halved by their numbers, from a fixed seed. The question and the way to answer "
      + "it were fixed on the first half; only the second is told."
  }

  // MARK: Kinds of mistakes

  func edgesOfCauses() throws -> (part: Part?, claims: [Claim]) {
    let text = "Ship → plane and frog → cat are made by interference more than other mistakes"
    let published = "the paper's hypothesis (5.3), from asymmetry; two ships were looked at."
    let asked = CausalPaper.edges(CausalPaper.interference, in: names)
    let found = try causes.map {
      try EdgeInterference($0.told, asked: asked, seed: seed, by: loop)
    }
    let rows = found.flatMap { one in
      one.edges.map { edge in
        [
          "\(one.model): \(names[edge.label]) → \(names[edge.predicted])", "\(edge.mistakes)",
          PaperWords.percent(edge.mean), PaperWords.number(100 * edge.difference, decimals: 1),
          PaperWords.interval(
            edge.interval.map { 100 * $0.lowerBound...100 * $0.upperBound }, decimals: 1),
          PaperWords.pValue(edge.pValue), PaperWords.pValue(edge.holmP),
        ]
      }
    }
    let part =
      rows.isEmpty
      ? nil
      : Part(
        "edges", "Which kinds of mistakes hold more interference than others",
        [
          "The mean probability of interference over the mistakes of a kind, less that of all "
            + "others of the network, in percentage points. The kinds are those with five "
            + "mistakes in the first half, and the paper's own.", Self.secondHalf,
        ],
        tables: [
          Table(
            [
              "network: kind", "mistakes", "interference", "difference", "95 % interval", "p",
              "p, Holm",
            ], rows, caption: "p by permutation; Holm's method over the kinds of a network.")
        ])
    guard asked.count == CausalPaper.interference.count, !causes.isEmpty else {
      return (
        part,
        [
          Claim(
            text, published: published, .cannotBeTold,
            test: causes.isEmpty ? "no causes were told." : "the data have no such classes.")
        ]
      )
    }
    let tested = found.flatMap { one in asked.map { (one, $0) } }
    let words = tested.map { one, edge in
      "\(one.model) \(self.words(edge)) "
        + (one[edge].map {
          "\(NumberText.signed(100 * $0.difference, decimals: 1)) points of \($0.mistakes), "
            + PaperWords.p($0.holmP)
        } ?? "too few mistakes")
    }
    return (
      part,
      [
        Claim(
          text, published: published,
          PaperWords.verdict(
            tested.map { one, edge in
              one[edge].flatMap { $0.holmP < PaperWords.level ? $0.difference > 0 : nil }
            }), test: "second half, Holm: " + words.joined(separator: "; ") + ".")
      ]
    )
  }

  // MARK: Interaction

  func interaction() throws -> (part: Part?, claims: [Claim]) {
    let text = "The two causes interact"
    let published = "left to future work (6)."
    let found =
      try factorial.map { factorial in
        try networks.compactMap { network in
          try network.factorialAnswers.map {
            try CauseInteraction(
              model: network.name, factorial.fours, labels: factorial.labels, predicted: $0,
              seed: seed, by: loop)
          }
        }
      } ?? []
    guard !found.isEmpty else {
      return (
        nil,
        [
          Claim(
            text, published: published, .cannotBeTold,
            test: "no images that exist without a cause, with each, and with both.")
        ]
      )
    }
    let defined = found.compactMap { one in one.errors.value.map { (one.model, $0) } }
    let rows = defined.map { model, errors in
      [
        model, "\(errors.things)", "\(errors.neither)", "\(errors.first)", "\(errors.second)",
        "\(errors.both)", "\(errors.expectedByCounts)",
        PaperWords.number(errors.expectedByLogits, decimals: 1),
        PaperWords.number(100 * errors.additive.value, decimals: 1),
        PaperWords.pValue(errors.additive.pValue), PaperWords.number(errors.logit.value),
        PaperWords.interval(errors.logit.interval), PaperWords.pValue(errors.logit.pValue),
      ]
    }
    let words = defined.map { model, errors in
      "\(model) \(errors.both) errors with both, \(errors.expectedByCounts) by the sum of counts "
        + "(\(PaperWords.p(errors.additive.pValue))), "
        + "\(PaperWords.number(errors.expectedByLogits, decimals: 1)) by that of log-odds "
        + "(interaction \(PaperWords.number(errors.logit.value)), "
        + "\(PaperWords.interval(errors.logit.interval)), \(PaperWords.p(errors.logit.pValue)))"
    }
    var adjusted = MultipleTests.holm(defined.map(\.1.logit.pValue)).makeIterator()
    let shown = defined.map { _ in adjusted.next().map { $0 < PaperWords.level } ?? false }
    return (
      Part(
        "interaction", "Do the causes interact?",
        [
          "The same drawn images exist without a cause, with another class's background, with the "
            + "shape morphed towards the look-alike, and with both. If the causes do not interact, "
            + "errors with both are those with each less those without; on the scale of log-odds "
            + "the same holds of these. Causes that are independent on one scale are not on the "
            + "other.", Self.secondHalf,
        ],
        tables: [
          Table(
            [
              "network", "images", "errors without", "interference", "morphology", "both",
              "sum of counts", "sum of log-odds", "interaction, points", "p",
              "interaction, log-odds", "95 % interval", "p",
            ], rows, caption: "Intervals and p by drawing the images anew.")
        ]),
      [
        Claim(
          text, published: published, shown.contains(false) ? .cannotBeTold : .holds,
          test: "log-odds, second half, Holm: " + words.joined(separator: "; ") + ".")
      ]
    )
  }
}
