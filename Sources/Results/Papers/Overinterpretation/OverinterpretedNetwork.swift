package import Explanations

/// What the smallest subset of an image is, and how sure a network is on the way to it.
package struct SubsetMeasure: Sendable, Equatable, Codable {
  let isRight: Bool
  /// Pixels that are enough; nil where the whole image does not reach the threshold.
  let size: Int?
  /// The probability of the whole image, and after each round.
  let values: [Double]
  /// Pixels masked in a round.
  let step: Int
  /// Where the kept pixels are left.
  let onKept: Double

  /// What none has that a search found; nil for one that is sound.
  package var problem: String? {
    // Sums of exponentials round above one.
    guard (values + [onKept]).allSatisfy({ (0...1 + 1e-9).contains($0) }) else {
      return "expected probabilities of 0 to 1"
    }
    return (size ?? 0) >= 0 && step > 0 && !values.isEmpty ? nil : "expected a number of pixels"
  }
}

extension SubsetMeasure {
  package init(_ finding: SubsetFinding, kept: Int) {
    isRight = finding.isRight
    size = finding.size
    values = [finding.path.start] + finding.path.values
    step = finding.path.step
    onKept = finding.path.value(leaving: kept)
  }
}

/// A network of "Overinterpretation", with what was trained on the pixels that it chose.
package struct OverinterpretedNetwork: Sendable {
  /// What a network is trained on and tested with.
  package enum Shown: String, Sendable, CaseIterable {
    case whole
    case chosen
    case random
    case shape

    package static let reduced: [Shown] = [.chosen, .random, .shape]

    var words: String {
      switch self {
      case .whole: "whole images"
      case .chosen: "pixels the network chose"
      case .random: "pixels at random"
      case .shape: "places of the chosen, in white"
      }
    }
  }

  /// Test images reduced in some way.
  package struct Reduced: Sendable {
    let name: String
    let images: [ReducedImage]

    package init(name: String, images: [ReducedImage]) {
      self.name = name
      self.images = images
    }
  }

  /// Images of figure 1.
  package static let shown = 8

  let name: String
  /// Of an image, and those that are kept.
  let pixels: Int
  let kept: Int
  /// Of the test images, shown as each network was trained.
  let right: [(shown: Shown, isRight: [Bool])]
  let reduced: [Reduced]
  /// The network itself first, then its ensemble and the one with input dropout, where there are
  /// such.
  let sizes: [(network: String, images: [SubsetMeasure])]
  let examples: [SubsetFinding]

  package init(
    name: String, pixels: Int, kept: Int, right: [(Shown, [Bool])], reduced: [Reduced],
    sizes: [(String, [SubsetMeasure])], examples: [SubsetFinding]
  ) {
    self.name = name
    self.pixels = pixels
    self.kept = kept
    self.right = right
    self.reduced = reduced
    self.sizes = sizes
    self.examples = examples
  }

  func isRight(_ shown: Shown) -> [Bool] { right.first { $0.shown == shown }?.isRight ?? [] }

  /// Test images that only one of two is right of.
  func only(_ first: Shown, _ second: Shown) -> (first: Int, second: Int, all: Int) {
    let pairs = zip(isRight(first), isRight(second))
    return (
      pairs.count { $0 && !$1 }, pairs.count { !$0 && $1 }, isRight(first).count
    )
  }

  func sizes(_ suffix: String) -> [SubsetMeasure]? {
    sizes.first { $0.network.hasSuffix(suffix) }?.images
  }
}
