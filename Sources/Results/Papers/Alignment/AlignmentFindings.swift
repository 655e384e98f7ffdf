package import Datasets
import Explanations
package import Figures
package import Statistics
import Text
import Training

/// "Right for the Right Reasons: Making Image Classification Intuitively Explainable", done over:
/// its figures in its numbering, and what is left of its claims.
package struct AlignmentFindings<Failure: Error> {
  typealias Table = PaperReport.Table
  typealias Claim = PaperReport.Claim
  typealias Part = PaperReport.Part
  typealias Kind = AlignedNetwork.Kind

  /// A test of one network's images, or of one method on them.
  struct Tested {
    let name: String
    /// Nil where it is not defined.
    let test: PairedTest?
  }

  let data: String
  let test: ImageSet
  let networks: [AlignedNetwork]
  /// Images that are looked at after each epoch.
  let probed: Int
  let masksAreGuessed: Bool
  let seed: UInt64
  let loop: PieceLoop<Failure>

  /// What passes for the same: shares of accuracy, and of the score.
  static var margin: Double { 0.02 }

  package init(
    data: String, test: ImageSet, networks: [AlignedNetwork], probed: Int, masksAreGuessed: Bool,
    seed: UInt64, loop: PieceLoop<Failure>
  ) {
    self.data = data
    self.test = test
    self.networks = networks
    self.probed = probed
    self.masksAreGuessed = masksAreGuessed
    self.seed = seed
    self.loop = loop
  }

  /// The page without what made it.
  package func report() throws -> PaperReport {
    PaperReport(
      .obalex,
      introduction: "Here the same is done with "
        + "\(NumberText.counted(networks.count, "network")) on \(data), image by image, and every "
        + "score stands beside that of a map that is the same everywhere: the object's share of "
        + "the image. "
        + (masksAreGuessed
          ? "Where objects are is guessed from the images' colours."
          : "Where objects are is known."),
      facts: facts,
      sections: [
        try strategies(), try final(), (try examples(), []), try maskedImages(), try enough(),
        try randomWeights(),
      ])
  }

  private var facts: [(name: String, value: String)] {
    let accuracy = networks.compactMap { network in
      network.stage(.head).map { stage in
        network.name + " "
          + PaperWords.percent(
            Double(stage.isRight.count { $0 }) / Double(max(stage.isRight.count, 1)))
      }
    }
    let images = AlignedNetwork.methods.compactMap { method in
      networks.first?.stage(.lastTwoBlocks)?.rows[method].map { "\($0.count) (\(method))" }
    }
    return [
      ("Data", data), ("Accuracy before the strategies", accuracy.joined(separator: ", ")),
      ("Test images explained", images.joined(separator: ", ")),
      ("Objects", masksAreGuessed ? "guessed by colour" : "known"),
    ]
  }

  // MARK: What the sections share

  func paired(_ name: String, _ differences: [Double]) throws -> Tested {
    do {
      return Tested(name: name, test: try PairedTest(differences, seed: seed, by: loop))
    } catch is NotDefined {
      return Tested(name: name, test: nil)
    }
  }

  /// The difference of scores between two ways of training, of each network by each method.
  func paired(
    _ first: Kind, _ second: Kind, methods: [String] = AlignedNetwork.methods
  ) throws -> [Tested] {
    try networks.flatMap { network in
      try methods.map { method in
        try paired(
          networks.count > 1 ? "\(network.name) \(method)" : method,
          network.differences(method, first, second))
      }
    }
  }

  func words(_ found: [Tested]) -> String {
    found.map { one in
      one.name + " "
        + (one.test.map {
          NumberText.signed($0.difference, decimals: 3)
            + " (\(PaperWords.interval($0.interval, decimals: 3)); \($0.count) images), "
            + PaperWords.p($0.pValue)
        } ?? "not defined")
    }.joined(separator: "; ")
  }

  func verdict(_ found: [Tested]) -> PaperReport.Verdict {
    PaperWords.verdict(found.map { $0.test.map { ($0.difference > 0, $0.pValue) } })
  }

  /// Whether all are the same but for the margin; where one is shown to differ otherwise, not.
  func sameness(_ found: [Tested]) -> PaperReport.Verdict {
    var adjusted = MultipleTests.holm(
      found.compactMap { $0.test?.equivalenceP(margin: Self.margin) }
    ).makeIterator()
    var apart = MultipleTests.holm(found.compactMap { $0.test?.pValue }).makeIterator()
    return PaperWords.verdict(
      found.map { one in
        guard one.test != nil, let p = adjusted.next(), let other = apart.next() else { return nil }
        if p < PaperWords.level { return true }
        return other < PaperWords.level ? false : nil
      })
  }
}
