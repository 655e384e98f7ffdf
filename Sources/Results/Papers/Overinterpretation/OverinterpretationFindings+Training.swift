import Datasets
import Explanations
import Figures
import Statistics
import Text

/// Sections 4.1 to 4.3: what the kept pixels say, to this network and to another.
extension OverinterpretationFindings {
  typealias Only = (first: Int, second: Int, all: Int)

  /// Such as `+3.5 points (1.2 to 5.8), McNemar p = 0.01`.
  func words(_ name: String, _ only: Only, confidence: Double = 0.95) -> String {
    let range = PairedDifferenceInterval.of(
      onlyFirst: only.first, onlySecond: only.second, in: only.all, confidence: confidence)
    return "\(name) "
      + NumberText.signed(
        100 * Double(only.first - only.second) / Double(max(only.all, 1)), decimals: 1)
      + " points ("
      + PaperWords.interval(
        range.map { 100 * $0.lowerBound...100 * $0.upperBound }, decimals: 1)
      + "), McNemar "
      + PaperWords.p(McNemarTest(onlyFirst: only.first, onlySecond: only.second).exactP)
  }

  func verdict(_ found: [Only]) -> PaperReport.Verdict {
    PaperWords.verdict(
      found.map {
        (
          $0.first > $0.second,
          McNemarTest(onlyFirst: $0.first, onlySecond: $0.second).exactP
        )
      })
  }

  // MARK: The kept pixels, shown again

  func reductions() throws -> PaperReport.Section {
    let rows = networks.flatMap { network in
      network.reduced.map { reduced in
        let images = reduced.images
        return [
          network.name, reduced.name,
          PaperWords.number(
            images.isEmpty
              ? nil : Double(images.reduce(0) { $0 + $1.pixels }) / Double(images.count),
            decimals: 0),
          PaperWords.percent(
            images.isEmpty
              ? nil : images.reduce(0) { $0 + $1.probability } / Double(images.count)),
          PaperWords.percent(share(images.map(\.isSamePrediction))),
          PaperWords.percent(share(images.map(\.isRight))),
        ]
      }
    }
    let (random, dilated) = (same(2), same(1))
    return (
      Part(
        "controls", "The kept pixels, shown again",
        [
          "The last 5 % of the pixels of each test image are classified by the network that chose "
            + "them: alone on the mean colour, as they were chosen; with the pixels beside them; "
            + "as many others at random; on black; and their places in white without any colour."
        ],
        drawings: networks.map { network in
          EstimatesFigure(
            title: "\(network.name): same class as the whole image", horizontal: "of the images",
            scale: .percent,
            rows: network.reduced.enumerated().map { place, reduced in
              let flags = reduced.images.map(\.isSamePrediction)
              return .init(
                reduced.name, share(flags) ?? 0, interval: wilson(flags), series: min(place, 1))
            }
          ).draw()
        }, caption: "Share of the images whose class stays the same.",
        tables: [
          Table(
            ["network", "shown", "pixels", "probability", "same class", "right"], rows,
            caption: "Probability of the class that the network chooses for the whole image.")
        ]),
      [
        Claim(
          "The pixels that the network chose keep its prediction, and as many others do not",
          published: "5 % at random: 9.98 % right, which is chance (reported of the full-image "
            + "network).", verdict(random.map(\.1)),
          test: "same class, chosen less random pixels (McNemar, Holm): "
            + random.map { words($0.0, $0.1) }.joined(separator: "; ") + "."),
        Claim(
          "What is enough stays enough when the pixels beside it are shown too",
          published: "not asked.", verdict(dilated.map { ($0.0, flipped($0.1)) }.map(\.1)),
          test: "same class, with neighbours less without (McNemar, Holm): "
            + dilated.map { words($0.0, flipped($0.1)) }.joined(separator: "; ") + "."),
      ]
    )
  }

  private func flipped(_ only: Only) -> Only { (only.second, only.first, only.all) }

  /// Images whose class only the kept pixels keep, and only those that are shown otherwise.
  private func same(_ place: Int) -> [(String, Only)] {
    networks.compactMap { network in
      guard network.reduced.indices.contains(place) else { return nil }
      let pairs = zip(network.reduced[0].images, network.reduced[place].images)
        .map { ($0.isSamePrediction, $1.isSamePrediction) }
      return (
        network.name, (pairs.count { $0 && !$1 }, pairs.count { !$0 && $1 }, pairs.count)
      )
    }
  }

