import Figures
import Text

/// A paper that can be done over.
package struct PublishedPaper: Sendable {
  /// As a command line has it.
  package let name: String
  package let title: String
  /// What the authors did and found, in a sentence or two.
  package let account: String

  package static let causal = PublishedPaper(
    name: "causal", title: CausalPaper.title,
    account: "M. Bennett and Y. Min trained six networks on CIFAR-10, drew where their errors go, "
      + "and named two causes: classes that look alike (morphology), and pixels beside the object "
      + "(interference).")

  package static let undesirable = PublishedPaper(
    name: "undesirable",
    title: "Interpreting Undesirable Pixels for Image Classification on Black-Box Models",
    account: "S.-H. Kang, H.-G. Jung and S.-W. Lee (2019) learned which pixels of an image to blur "
      + "so that a class becomes more probable, and told two kinds apart: factors for the target "
      + "class (F-TC) and for other classes (F-NTC).")

  package static let obalex = PublishedPaper(
    name: "obalex",
    title: "Right for the Right Reasons: Making Image Classification Intuitively Explainable",
    account: "A. Nguyen, A. Oberföll and M. Färber (2021) measured how much of an explanation "
      + "lies on the object (ObAlEx), and trained networks on so that it becomes more.")

  package static let sis = PublishedPaper(
    name: "sis", title: "Overinterpretation reveals image classification model pathologies",
    account: "B. Carter, S. Jain, J. Mueller and D. Gifford (2021) found networks sure of images "
      + "of which 5 % of the pixels are left, in which nobody sees anything, and trained networks "
      + "on nothing but such pixels.")

  /// In the order of a help text.
  package static let all = [causal, undesirable, obalex, sis]

  /// All papers, a line each.
  package static var listing: String {
    var table = TextTable([.words("name"), .words("paper")])
    for paper in all { table.row([paper.name, paper.title]) }
    return table.description
  }

  /// What the list of commands says.
  package var summary: String { "Do over “\(title)”" }
}

extension PaperReport {
  /// A part with what it says of the paper's claims.
  typealias Section = (part: Part?, claims: [Claim])

  /// The page of a paper without what made it.
  ///
  /// - Parameter introduction: what is done here, after what the authors did.
  init(
    _ paper: PublishedPaper, introduction: String, facts: [(name: String, value: String)],
    sections: [Section]
  ) {
    self.init(
      title: "“\(paper.title)”, done over", introduction: paper.account + " " + introduction,
      facts: facts, claims: sections.flatMap(\.claims), parts: sections.compactMap(\.part))
  }
}
