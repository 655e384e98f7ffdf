package import Figures
package import Misclassification
package import Statistics
import Text

/// "Causal Explanations of Image Misclassifications", done over on some networks and images.
package struct CausalFindings<Failure: Error> {
  typealias Part = PaperReport.Part
  typealias Claim = PaperReport.Claim
  typealias Table = PaperReport.Table

  /// Where the data come from, for the page.
  package let data: String
  package let models: CountedModels
  package let joint: JointPredictions
  /// In the order of the models; empty where only predictions are known.
  package let networks: [StudiedNetwork]
  /// Causes of the networks' mistakes, or of those of other models on the same images.
  package let causes: [ToldCauses]
  /// Nil where nobody was asked.
  package let votes: HumanVotes?
  /// Nil where the data have none.
  package let factorial: FactorialImages?
  /// The class that each class looks like, where the data know.
  package let lookAlikes: [Int]?
  package let seed: UInt64
  /// What works on resamples.
  package let loop: PieceLoop<Failure>

  let counts: [ConfusionCounts]
  let confusion: [ConfusionNetwork]
  let names: [String]

  /// The share of a class's errors that makes an edge (figure 5).
  static var threshold: Double { 0.3 }

  package init(
    data: String, joint: JointPredictions, networks: [StudiedNetwork], causes: [ToldCauses],
    votes: HumanVotes?, factorial: FactorialImages?, lookAlikes: [Int]?, seed: UInt64,
    loop: PieceLoop<Failure>
  ) throws {
    self.data = data
    self.joint = joint
    self.networks = networks
    self.causes = causes
    self.votes = votes
    self.factorial = factorial
    self.lookAlikes = lookAlikes
    self.seed = seed
    self.loop = loop
    models = try CountedModels(joint)
    counts = models.counts
    names = models.classNames
    confusion = counts.map { ConfusionNetwork($0, threshold: Self.threshold) }
  }

  /// The page without what made it.
  package func report() throws -> PaperReport {
    PaperReport(
      .causal, introduction: introduction, facts: facts,
      sections: [
        try rates(), heatMaps(), edges(), erasing(), (training(), []), try scores(), told(),
        try shared(), try people(), try edgesOfCauses(), try interaction(),
      ])
  }

  private var introduction: String {
    "Here the same is done with "
      + "\(NumberText.counted(counts.count, "network")) on \(data): the paper's figures in its own "
      + "numbering, its numbers beside them, its tests as they were published and as they are "
      + "right, and what is left of each claim."
  }

  private var facts: [(name: String, value: String)] {
    let rates = counts.compactMap(\.errorRate)
    var facts = [
      (name: "Data", value: data), (name: "Test images", value: "\(joint.count)"),
      (name: "Networks", value: "\(counts.count)"),
    ]
    if let best = rates.min(), let worst = rates.max() {
      facts.append(
        ("Errors", NumberText.percent(best) + " to " + NumberText.percent(worst)))
      facts.append(("Errors, published", "6.43 % to 7.88 %"))
    }
    return facts
  }

  // MARK: Kinds of mistakes

  /// What stands for the paper's two causes among these classes; nil where nothing does.
  var kinds: (morphology: [ErrorGroup.Edge], interference: [ErrorGroup.Edge], words: String)? {
    let own = CausalPaper.edges(CausalPaper.morphology, in: names)
    let foreign = CausalPaper.edges(CausalPaper.interference, in: names)
    if own.count == CausalPaper.morphology.count, foreign.count == CausalPaper.interference.count {
      return (own, foreign, "the paper's own kinds")
    }
    guard let lookAlikes, lookAlikes.count == names.count else { return nil }
    let alike = names.indices.filter { lookAlikes[$0] != $0 }.map {
      ErrorGroup.Edge(label: $0, predicted: lookAlikes[$0])
    }
    let others = names.indices.flatMap { label in
      names.indices.filter { $0 != label && $0 != lookAlikes[label] }.map {
        ErrorGroup.Edge(label: label, predicted: $0)
      }
    }
    if alike.isEmpty || others.isEmpty { return nil }
    return (alike, others, "mistakes between look-alikes of the drawn set, and all others")
  }

  func words(_ edge: ErrorGroup.Edge) -> String {
    "\(names[edge.label]) → \(names[edge.predicted])"
  }
}
