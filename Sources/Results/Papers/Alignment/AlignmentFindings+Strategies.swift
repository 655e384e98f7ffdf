import Datasets
import Explanations
import Figures
import Images
import Statistics
import Text
import Training

/// Figures 2 and 3: the training strategies.
extension AlignmentFindings {
  // MARK: Figure 2

  func strategies() throws -> PaperReport.Section {
    let higher = try paired(.lastTwoBlocks, .dense)
    let rising = try paired(.lastTwoBlocks, .head)
    let accuracies = networks.compactMap { network in
      network.onlyRight(.lastTwoBlocks, .dense).map { (network.name, $0) }
    }
    return (
      Part(
        "figure-2", number: "Figure 2", "Two strategies, epoch by epoch",
        [
          "From the same weights, whose dense layers were trained alone before: (a) these go on, "
            + "(b) the last two blocks of convolutions are trained instead. The score after each "
            + "epoch is that of the first \(probed) test images, of those the ones that are "
            + "classified right at the time; epoch 0 is where both begin."
        ],
        published: "accuracy does not change within 10 epochs; AvgObAlEx between 0.4 and 0.725, "
          + "higher by every method with (b).",
        drawings: networks.flatMap { network in
          let kinds: [Kind] = [.dense, .lastTwoBlocks]
          return kinds.map { accuracy(network, $0) } + kinds.map { score(network, $0) }
        }, caption: "Accuracy, and AvgObAlEx by each method.",
        tables: [epochs([.dense, .lastTwoBlocks])]),
      [
        Claim(
          "Accuracy stays the same whichever layers are trained on",
          published: "“the performance of the model measured with accuracy did not change” (3.2, "
            + "figure 2).", sameAccuracy(accuracies.map(\.1)),
          test: "(b) less (a), the same where the 90 % interval is within ±2 points, not where "
            + "McNemar's test tells them apart otherwise: "
            + accuracies.map { name, only in words(name, only) }.joined(separator: "; ") + "."),
        Claim(
          "Training the last two blocks puts more of the explanations on the object than the dense "
            + "layers do, by every method",
          published: "“the explanation quality after 10 epochs computed with any explanation "
            + "method for strategy (b) is significantly higher” (3.2); no test.", verdict(higher),
          test: "(b) less (a), images that both classify right (sign permutation, Holm): "
            + words(higher) + "."),
        Claim(
          "Explanations lie more on the object the longer the last two blocks are trained",
          published: "AvgObAlEx increases while the loss decreases (3.2, figure 2).",
          verdict(rising),
          test: "(b) less the network before it (sign permutation, Holm): " + words(rising) + "."),
      ]
    )
  }

  private func accuracy(_ network: AlignedNetwork, _ kind: Kind) -> SVG {
    curves(network, kind, "accuracy", [("training", \.trainingAccuracy), ("test", \.testAccuracy)])
  }

  /// The score by each method that was measured after each epoch.
  func score(_ network: AlignedNetwork, _ kind: Kind) -> SVG {
    let begin = network.stage(.head)?.metrics.last
    let methods = AlignedNetwork.methods.filter { method in
      network.stage(kind)?.metrics.last?.score(method) != nil
    }
    let series = methods.map { method in
      CurveFigure.Series(
        name: method,
        points: ([begin.map { (0, $0) }].compactMap { $0 }
          + (network.stage(kind)?.metrics ?? []).map { ($0.epoch, $0) })
          .compactMap { epoch, row in row.score(method).map { (x: Double(epoch), y: $0) } })
    }
    return CurveFigure(
      title: "\(network.name), \(kind.words): AvgObAlEx", horizontal: "epoch", scale: .number,
      series: series
    ).draw()
  }

  func curves(
    _ network: AlignedNetwork, _ kind: Kind, _ what: String,
    _ values: [(name: String, value: (EpochMetrics) -> Double?)]
  ) -> SVG {
    CurveFigure(
      title: "\(network.name), \(kind.words): \(what)", horizontal: "epoch", scale: .percent,
      series: values.map { name, value in
        CurveFigure.Series(
          name: name,
          points: (network.stage(kind)?.metrics ?? []).compactMap { row in
            value(row).map { (x: Double(row.epoch), y: $0) }
          })
      }
    ).draw()
  }

  func epochs(_ kinds: [Kind]) -> Table {
    let rows = networks.flatMap { network in
      kinds.flatMap { kind in
        (network.stage(kind)?.metrics ?? []).map { row in
          [
            network.name, kind.words, "\(row.epoch)",
            PaperWords.number(row.trainingLoss, decimals: 3),
            PaperWords.percent(row.trainingAccuracy), PaperWords.percent(row.testAccuracy),
          ] + AlignedNetwork.methods.map { PaperWords.number(row.score($0), decimals: 3) }
        }
      }
    }
    return Table(
      ["network", "strategy", "epoch", "loss", "training accuracy", "test accuracy"]
        + AlignedNetwork.methods, rows,
      caption: "AvgObAlEx by method, of the first \(probed) test images.")
  }

  // MARK: Accuracy

  typealias OnlyRight = (first: Int, second: Int, all: Int)

  func words(_ name: String, _ only: OnlyRight) -> String {
    let range = PairedDifferenceInterval.of(
      onlyFirst: only.first, onlySecond: only.second, in: only.all, confidence: 0.9)
    let test = McNemarTest(onlyFirst: only.first, onlySecond: only.second)
    return "\(name) "
      + NumberText.signed(
        100 * Double(only.first - only.second) / Double(max(only.all, 1)), decimals: 1)
      + " points ("
      + PaperWords.interval(
        range.map { 100 * $0.lowerBound...100 * $0.upperBound }, decimals: 1)
      + "), McNemar " + PaperWords.p(test.exactP)
  }

