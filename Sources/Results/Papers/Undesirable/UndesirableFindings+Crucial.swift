import Explanations
import Figures
import Statistics
import Text

/// Figure 2: pixels that a class needs, beside those that stand in its way.
extension UndesirableFindings {
  func crucialPixels() throws -> PaperReport.Section {
    let kinds: [MaskObjective.Kind] = [.deletion, .targetFactors]
    let rows = networks.flatMap { network in
      kinds.map { kind in
        // The same images for both.
        let masks = Array(network.first(kind).prefix(network.first(.deletion).count))
        let summary = LearnedMaskSummary(
          of: masks, threshold: UndesirablePaper.threshold, seed: seed)
        return [
          network.name, UndesirablePaper.name(kind), "\(masks.count)",
          PaperWords.percent(summary.before), PaperWords.percent(summary.after),
          PaperWords.percent(summary.shuffled),
          PaperWords.number(summary.area?.mean, decimals: 4),
        ]
      }
    }
    return (
      Part(
        "figure-2", number: "Figure 2", "Pixels that a class needs, and those in its way",
        [
          "The masks of Fong and Vedaldi (“deletion”), which make the class that the network "
            + "chooses less probable, beside those of F-TC, which make the same class more "
            + "probable, and as much blur in other cells."
        ], published: "pictures of one image; no number.",
        picture: try sheet(crucialExamples()).map {
          ($0, "\(networks[0].name): blurred to lower the class, and to raise it.")
        },
        tables: [
          Table(
            [
              "network", "objective", "images", "probability before", "after", "shuffled",
              "share of the pixels",
            ], rows, caption: "Means over the images.")
        ]), [try lowersTheClass(), try findsOtherPixels()]
    )
  }

  /// The first network's images of which most is blurred to raise the class, each both ways.
  private func crucialExamples() -> [ShownMask] {
    guard let network = networks.first else { return [] }
    let (needed, inTheWay) = (network.first(.deletion), network.first(.targetFactors))
    let blur = zip(needed, inTheWay).map { $1.removed.reduce(0, +) }
    let places = blur.indices.sorted { (blur[$1], $0) < (blur[$0], $1) }.prefix(3)
    return places.flatMap { place in
      [
        ShownMask(needed[place], "needed (deletion)", kind: .deletion),
        ShownMask(inTheWay[place], "in the way (F-TC)"),
      ]
    }
  }

  private func lowersTheClass() throws -> PaperReport.Claim {
    let found = try paired { network in
      network.first(.deletion).map { $0.shuffled.probability - $0.after.probability }
    }
    return Claim(
      "Blurring the pixels that a local explanation finds makes the class less probable",
      published: "“the accuracy significantly decreased” (figure 2a), of one image.",
      verdict(found),
      test: "probability with shuffled cells, less that with the mask (sign permutation, Holm): "
        + words(found, "") + ".")
  }

  private func findsOtherPixels() throws -> PaperReport.Claim {
    let found = try paired { network in
      differences(
        network.agreement(.targetFactors, with: .targetFactors),
        network.agreement(.targetFactors, with: .deletion))
    }
    return Claim(
      "The pixels in a class's way are others than those it needs",
      published: "a moustache, not the hood and the eyes (figure 2), of one image.",
      verdict(found),
      test: "correlation of two masks of F-TC less that of F-TC with deletion (sign permutation, "
        + "Holm): " + words(found, "") + ".")
  }
}
