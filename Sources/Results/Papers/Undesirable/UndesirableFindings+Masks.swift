import Datasets
import Explanations
import Figures
import Statistics
import Text

/// Figures 3 to 6: whether masks agree, and what they mend.
extension UndesirableFindings {
  // MARK: Figures 3 and 4

  func consistency() throws -> PaperReport.Section {
    let own = SearchedNetwork.objectives.map { kind in
      (kind, networks.map { $0.agreement(kind, with: kind).compactMap { $0 } })
    }
    let between = networks.map {
      $0.agreement(.targetFactors, with: .otherFactors).compactMap { $0 }
    }
    let rows = networks.indices.flatMap { place in
      (own.map { (UndesirablePaper.name($0.0), $0.1[place]) }
        + [("F-TC with F-NTC", between[place])]).map { name, values in
          let mean = MeanWithInterval(of: values, seed: seed)
          return [
            networks[place].name, name, "\(values.count)",
            mean.map { PaperWords.number($0.mean, decimals: 3) } ?? "–",
            PaperWords.interval(mean?.range, decimals: 3),
          ]
        }
    }
    let claims =
      try [MaskObjective.Kind.targetFactors, .otherFactors].map { kind in
        let found = try paired { network in
          differences(network.agreement(kind, with: kind), network.agreement(.plain, with: .plain))
        }
        let name = UndesirablePaper.name(kind)
        return Claim(
          "Masks of \(name) agree from beginning to beginning better than without its regularizer",
          published: "equation 3 gives “different masks for each trial” (figure 3), F-TC and F-NTC "
            + "“consistent” ones (figure 4); no number.", verdict(found),
          test: "correlation of the masks of an image from two beginnings, \(name) less equation 3 "
            + "(sign permutation, Holm): " + words(found, "") + ".")
      } + [try differentKinds()]
    let shown = networks.first.map { network in
      let place = Self.mostBlurred(network)
      return SearchedNetwork.objectives.flatMap { kind in
        (network.masks[kind]?.trials ?? []).prefix(3).enumerated().compactMap { number, masks in
          masks.indices.contains(place)
            ? ShownMask(
              masks[place], "\(UndesirablePaper.name(kind)), beginning \(number + 1)", kind: kind)
            : nil
        }
      }
    }
    return (
      Part(
        "figure-3", number: "Figures 3 and 4", "Whether masks agree from beginning to beginning",
        [
          "Pearson's correlation of what is blurred, pixel by pixel, of two masks of one image "
            + "that begin at different random cells; the mean over images. “F-TC with F-NTC” is "
            + "the same between the two objectives: were they to find different pixels, it would "
            + "be below that within each. Masks that blur no pixel by a tenth are no masks, and "
            + "left out."
        ], published: "pictures of one image each; no number.",
        drawings: [
          estimates("Two masks of one image", "correlation") { network, kind in
            (
              MeanWithInterval(
                of: network.agreement(kind, with: kind).compactMap { $0 }, seed: seed), nil, nil
            )
          }
        ], caption: "Correlation of masks from different beginnings.",
        picture: try sheet(shown ?? []).map {
          (
            $0,
            "\(networks[0].name): the image with the most blur, from different beginnings."
          )
        },
        tables: [
          Table(
            ["network", "objective", "images", "correlation", "95 % interval"], rows,
            caption: "Intervals by drawing the images anew.")
        ]), claims
    )
  }

  /// The image of which most is blurred: that of a sure answer has no mask to look at.
  private static func mostBlurred(_ network: SearchedNetwork) -> Int {
    let trials = SearchedNetwork.objectives.compactMap { network.masks[$0]?.trials.last }
    let amounts = (0..<(trials.map(\.count).min() ?? 0)).map { image in
      trials.reduce(Float(0)) { $0 + $1[image].removed.reduce(0, +) }
    }
    return amounts.indices.max { (amounts[$0], $1) < (amounts[$1], $0) } ?? 0
  }