  private func sameAccuracy(_ found: [OnlyRight]) -> PaperReport.Verdict {
    PaperWords.verdict(
      found.map { only -> Bool? in
        guard
          let range = PairedDifferenceInterval.of(
            onlyFirst: only.first, onlySecond: only.second, in: only.all, confidence: 0.9)
        else { return nil }
        if range.lowerBound > -Self.margin, range.upperBound < Self.margin { return true }
        let test = McNemarTest(onlyFirst: only.first, onlySecond: only.second)
        return test.exactP < PaperWords.level ? false : nil
      })
  }

  // MARK: All strategies

  func final() throws -> PaperReport.Section {
    let found = networks.flatMap { network in
      network.stages.flatMap { stage in
        AlignedNetwork.methods.compactMap { method in
          stage.rows[method] == nil
            ? nil : (network, stage, method, stage.summary(method, seed: seed))
        }
      }
    }
    let rows = found.map { network, stage, method, summary in
      [
        network.name, stage.kind.words, method, "\(summary.score?.count ?? 0)",
        PaperWords.number(summary.score?.mean, decimals: 3),
        PaperWords.interval(summary.score?.range, decimals: 3),
        PaperWords.number(summary.uniform?.mean, decimals: 3), PaperWords.number(summary.ratio),
      ]
    }
    let figures = networks.map { network in
      EstimatesFigure(
        title: "\(network.name): AvgObAlEx", horizontal: "share of the explanation on the object",
        control: "a map that is the same everywhere", scale: .number,
        rows: found.filter { $0.0.name == network.name }.compactMap { _, stage, method, summary in
          summary.score.map { score in
            .init(
              "\(stage.kind.letter) \(method)",
              score.mean, interval: score.range, control: summary.uniform?.mean,
              series: AlignedNetwork.methods.firstIndex(of: method) ?? 0)
          }
        }
      ).draw()
    }
    let like = try paired(.all, .lastTwoBlocks, methods: Self.everywhere)
    let alike = try paired(.firstThreeBlocks, .dense, methods: Self.everywhere)
    let above = try networks.flatMap { network in
      try AlignedNetwork.methods.map { method in
        try paired(
          networks.count > 1 ? "\(network.name) \(method)" : method,
          (network.stage(.lastTwoBlocks)?.rows[method] ?? []).filter { $0.isRight && $0.area > 0 }
            .compactMap { row in row.score.map { $0 - row.area } })
      }
    }
    return (
      Part(
        "strategies", "All strategies, at the end",
        [
          "AvgObAlEx over the test images that each network classifies right, with the score of a "
            + "map that is the same everywhere. A ratio of 1 is a map that knows nothing."
        ],
        published: "(d) is similar to (b), and (c) to (a); no numbers.", drawings: figures,
        caption: "Score and 95 % interval; hollow: a map that is the same everywhere.",
        tables: [
          Table(
            [
              "network", "strategy", "method", "images", "AvgObAlEx", "95 % interval",
              "uniform map", "ratio",
            ], rows, caption: "Intervals by drawing the images anew.")
        ]),
      [
        Claim(
          "Training everything comes to the same as training the last two blocks, and the first "
            + "three to the same as the dense layers",
          published: "the results “are similar to each other respectively” (3.2); no number.",
          sameness(like + alike),
          test: "scores the same within ±\(Self.margin) (two one-sided tests, Holm); (d) less (b): "
            + words(like) + "; (c) less (a): " + words(alike) + "."),
        Claim(
          "More of the explanations lies on the object than of a map that knows nothing",
          published: "not asked: no score of such a map is given.", verdict(above),
          test: "(b), score less the object's share of the image (sign permutation, Holm): "
            + words(above) + "."),
      ]
    )
  }

  /// Methods that explain every stage.
  static var everywhere: [String] {
    AlignedNetwork.methods.filter(AlignedNetwork.gradientMethods.contains)
  }

  // MARK: Figure 3

  func examples() throws -> Part? {
    guard let network = networks.first else { return nil }
    let kinds: [Kind] = [.head, .lastTwoBlocks, .all, .masked]
    let places = 0..<AlignedNetwork.shown
    let pictures = try test.images.load(places.prefix(test.count))
    let items = places.prefix(test.count).flatMap { image in
      kinds.compactMap { kind -> ExplanationSheet.Explained? in
        guard let stage = network.stage(kind), let row = stage.rows["grad-cam"]?[image] else {
          return nil
        }
        return .init(
          image: image, map: stage.maps[image],
          caption: [
            kind.words, "\(test.classNames[row.label]) → \(test.classNames[row.predicted])",
            "score " + PaperWords.number(row.score, decimals: 3)
              + ", object " + PaperWords.number(row.area, decimals: 3),
          ])
      }
    }
    guard !items.isEmpty else { return nil }
    return Part(
      "figure-3", number: "Figure 3", "Grad-CAM of the first test images",
      ["Before the strategies, after (b), after (d), and after (d) on masked images."],
      published: "two images, the only number is a score of 0.8010 after training.",
      picture: (
        ExplanationSheet.saliency(items, of: pictures).png, "\(network.name): Grad-CAM by strategy."
      ))
  }
}

extension EpochMetrics {
  /// What was measured by a method after the epoch.
  func score(_ method: String) -> Double? {
    probed.first { $0.name == AlignedNetwork.column(method) }?.value
  }
}
