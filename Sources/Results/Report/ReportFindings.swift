package import Figures
package import Misclassification
package import Statistics
import Text

/// The analyses of several models' predictions, in words with their numbers.
package struct ReportFindings<Failure: Error> {
  package typealias Finding = ModelsReport.Finding

  /// Of more models than this, pairs are counted instead of listed.
  private static var listedModels: Int { 6 }
  private static var level: Double { 0.05 }

  package let models: CountedModels
  package let threshold: Double
  /// Kinds of mistakes as `ErrorGroup` reads them; empty for those that go both ways and one way.
  package let groups: [String]
  package let seed: UInt64
  /// What works on resamples.
  package let loop: PieceLoop<Failure>

  /// - Throws: `ErrorGroup.Malformed` for groups that are none.
  package func all() throws -> [Finding] {
    var findings: [Finding] = []
    if models.models.count > 1, models.joint == nil {
      findings.append(
        inTheSameClasses(
          Homogeneity(
            ErrorTable(
              models.counts, modelNames: models.modelNames, classNames: models.classNames))))
    }
    guard let joint = models.joint else { return findings + [bothWays()] }
    if joint.observers.count > 1 {
      let paired = try PairedErrors(
        joint, resamples: PairedErrors.usualResamples(images: joint.count), seed: seed, by: loop)
      let table = ErrorTable(
        models.counts, modelNames: models.modelNames, classNames: models.classNames)
      let homogeneity = Homogeneity(table, sameImages: paired)
      findings += [equallyOften(paired, joint), inTheSameClasses(homogeneity)]
      let comparison = try ModelComparison(joint, threshold: threshold)
      findings += [overlap(comparison), apart(comparison)]
    }
    findings.append(bothWays())
    if let sureness = try surenessOfMistakes(joint) { findings.append(sureness) }
    findings += calibration()
    return findings
  }

  private func name(_ model: Int) -> String { models.models[model].name }

  // MARK: How often

  private func equallyOften(_ paired: PairedErrors, _ joint: JointPredictions) -> Finding {
    let test: String
    if let cochran = paired.cochran.value {
      test =
        (cochran.pValue < Self.level
          ? "No: their error rates differ by more than chance on the same images. "
          : "These images show no difference between their error rates beyond chance. ")
        + "Cochran's Q = \(Self.number(cochran.statistic)), \(cochran.degreesOfFreedom) degrees of "
        + "freedom, \(Self.p(cochran.pValue))."
    } else {
      test = "Cochran's Q is not defined: \(paired.cochran.reason ?? "")."
    }
    let different = paired.pairs.count { $0.holmP < Self.level }
    let pairs =
      "Of \(NumberText.counted(paired.pairs.count, "pair")) of models, \(different) differ "
      + "(McNemar's exact test, p below \(Self.level) after Holm's correction for the number of "
      + "pairs)."
    return Finding(
      .rates, "Do the models err equally often?", [test, pairs],
      table: joint.observers.count <= Self.listedModels
        ? pairTable(paired) : rankTable(paired, joint))
  }

  private func pairTable(_ paired: PairedErrors) -> ModelsReport.Table {
    ModelsReport.Table(
      [
        "models", "only the first wrong", "only the second", "difference", "95 % interval",
        "p, Holm",
      ],
      paired.pairs.map { pair in
        [
          "\(name(pair.first)), \(name(pair.second))", "\(pair.test.onlyFirst)",
          "\(pair.test.onlySecond)", Self.points(pair.difference),
          Self.points(pair.interval.lowerBound) + " to " + Self.points(pair.interval.upperBound),
          NumberText.pValue(pair.holmP),
        ]
      },
      caption: "Images that only one of the two models gets wrong; the others say nothing about a "
        + "difference. The difference of the error rates, first minus second, is in percentage "
        + "points.",
      targets: paired.pairs.map { .models(wrong: [$0.first], right: [$0.second]) })
  }

  /// Best models first, each with how far it is told apart from the others.
  private func rankTable(
    _ paired: PairedErrors, _ joint: JointPredictions
  ) -> ModelsReport.Table {
    var alike = [Int](repeating: 0, count: joint.observers.count)
    for pair in paired.pairs where pair.holmP >= Self.level {
      alike[pair.first] += 1
      alike[pair.second] += 1
    }
    let errors = joint.observers.map { observer in
      zip(observer.predicted, joint.labels).count { $0 != $1 }
    }
    let order = errors.indices.sorted { (errors[$0], $0) < (errors[$1], $1) }
    return ModelsReport.Table(
      ["model", "errors", "95 % interval", "fewest errors in", "like how many others"],
      order.map { model in
        let rates = paired.bootstrap?.errorRates[model]
        return [
          name(model), "\(errors[model])",
          rates.map {
            NumberText.percent($0.lowerBound) + " to " + NumberText.percent($0.upperBound)
          } ?? "–",
          paired.bootstrap.map { NumberText.percent($0.shareBest[model], decimals: 1) } ?? "–",
          "\(alike[model])",
        ]
      },
      caption: "Best first. The interval of the error rate, and how often the model has the fewest "
        + "errors, by drawing the images anew \(paired.bootstrap?.resamples ?? 0) times; the last "
        + "column counts the models that McNemar's test cannot tell from this one.",
      targets: order.map { .models(wrong: [$0], right: []) })
  }

  // MARK: Where

  private func inTheSameClasses(_ homogeneity: Homogeneity) -> Finding {
    var paragraphs: [String] = []
    if let bootstrap = homogeneity.sameImages?.bootstrap, let p = bootstrap.mixP.value {
      paragraphs.append(
        (p < Self.level
          ? "No: some models have a larger part of their errors in some classes than others have. "
          : "As far as these images tell: the models' errors fall on the classes alike. ")
          + "\(Self.p(p)), by drawing the images anew \(bootstrap.resamples) times with the "
          + "answers of all models. This is the test to believe, as the models saw the same "
          + "images.")
    }
    if let mix = homogeneity.mix.value {
      paragraphs.append(
        "The chi-squared test of errors by class and model, which takes them for errors on "
          + "different images, has X² = \(Self.number(mix.chiSquared)), \(mix.degreesOfFreedom) "
          + "degrees of freedom, \(Self.p(mix.chiSquaredP)); G = "
          + "\(Self.number(mix.likelihoodRatio)), "
          + "\(Self.p(mix.likelihoodRatioP)); Cramér's V = "
          + "\(Self.number(mix.cramersV, decimals: 3)); "
          + "the smallest expected count is \(Self.number(mix.minimumExpected, decimals: 1))"
          + (mix.minimumExpected < 5
            ? ", too small for these p-values to be taken literally." : "."))
    } else if let reason = homogeneity.mix.reason {
      paragraphs.append("The chi-squared test is not defined: \(reason).")
    }
    return Finding(
      .rates, "Do their errors fall on the classes alike?", paragraphs,
      table: homogeneity.sameImages.flatMap(classTable))
  }

  private func classTable(_ paired: PairedErrors) -> ModelsReport.Table? {
    if paired.perClass.count > 40 { return nil }
    return ModelsReport.Table(
      ["class", "Cochran's Q", "p", "p, Holm"],
      paired.perClass.map { test in
        guard let cochran = test.cochran.value, let holm = test.holmP else {
          return [test.name, "–", "–", "–"]
        }
        return [
          test.name, Self.number(cochran.statistic), NumberText.pValue(cochran.pValue),
          NumberText.pValue(holm),
        ]
      },
      caption: "Whether the models miss the images of a class equally often, "
        + "\(models.models.count - 1) degrees of freedom each.",
      targets: paired.perClass.indices.map { .label($0) })
  }

  // MARK: Which images

  private func overlap(_ comparison: ModelComparison) -> Finding {
    let models = self.models.models.count
    let all = comparison.wrongInAll
    let expected = comparison.wrongInAllByChance
    let paragraphs = [
      "\(Self.share(comparison.rightInAll)) are right in every model. \(Self.share(all)) are "
        + "wrong in every model, \(comparison.sameMistakeInAll.images) of them taken for the same "
        + "class by all; had the models' errors nothing to do with each other, "
        + (expected < 0.05 ? "none" : "about \(Self.number(expected, decimals: 1))") + " would be.",
      "Images that no model gets right are the place to look for wrong labels, and for images that "
        + "show something else.",
    ]
    let rows = comparison.imagesByModelsWrong.enumerated().map { wrong, images in
      ["\(wrong)", "\(images)", NumberText.percent(Double(images) / Double(comparison.images))]
    }
    return Finding(
      .images, "Do the models miss the same images?", paragraphs,
      table: models > 40
        ? nil
        : ModelsReport.Table(
          ["models wrong", "images", "share"], rows,
          caption: "How many images so many of the \(models) models get wrong.",
          targets: rows.indices.map { $0 == 0 ? nil : .wrongIn($0) }))
  }

  private func apart(_ comparison: ModelComparison) -> Finding {
    let pairs = comparison.pairs
    func words(_ pair: ModelComparison.Pair) -> String {
      "\(name(pair.first)) and \(name(pair.second)) predict the same class for "
        + "\(Self.percent(pair.agreeing.share)) of the images, and share "
        + "\(Self.percent(pair.errorOverlap.share)) of their errors"
    }
    var paragraphs: [String] = []
    let byOverlap = pairs.filter { $0.errorOverlap.share != nil }.sorted {
      ($0.errorOverlap.share ?? 0) > ($1.errorOverlap.share ?? 0)
    }
    if byOverlap.count == 1 { paragraphs.append(words(byOverlap[0]) + ".") }
    if byOverlap.count > 1 {
      paragraphs.append("Most alike: \(words(byOverlap[0])).")
      paragraphs.append("Least alike: \(words(byOverlap[byOverlap.count - 1])).")
    }
    return Finding(
      .images, "What does each model have to itself?", paragraphs,
      table: ModelsReport.Table(
        ["model", "errors", "wrong alone", "right alone"],
        comparison.models.map {
          [
            "\($0.name)", "\($0.errors.images)", "\($0.wrongAlone.images)",
            "\($0.rightAlone.images)",
          ]
        },
        caption: "Images that only this model gets wrong, and images that only this model gets "
          + "right: where a model is better or worse by itself, and not with the others.",
        targets: comparison.models.indices.map { model in
          .models(wrong: [model], right: comparison.models.indices.filter { $0 != model })
        }))
  }
}
