import Figures
import Misclassification
import Statistics
import Text

/// Figure 3: how often each class is missed, and whether the networks differ.
extension CausalFindings {
  func rates() throws -> (part: Part?, claims: [Claim]) {
    let paired =
      joint.observers.count > 1
      ? try PairedErrors(
        joint, resamples: PairedErrors.usualResamples(images: joint.count), seed: seed, by: loop)
      : nil
    let homogeneity = Homogeneity(
      ErrorTable(counts, modelNames: models.modelNames, classNames: names), sameImages: paired,
      asPublished: true)
    let published = Homogeneity(CausalPaper.table, asPublished: true)
    let part = Part(
      "figure-3", number: "Figure 3", "Misclassification rate by class and network",
      [
        "u is the share of a class's images that a network misses. The published table has "
          + "\(CausalPaper.imagesPerClass) images of each class, so its rates are counts over "
          + "1,000; it is shown where the classes are the paper's.",
        "Chi-squared on rates tells nothing: it goes with the scale of its table, and finds any "
          + "networks alike. On counts it takes for granted that every network saw other images. "
          + "All saw the same ones, which Cochran's Q and McNemar's tests allow for.",
      ],
      published: "six networks miss 6.43 % to 7.88 % of the images; chi-squared over classes and "
        + "networks, “p is close to 1”, which is what a test of rates gives.",
      drawings: [RateDots.draw(counts, modelNames: models.modelNames, classNames: names)],
      caption: "Marks close together: the class is as hard for every network.",
      tables: [rateTable, publishedTable, tests(homogeneity, published)].compactMap { $0 })
    return (part, [homogeneityClaim(homogeneity, published)])
  }

  private var rateTable: Table {
    Table(
      ["class"] + models.modelNames,
      names.indices.map { label in
        [names[label]]
          + counts.map { counts in
            PaperWords.number(counts.misclassificationRates[label], decimals: 3)
          }
      } + [["all classes"] + counts.map { PaperWords.number($0.errorRate, decimals: 4) }],
      caption: "u here.")
  }

  /// Nil where no class is the paper's.
  private var publishedTable: Table? {
    let rows = names.compactMap { name in
      CausalPaper.row(of: name).map { errors in
        [name] + errors.map { PaperWords.number(Double($0) / 1000, decimals: 3) }
      }
    }
    return rows.isEmpty
      ? nil : Table(["class"] + CausalPaper.networks, rows, caption: "u as published.")
  }

  private func tests(_ own: Homogeneity, _ published: Homogeneity) -> Table {
    func row(
      _ name: String, _ statistic: String, _ value: Double?, _ freedom: Int?, _ p: Double?
    ) -> [String] {
      [
        name, statistic, PaperWords.number(value), freedom.map(String.init) ?? "–",
        PaperWords.pValue(p),
      ]
    }
    func chiSquared(_ name: String, _ test: HomogeneityTest?) -> [String] {
      row(name, "chi-squared", test?.chiSquared, test?.degreesOfFreedom, test?.chiSquaredP)
    }
    var rows = [
      chiSquared("published table, rates (as published)", published.asPublished?.value),
      chiSquared("published table, counts", published.mix.value),
      chiSquared("here, rates (as published)", own.asPublished?.value),
      chiSquared("here, counts: in the same classes?", own.mix.value),
    ]
    if let sum = own.perClassSum {
      rows.append(
        row(
          "here, right and wrong per class", "chi-squared, summed", sum.chiSquared,
          sum.degreesOfFreedom, sum.pValue))
    }
    if let paired = own.sameImages {
      let cochran = paired.cochran.value
      rows.append(
        row(
          "here, same images: equally often?", "Cochran's Q", cochran?.statistic,
          cochran?.degreesOfFreedom, cochran?.pValue))
      for test in paired.perClass {
        rows.append(
          row(
            "\(test.name), p by Holm's method", "Cochran's Q", test.cochran.value?.statistic,
            test.cochran.value?.degreesOfFreedom, test.holmP))
      }
    }
    return Table(
      ["test", "statistic", "value", "degrees of freedom", "p"], rows,
      caption: "Whether the networks err alike. A dash: not defined.")
  }

  private func homogeneityClaim(_ own: Homogeneity, _ published: Homogeneity) -> Claim {
    let mix = own.mix.value?.chiSquaredP
    let cochran = own.sameImages?.cochran.value?.pValue
    let different = own.sameImages?.pairs.count { $0.holmP < PaperWords.level } ?? 0
    let rejects = [mix, cochran].compactMap { $0 }.contains { $0 < PaperWords.level }
    let texts = [
      own.asPublished?.value.map { "on rates, as published, \(PaperWords.p($0.chiSquaredP))" },
      mix.map { "on counts \(PaperWords.p($0))" },
      cochran.map { "Cochran's Q on the same images \(PaperWords.p($0))" },
      own.sameImages.map {
        "\(different) of \(NumberText.counted($0.pairs.count, "pair")) of networks differ "
          + "(McNemar, Holm)"
      },
    ].compactMap { $0 }
    let counts = published.mix.value.map { PaperWords.p($0.chiSquaredP) } ?? ""
    return Claim(
      "Every network misses each class as often as the others do",
      published: "chi-squared, p close to 1 (5.1). The published table gives that on its rates; "
        + "on its counts it gives \(counts).",
      rejects ? .doesNotHold : .cannotBeTold, test: PaperWords.listed(texts) + ".")
  }
}