  // MARK: Section 4.2

  /// Points of accuracy that pass for a minimal loss.
  private static var minimalLoss: Double { 0.05 }

  func trained() -> PaperReport.Section {
    let rows = networks.flatMap { network in
      network.right.map { shown, flags in
        [
          network.name, shown.words, shown == .whole ? "\(network.pixels)" : "\(network.kept)",
          "\(flags.count { $0 })", PaperWords.percent(share(flags)),
          PaperWords.interval(
            wilson(flags).map { 100 * $0.lowerBound...100 * $0.upperBound }, decimals: 1),
        ]
      }
    }
    func compared(_ first: Shown, _ second: Shown) -> [(String, Only)] {
      networks.map { ($0.name, $0.only(first, second)) }
    }
    let (loss, more) = (compared(.chosen, .whole), compared(.chosen, .random))
    let values = compared(.random, .shape)
    return (
      Part(
        "section-4-2", number: "Section 4.2", "Networks trained on nothing but such pixels",
        [
          "New networks are trained and tested on 5 % of the pixels of each image: those that the "
            + "network on whole images needed to the last; others at random; and the places of the "
            + "chosen ones, in white. Pixels move with the crops and flips of training. The chosen "
            + "places of a test image follow from what the network saw of the whole image, so that "
            + "its answer is written in them: the last line shows how much of it can be read."
        ],
        published: "“minimal loss of test accuracy” (4.2).",
        drawings: networks.map { network in
          EstimatesFigure(
            title: "\(network.name): right of the test images", horizontal: "accuracy",
            scale: .percent,
            rows: network.right.enumerated().map { place, one in
              .init(
                one.shown.words, share(one.isRight) ?? 0, interval: wilson(one.isRight),
                series: place)
            }
          ).draw()
        }, caption: "Accuracy by what a network was trained on and is tested with.",
        tables: [
          Table(
            [
              "network", "trained and tested on", "pixels", "right", "accuracy",
              "95 % interval, %",
            ], rows, caption: "Of \(test.count) test images.")
        ]),
      [
        Claim(
          "A network trained on 5 % of the pixels is nearly as good as one on whole images",
          published: "“minimal loss of test accuracy” (abstract, 4.2).",
          PaperWords.verdict(loss.map { Self.isMinimal($0.1) }),
          test: "chosen pixels less whole images, 90 % interval above or below −5 points: "
            + loss.map { words($0.0, $0.1, confidence: 0.9) }.joined(separator: "; ") + "."),
        Claim(
          "The chosen pixels teach more than as many at random",
          published: "random pixels are the paper's control (4.2).", verdict(more.map(\.1)),
          test: "chosen less random pixels (McNemar, Holm): "
            + more.map { words($0.0, $0.1) }.joined(separator: "; ") + "."),
        Claim(
          "It is the pixels that teach, and not the places that the network chose",
          published: "“valid statistical patterns of the benchmark” (abstract); the places alone "
            + "were not tried.", verdict(values.map(\.1)),
          test: "random pixels, which hold no choice, less the places of the chosen, which hold no "
            + "pixels (McNemar, Holm): "
            + values.map { words($0.0, $0.1) }.joined(separator: "; ") + "."),
      ]
    )
  }

  private static func isMinimal(_ only: Only) -> Bool? {
    guard
      let range = PairedDifferenceInterval.of(
        onlyFirst: only.first, onlySecond: only.second, in: only.all, confidence: 0.9)
    else { return nil }
    if range.lowerBound > -minimalLoss { return true }
    return range.upperBound < -minimalLoss ? false : nil
  }

  // MARK: Section 4.3

  var humans: PaperReport.Section {
    (
      nil,
      [
        Claim(
          "People see nothing in the pixels that are enough for a network",
          published: "people were asked (4.3); their accuracy could not be had.", .cannotBeTold,
          test: "nobody was asked here; the picture of section 4.1 shows the pixels.")
      ]
    )
  }
}
