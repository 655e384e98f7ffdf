package import Explanations
package import Training

/// A network of "Right for the Right Reasons": trained on in several ways, its explanations
/// measured.
package struct AlignedNetwork: Sendable {
  /// How it was trained on, all but the first from the same weights.
  package enum Kind: String, Sendable, CaseIterable {
    /// The dense layers alone, on a network that was trained before: where the strategies begin.
    case head
    case dense
    case lastTwoBlocks = "last-two-blocks"
    case firstThreeBlocks = "first-three-blocks"
    case all
    /// As `all`, on images whose background is random colours.
    case masked

    package var part: NetworkPart {
      switch self {
      case .head, .dense: .dense
      case .lastTwoBlocks: .lastTwoBlocks
      case .firstThreeBlocks: .firstThreeBlocks
      case .all, .masked: .all
      }
    }

    /// The paper's letter and words.
    var words: String {
      switch self {
      case .head: "before"
      case .dense: "(a) dense layers"
      case .lastTwoBlocks: "(b) last two blocks"
      case .firstThreeBlocks: "(c) first three blocks"
      case .all: "(d) everything"
      case .masked: "(d) on masked images"
      }
    }

    /// In short, for a figure.
    var letter: String {
      switch self {
      case .head: "before,"
      case .dense: "(a)"
      case .lastTwoBlocks: "(b)"
      case .firstThreeBlocks: "(c)"
      case .all: "(d)"
      case .masked: "(d) masked,"
      }
    }

    /// Whether all methods explain it, as in the paper's figure 2.
    package var isFollowed: Bool {
      self == .head || self == .dense || self == .lastTwoBlocks
    }
  }

  /// What was found of one of them.
  package struct Stage: Sendable {
    let kind: Kind
    let metrics: [EpochMetrics]
    /// Of the test images.
    let isRight: [Bool]
    /// By method, of the first test images, classified right or wrong.
    let rows: [String: [AlignedImage]]
    /// The same of the network with random weights.
    let random: [String: [AlignedImage]]
    /// Grad-CAM's maps of the first images.
    let maps: [[Float]]

    package init(
      kind: Kind, metrics: [EpochMetrics], isRight: [Bool], rows: [String: [AlignedImage]],
      random: [String: [AlignedImage]], maps: [[Float]]
    ) {
      self.kind = kind
      self.metrics = metrics
      self.isRight = isRight
      self.rows = rows
      self.random = random
      self.maps = maps
    }

    /// AvgObAlEx of the images that it classifies right.
    func summary(_ method: String, seed: UInt64) -> AlignmentSummary {
      AlignmentSummary(of: rows[method] ?? [], seed: seed)
    }
  }

  /// Those of the paper.
  package static let methods = ["occlusion", "lime", "grad-cam", "grad-cam++"]
  package static let gradientMethods: Set = ["grad-cam", "grad-cam++"]
  /// Images of figure 3.
  package static let shown = 4

  /// The column of `metrics.csv`.
  package static func column(_ method: String) -> String { "obalex_\(method)" }

  let name: String
  let stages: [Stage]

  package init(name: String, stages: [Stage]) {
    self.name = name
    self.stages = stages
  }

  func stage(_ kind: Kind) -> Stage? { stages.first { $0.kind == kind } }

  /// Score of one less score of the other, for images with an object that both classify right and
  /// both have a map of.
  func differences(_ method: String, _ first: Kind, _ second: Kind) -> [Double] {
    zip(stage(first)?.rows[method] ?? [], stage(second)?.rows[method] ?? [])
      .compactMap { one, other in
        guard one.isRight, other.isRight, one.area > 0, let a = one.score, let b = other.score
        else { return nil }
        return a - b
      }
  }

  /// Test images that only one of the two classifies right.
  func onlyRight(_ first: Kind, _ second: Kind) -> (first: Int, second: Int, all: Int)? {
    guard let one = stage(first)?.isRight, let other = stage(second)?.isRight else { return nil }
    let pairs = zip(one, other)
    return (pairs.count { $0 && !$1 }, pairs.count { !$0 && $1 }, one.count)
  }
}
