package import Datasets
package import Explanations
package import Figures
package import Images
package import Statistics
import Text

/// The masks that were learned for one network.
package struct SearchedNetwork: Sendable {
  /// Those of one objective.
  package struct Masks: Sendable {
    /// For the class that the network chooses, by trial; the first may be of more images than the
    /// others.
    package var trials: [[LearnedMask]]
    /// For the true class of images that are classified wrong.
    package var ofMistakes: [LearnedMask]

    package init(trials: [[LearnedMask]], ofMistakes: [LearnedMask]) {
      self.trials = trials
      self.ofMistakes = ofMistakes
    }
  }

  package static let objectives: [MaskObjective.Kind] = [.plain, .targetFactors, .otherFactors]

  package let name: String
  /// Test images, and those of them that are classified wrong.
  package let tested: Int
  package let errors: Int
  let masks: [MaskObjective.Kind: Masks]

  package init(name: String, tested: Int, errors: Int, masks: [MaskObjective.Kind: Masks]) {
    self.name = name
    self.tested = tested
    self.errors = errors
    self.masks = masks
  }

  /// Of the class that the network chooses, from the first beginning.
  func first(_ kind: MaskObjective.Kind) -> [LearnedMask] { masks[kind]?.trials.first ?? [] }

  func ofMistakes(_ kind: MaskObjective.Kind) -> [LearnedMask] { masks[kind]?.ofMistakes ?? [] }

  /// What a mask has to blur of some pixel to be one.
  static let leastBlur: Float = 0.1

  /// How alike the masks of an image are from different beginnings, image by image; nil where one
  /// of them blurs nothing.
  func agreement(_ kind: MaskObjective.Kind, with other: MaskObjective.Kind) -> [Double?] {
    let (mine, others) = (masks[kind]?.trials ?? [], masks[other]?.trials ?? [])
    let count = (mine + others).map(\.count).min() ?? 0
    return (0..<count).map { image in
      var values: [Double] = []
      for (number, trial) in mine.enumerated() {
        // Equal beginnings would make masks of different objectives alike.
        for (otherNumber, otherTrial) in others.enumerated()
        where otherNumber != number && (kind != other || otherNumber > number) {
          let pair = [trial[image].removed, otherTrial[image].removed]
          // What is left of a mask that removes nothing is alike or not by accident.
          guard pair.allSatisfy({ ($0.max() ?? 0) >= Self.leastBlur }) else { continue }
          let value = MaskConsistency.correlation(pair[0], pair[1])
          if let value { values.append(value) }
        }
      }
      return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
  }
}

/// "Interpreting Undesirable Pixels for Image Classification on Black-Box Models", done over: its
/// figures and tables in its numbering, and what is left of its claims.
package struct UndesirableFindings<Failure: Error> {
  typealias Table = PaperReport.Table
  typealias Claim = PaperReport.Claim
  typealias Part = PaperReport.Part

  let data: String
  let test: ImageSet
  let networks: [SearchedNetwork]
  let options: [MaskObjective.Kind: LearnedMaskOptions]
  /// Of the test images.
  let objects: ObjectMasks
  let objectsAreGuessed: Bool
  let seed: UInt64
  let loop: PieceLoop<Failure>

  package init(
    data: String, test: ImageSet, networks: [SearchedNetwork],
    options: [MaskObjective.Kind: LearnedMaskOptions], objects: ObjectMasks,
    objectsAreGuessed: Bool, seed: UInt64, loop: PieceLoop<Failure>
  ) {
    self.data = data
    self.test = test
    self.networks = networks
    self.options = options
    self.objects = objects
    self.objectsAreGuessed = objectsAreGuessed
    self.seed = seed
    self.loop = loop
  }

  /// The page without what made it.
  package func report() throws -> PaperReport {
    PaperReport(
      .undesirable,
      introduction: "Here the same is done with "
        + "\(NumberText.counted(networks.count, "network")) on \(data), beside masks of the same "
        + "cells in another order: without these, a number says nothing about where the pixels "
        + "lie. As Σ f over the other classes is 1 − f of the target, the two kinds have the same "
        + "aim and differ by their γ term alone (equations 4 to 7).",
      facts: facts,
      sections: [
        try crucialPixels(), try consistency(), try mistakes(), try gains(), areas(),
        try objectShares(),
      ])
  }

  private var facts: [(name: String, value: String)] {
    let images = networks.map { $0.first(.targetFactors).count }.max() ?? 0
    let trials = networks.compactMap { $0.masks[.plain]?.trials.count }.max() ?? 0
    var facts = [
      (name: "Data", value: data),
      (name: "Networks", value: networks.map(\.name).joined(separator: ", ")),
      (
        name: "Errors",
        value: networks.map { "\($0.name) \($0.errors) of \($0.tested)" }.joined(separator: ", ")
      ), (name: "Images", value: "\(images), published 1,000"),
      (name: "Beginnings", value: "\(trials)"),
    ]
    if let used = options[.targetFactors] {
      facts.append(
        (
          name: "Mask",
          value: "\(used.rows) × \(used.columns) cells, published 28 × 28 for 224 × 224 pixels; "
            + "\(used.iterations) steps of Adam"
        ))
    }
    return facts
  }

  // MARK: What the sections share

  /// A test of the images of each network, with its words; nil where it is not defined.
  func paired(
    _ differences: (SearchedNetwork) -> [Double]
  ) throws -> [(network: SearchedNetwork, test: PairedTest?)] {
    try networks.map { network in
      do {
        return (network, try PairedTest(differences(network), seed: seed, by: loop))
      } catch is NotDefined {
        return (network, nil)
      }
    }
  }

  /// Such as `resnet20 F-TC 0.12 (0.05 to 0.19), p = 0.002`.
  func words(_ found: [(network: SearchedNetwork, test: PairedTest?)], _ what: String) -> String {
    found.map { network, test in
      [network.name, what].filter { !$0.isEmpty }.joined(separator: " ") + " "
        + (test.map {
          NumberText.signed($0.difference, decimals: 3)
            + " (\(PaperWords.interval($0.interval, decimals: 3))), "
            + PaperWords.p($0.pValue)
        } ?? "not defined")
    }.joined(separator: "; ")
  }

  func verdict(_ found: [(network: SearchedNetwork, test: PairedTest?)]) -> PaperReport.Verdict {
    PaperWords.verdict(found.map { $0.test.map { ($0.difference > 0, $0.pValue) } })
  }

  /// A figure of numbers by network and objective.
  func estimates(
    _ title: String, _ horizontal: String, control: String? = nil,
    limits: ClosedRange<Double>? = nil,
    _ row: (SearchedNetwork, MaskObjective.Kind) -> (
      value: MeanWithInterval?, control: Double?, published: Double?
    )
  ) -> SVG {
    EstimatesFigure(
      title: title, horizontal: horizontal, control: control, scale: .number,
      rows: networks.flatMap { network in
        SearchedNetwork.objectives.enumerated().compactMap { place, kind in
          let numbers = row(network, kind)
          return numbers.value.map { value in
            .init(
              "\(network.name), \(UndesirablePaper.name(kind))", value.mean,
              interval: value.range, control: numbers.control, published: numbers.published,
              series: place)
          }
        }
      }, limits: limits
    ).draw()
  }

  /// A mask on a sheet.
  struct ShownMask {
    let mask: LearnedMask
    let words: String
    let kind: MaskObjective.Kind

    init(_ mask: LearnedMask, _ words: String, kind: MaskObjective.Kind = .targetFactors) {
      (self.mask, self.words, self.kind) = (mask, words, kind)
    }
  }

  /// A sheet of what was blurred, of the first network.
  func sheet(_ masks: [ShownMask]) throws -> [UInt8]? {
    if masks.isEmpty { return nil }
    let pictures = try test.images.load(masks.map(\.mask.index))
    let items = masks.enumerated().compactMap { place, item -> MaskSheet.Item? in
      guard let used = options[item.kind] else { return nil }
      let changed = ChangedImages(
        options: used, normalization: Normalization(mean: [0, 0, 0], deviation: [1, 1, 1]))
      return MaskSheet.Item(
        image: place, removed: item.mask.removed,
        changed: changed.bytes(of: pictures, image: place, removed: item.mask.removed),
        caption: [
          "\(item.mask.index): \(test.classNames[item.mask.label]) → "
            + test.classNames[item.mask.predicted],
          "\(test.classNames[item.mask.target]) "
            + NumberText.percent(item.mask.before.probability, decimals: 1) + " → "
            + NumberText.percent(item.mask.after.probability, decimals: 1), item.words,
        ])
    }
    return items.isEmpty ? nil : MaskSheet.draw(items, of: pictures).png
  }
}
