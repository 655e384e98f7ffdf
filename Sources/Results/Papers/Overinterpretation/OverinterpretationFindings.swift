package import Datasets
import Explanations
package import Figures
import Images
package import Statistics
import Text

/// "Overinterpretation reveals image classification model pathologies", done over, by the sections
/// of the paper, and what is left of its claims.
package struct OverinterpretationFindings<Failure: Error> {
  typealias Table = PaperReport.Table
  typealias Claim = PaperReport.Claim
  typealias Part = PaperReport.Part
  typealias Shown = OverinterpretedNetwork.Shown

  let data: String
  let test: ImageSet
  let networks: [OverinterpretedNetwork]
  /// The probability that a subset reaches.
  let threshold: Double
  let trainingImages: Int
  let seed: UInt64
  let loop: PieceLoop<Failure>

  package init(
    data: String, test: ImageSet, networks: [OverinterpretedNetwork], threshold: Double,
    trainingImages: Int, seed: UInt64, loop: PieceLoop<Failure>
  ) {
    self.data = data
    self.test = test
    self.networks = networks
    self.threshold = threshold
    self.trainingImages = trainingImages
    self.seed = seed
    self.loop = loop
  }

  /// The page without what made it.
  package func report() throws -> PaperReport {
    PaperReport(
      .sis,
      introduction: "Here the same is done with "
        + "\(NumberText.counted(networks.count, "network")) on \(data), by Batched Gradient SIS, "
        + "with the controls that the finding needs: the kept pixels with their neighbours, on "
        + "another ground, as many at random, and their places alone, which the network that chose "
        + "them hands on. The paper's tables could not be had; what its text says stands beside.",
      facts: facts,
      sections: [
        sureness(), try reductions(), trained(), humans, try mistakes(), try mitigation(),
      ])
  }

  private var facts: [(name: String, value: String)] {
    [
      ("Data", data),
      (
        "Right of whole images",
        networks.map { network in
          "\(network.name) "
            + PaperWords.percent(share(network.isRight(.whole)))
        }.joined(separator: ", ")
      ), ("Training images", "\(trainingImages)"), ("Test images", "\(test.count)"),
      (
        "Pixels kept",
        networks.first.map { "\($0.kept) of \($0.pixels), published 52 of 1,024" } ?? "–"
      ), ("A subset reaches", PaperWords.number(threshold) + ", published 0.99 (CIFAR-10)"),
    ]
  }

  func share(_ flags: [Bool]) -> Double? {
    flags.isEmpty ? nil : Double(flags.count { $0 }) / Double(flags.count)
  }

  func wilson(_ flags: [Bool]) -> ClosedRange<Double>? {
    WilsonInterval.of(flags.count { $0 }, in: flags.count)
  }

  // MARK: Section 4.1

  private func sureness() -> PaperReport.Section {
    let found = networks.map { network in
      let sizes = network.sizes.first?.images.compactMap(\.size) ?? []
      let few = sizes.count { $0 <= network.kept }
      return (network, sizes, few, BinomialTest.twoSided(few, in: sizes.count))
    }
    let rows = networks.flatMap { network in
      network.sizes.map { name, images in
        let sizes = images.compactMap(\.size).map(Double.init).sorted()
        func quantile(_ share: Double) -> String {
          sizes.isEmpty
            ? "–" : PaperWords.number(sizes[Int(share * Double(sizes.count - 1))], decimals: 0)
        }
        return [
          name, "\(images.count)", "\(sizes.count)", quantile(0.5),
          "\(quantile(0.25)) to \(quantile(0.75))",
          "\(images.count { ($0.size ?? .max) <= network.kept })",
          PaperWords.percent(images.isEmpty ? nil : mean(images.map(\.onKept))),
        ]
      }
    }
    return (
      Part(
        "section-4-1", number: "Section 4.1", "How few pixels are enough",
        [
          "Pixels are masked by the mean colour, always those whose loss the class's probability "
            + "bears best. A sufficient subset is what is left when the probability is at "
            + "\(PaperWords.number(threshold)) for the last time."
        ],
        published: "confident “even when 95 % of input images are masked”.",
        drawings: networks.map(course), caption: "Mean probability by the pixels that are left.",
        picture: sheet.map { ($0, "\(networks[0].name): the first test images.") },
        tables: [
          Table(
            [
              "network", "images", "reach it", "pixels enough, median", "quartiles",
              "5 % are enough", "probability on 5 %",
            ], rows, caption: "“5 % are enough”: images, of those that reach the threshold.")
        ]),
      [
        Claim(
          "Five per cent of the pixels are enough for a sure prediction of most images",
          published: "“confident predictions even when 95 % of input images are masked” "
            + "(abstract).",
          PaperWords.verdict(
            found.map { _, sizes, few, p in
              sizes.isEmpty ? nil : (2 * few > sizes.count, p)
            }),
          test: "of the images that reach \(PaperWords.number(threshold)), those that 5 % are "
            + "enough for, against a half (binomial, Holm): "
            + found.map { network, sizes, few, p in
              "\(network.name) \(few) of \(sizes.count), " + PaperWords.p(p)
            }.joined(separator: "; ") + ".")
      ]
    )
  }

  private func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(max(values.count, 1))
  }

  private func course(_ network: OverinterpretedNetwork) -> SVG {
    let images = network.sizes.first?.images ?? []
    let series = [(true, "classified right"), (false, "classified wrong")].map { isRight, name in
      let group = images.filter { $0.isRight == isRight }
      let count = group.map(\.values.count).min() ?? 0
      return CurveFigure.Series(
        name: name,
        points: (0..<count).map { round in
          let left = max(network.pixels - round * group[0].step, 0)
          return (
            x: 100 * Double(left) / Double(max(network.pixels, 1)),
            y: mean(group.map { $0.values[round] })
          )
        })
    }
    return CurveFigure(
      title: "\(network.name): probability", horizontal: "% of the pixels left", scale: .percent,
      series: series, isStepped: true
    ).draw()
  }

  private var sheet: [UInt8]? {
    guard let network = networks.first, !network.examples.isEmpty,
      let pictures = try? test.images.load(network.examples.map(\.index))
    else { return nil }
    let items = network.examples.enumerated().map { place, finding in
      SubsetSheet.Item(
        image: place, order: finding.rank.map { Float($0 + 1) / Float(max(finding.rank.count, 1)) },
        kept: finding.lastPixels(network.kept),
        caption: [
          "\(finding.index): \(test.classNames[finding.label]) → "
            + test.classNames[finding.predicted],
          PaperWords.percent(finding.path.start) + " → "
            + PaperWords.percent(finding.path.value(leaving: network.kept))
            + " on \(network.kept) pixels",
        ])
    }
    return SubsetSheet.draw(items, of: pictures).png
  }

  // MARK: What the sections share

  /// A test of a network's images with the network's name; nil where it is not defined.
  func paired(
    _ differences: (OverinterpretedNetwork) -> [Double]
  ) throws -> [(name: String, test: PairedTest?)] {
    try networks.map { network in
      do {
        return (network.name, try PairedTest(differences(network), seed: seed, by: loop))
      } catch is NotDefined {
        return (network.name, nil)
      }
    }
  }
}
