import Explanations
import Figures
import Images
import Statistics
import Text

/// Tables 1 and 2, and where the pixels lie.
extension UndesirableFindings {
  private static var published: [MaskObjective.Kind] { [.targetFactors, .otherFactors] }

  // MARK: Table 1

  func gains() throws -> PaperReport.Section {
    let rows = networks.flatMap { network in
      SearchedNetwork.objectives.map { kind in
        let masks = network.first(kind)
        let summary = LearnedMaskSummary(of: masks, seed: seed)
        let gains = masks.compactMap(\.gain).map { 100 * $0 }.sorted()
        return [
          network.name, UndesirablePaper.name(kind), "\(masks.count)",
          PaperWords.number(summary.gain?.mean, decimals: 1),
          PaperWords.interval(summary.gain?.range, decimals: 1),
          PaperWords.number(gains.isEmpty ? nil : gains[gains.count / 2], decimals: 1),
          PaperWords.number(summary.shuffledGain?.mean, decimals: 1),
          PaperWords.percent(summary.before), PaperWords.percent(summary.after),
          PaperWords.percent(summary.shuffled),
        ]
      }
    }
    let claims = try Self.published.map { kind in
      let found = try paired { network in
        network.first(kind).map { $0.after.probability - $0.shuffled.probability }
      }
      let gains = networks.map { network in
        "\(network.name) φ = "
          + PaperWords.number(
            LearnedMaskSummary(of: network.first(kind), seed: seed).gain?.mean, decimals: 1)
      }
      return Claim(
        "Blurring the pixels of \(UndesirablePaper.name(kind)) makes the class more probable",
        published: "φ, " + UndesirablePaper.published(kind, \.gain) + " (table 1).",
        verdict(found),
        test: gains.joined(separator: ", ")
          + "; probability, less that with shuffled cells (sign permutation, Holm): "
          + words(found, "") + ".")
    }
    return (
      Part(
        "table-1", number: "Table 1", "How much more probable the class becomes",
        [
          "φ of equation 8, in per cent: the part of the probability missing to 1 that is gained, "
            + "for the class that the network chooses. It has no lower end: where almost nothing "
            + "is missing, as little lost counts for much, so that the median stands beside the "
            + "mean, and images with probability 1 are left out. The test is of the probability "
            + "itself."
        ],
        published: Self.published.map { UndesirablePaper.published($0, \.gain) }
          .joined(separator: "; ") + ".",
        drawings: [
          estimates(
            "Relative gain", "φ, %", control: "shuffled cells", limits: -100...100
          ) { network, kind in
            let summary = LearnedMaskSummary(of: network.first(kind), seed: seed)
            return (
              summary.gain, summary.shuffledGain?.mean,
              UndesirablePaper.row(like: network.name)?.gain[kind]
            )
          }
        ], caption: "φ; bars are the paper's network of the same family.",
        tables: [
          Table(
            [
              "network", "objective", "images", "φ", "95 % interval", "median", "φ, shuffled",
              "probability before", "after", "shuffled",
            ], rows, caption: "Intervals by drawing the images anew.")
        ]), claims
    )
  }

  // MARK: Table 2

  func areas() -> PaperReport.Section {
    let found = networks.flatMap { network in
      SearchedNetwork.objectives.map { kind in
        (
          network, kind,
          LearnedMaskSummary(
            of: network.first(kind), threshold: UndesirablePaper.threshold, seed: seed
          ).area
        )
      }
    }
    let rows = found.map { network, kind, area in
      [
        network.name, UndesirablePaper.name(kind), PaperWords.number(area?.mean, decimals: 4),
        PaperWords.interval(area?.range, decimals: 4),
      ]
    }
    let counted = found.filter { Self.published.contains($0.1) }
    let shown: [Bool?] = counted.map { _, _, area in
      guard let range = area?.range else { return nil }
      if range.upperBound < UndesirablePaper.mostArea { return true }
      return range.lowerBound > UndesirablePaper.mostArea ? false : nil
    }
    let published = Self.published.map { UndesirablePaper.published($0, \.area) }
      .joined(separator: "; ")
    return (
      Part(
        "table-2", number: "Table 2", "How many pixels are undesirable",
        [
          "The share of the pixels of which more than 0.6 is blurred (1 − M′; the paper does not "
            + "say which way round). Its table is headed “percentage” and holds shares."
        ], published: published + ".",
        drawings: [
          estimates("Undesirable pixels", "share of the pixels") { network, kind in
            (
              LearnedMaskSummary(
                of: network.first(kind), threshold: UndesirablePaper.threshold, seed: seed
              ).area, nil, UndesirablePaper.row(like: network.name)?.area[kind]
            )
          }
        ], caption: "Share of the pixels; bars are the paper's network of the same family.",
        tables: [
          Table(
            ["network", "objective", "share of the pixels", "95 % interval"], rows,
            caption: "Intervals by drawing the images anew.")
        ]),
      [
        Claim(
          "Less than 4 % of the pixels are undesirable", published: published + " (table 2).",
          PaperWords.verdict(shown),
          test: "95 % intervals below, or above, 0.04: "
            + counted.map { network, kind, area in
              "\(network.name) \(UndesirablePaper.name(kind)) "
                + "\(PaperWords.number(area?.mean, decimals: 4)) "
                + "(\(PaperWords.interval(area?.range, decimals: 4)))"
            }.joined(separator: "; ") + ".")
      ]
    )
  }

  // MARK: Where they lie

  func objectShares() throws -> PaperReport.Section {
    let found = try Self.published.map { kind in
      (kind, try paired { shares(of: $0.ofMistakes(kind)).map { $0.area - $0.onObject } })
    }
    let rows = found.flatMap { kind, found in
      found.map { network, test in
        let shares = shares(of: network.ofMistakes(kind))
        let count = Double(max(shares.count, 1))
        return [
          network.name, UndesirablePaper.name(kind), "\(shares.count)",
          PaperWords.percent(
            shares.isEmpty ? nil : shares.reduce(0) { $0 + $1.onObject } / count),
          PaperWords.percent(shares.isEmpty ? nil : shares.reduce(0) { $0 + $1.area } / count),
          PaperWords.pValue(test?.pValue),
        ]
      }
    }
    let tests = found.flatMap(\.1)
    return (
      Part(
        "objects", "Where undesirable pixels of mistakes lie",
        [
          "How much of what is blurred for the true class lies on the object, beside the object's "
            + "share of the image, which is what blur anywhere would have. "
            + (objectsAreGuessed
              ? "Where objects are is guessed from the images' colours."
              : "Where objects are is known.")
        ],
        tables: [
          Table(
            ["network", "objective", "mistakes", "of the blur on the object", "object", "p"], rows,
            caption: "p by sign permutation.")
        ]),
      [
        Claim(
          "What stands in the true class's way lies beside the object",
          published: "“portions connected to a target class have negative effect” (4.3, figure 6), "
            + "of two images.", verdict(tests),
          test: "object's share of the image less its share of the blur, mistakes (sign "
            + "permutation, Holm): "
            + found.map { words($0.1, UndesirablePaper.name($0.0)) }.joined(separator: "; ") + ".")
      ]
    )
  }

  /// The object's part of the blur, and of the image, of masks that have any blur.
  private func shares(of masks: [LearnedMask]) -> [(onObject: Double, area: Double)] {
    masks.compactMap { mask in
      let object = objects[mask.index]
      guard let onObject = ObjectAlignment.score(map: mask.removed, mask: object),
        let area = ObjectAlignment.baseline(mask: object), area > 0, area < 1
      else { return nil }
      return (onObject, area)
    }
  }
}