  /// Whether F-TC and F-NTC find different pixels.
  private func differentKinds() throws -> Claim {
    let found = try paired { network in
      differences(
        network.agreement(.targetFactors, with: .targetFactors),
        network.agreement(.targetFactors, with: .otherFactors))
    }
    return Claim(
      "F-TC and F-NTC find different pixels",
      published: "“each regularizer highlights the regions corresponding to their definitions” "
        + "(4.2, figure 4), of one image.", verdict(found),
      test: "correlation of two masks of F-TC less that of F-TC with F-NTC (sign permutation, "
        + "Holm): " + words(found, "") + ".")
  }

  /// Of those that are both defined.
  func differences(_ first: [Double?], _ second: [Double?]) -> [Double] {
    zip(first, second).compactMap { one, other in
      one.flatMap { one in other.map { one - $0 } }
    }
  }

  // MARK: Figures 5 and 6

  func mistakes() throws -> PaperReport.Section {
    let text = "Blurring the undesirable pixels turns mistakes into the right answer"
    let published =
      "examples (figures 2, 5 and 6) and “we could improve the accuracy for the target class” (5); "
      + "no rate."
    let summaries = networks.flatMap { network in
      SearchedNetwork.objectives.map { (network, $0, network.ofMistakes($0)) }
    }.filter { !$0.2.isEmpty }
    guard !summaries.isEmpty else {
      return (
        nil,
        [Claim(text, published: published, .cannotBeTold, test: "no network made a mistake.")]
      )
    }
    let tests = summaries.map { network, kind, masks in
      let test = McNemarTest(
        onlyFirst: masks.count { $0.isMended && !$0.isMendedByShuffled },
        onlySecond: masks.count { !$0.isMended && $0.isMendedByShuffled })
      return (network, kind, masks, test)
    }
    let rows = tests.map { network, kind, masks, test in
      [
        network.name, UndesirablePaper.name(kind), "\(masks.count)",
        "\(masks.count { $0.isMended })", "\(masks.count { $0.isMendedByShuffled })",
        PaperWords.pValue(test.exactP),
      ]
    }
    let words = tests.filter { $0.1 != .plain }
    let shown = networks.first.map { network in
      network.ofMistakes(.targetFactors).prefix(6).map {
        ShownMask($0, "then \(test.classNames[$0.predictedAfter])")
      }
    }
    return (
      Part(
        "figure-5", number: "Figures 5 and 6", "What stands in the true class's way",
        [
          "Images that are classified wrong, with their true class as the target: how many are "
            + "classified right when the pixels are blurred, and when the same cells are, in "
            + "another order. The mask is searched for with the right answer in hand: it shows on "
            + "how little a mistake hangs, and corrects nothing that is not known already."
        ], published: published,
        picture: try sheet(shown ?? []).map {
          ($0, "\(networks[0].name): mistakes, F-TC with the true class as target.")
        },
        tables: [
          Table(
            ["network", "objective", "mistakes", "mended", "by shuffled cells", "p"], rows,
            caption: "McNemar's exact test of the two.")
        ]),
      [
        Claim(
          text, published: published,
          PaperWords.verdict(
            words.map { ($0.3.onlyFirst > $0.3.onlySecond, $0.3.exactP) }),
          test: "mended, and by shuffled cells (McNemar, Holm): "
            + words.map { network, kind, masks, test in
              "\(network.name) \(UndesirablePaper.name(kind)) \(masks.count { $0.isMended }) and "
                + "\(masks.count { $0.isMendedByShuffled }) of \(masks.count), "
                + PaperWords.p(test.exactP)
            }.joined(separator: "; ") + ".")
      ]
    )
  }
}

extension LearnedMask {
  fileprivate var isMended: Bool { predictedAfter == label }
  fileprivate var isMendedByShuffled: Bool { predictedShuffled == label }
}
