package import Statistics

/// How small sufficient subsets are, and whether those of mistakes differ.
package struct SubsetSummary: Sendable, Equatable, Codable {
  /// Sizes of the first subset of some images.
  package struct Sizes: Sendable, Equatable, Codable {
    package let images: Int
    /// Images whose class reaches the threshold, so that there is a subset.
    package let withSubset: Int
    /// Of the first subset, in pixels; nil without any.
    package let median: Double?
    package let lowerQuartile: Double?
    package let upperQuartile: Double?
    package let meanSubsets: Double?
    /// Probability where the kept pixels are left, averaged; nil without images.
    package let meanProbability: Double?

    init(of findings: [SubsetFinding], kept: Int) {
      images = findings.count
      let sizes = findings.compactMap(\.size).sorted()
      withSubset = sizes.count
      median = Self.quantile(0.5, of: sizes)
      lowerQuartile = Self.quantile(0.25, of: sizes)
      upperQuartile = Self.quantile(0.75, of: sizes)
      let subsets = findings.reduce(0) { $0 + $1.subsets.count }
      meanSubsets = findings.isEmpty ? nil : Double(subsets) / Double(findings.count)
      let probability = findings.reduce(0.0) { $0 + $1.path.value(leaving: kept) }
      meanProbability = findings.isEmpty ? nil : probability / Double(findings.count)
    }

    /// Between neighbours in proportion (R's type 7, NumPy's default).
    private static func quantile(_ share: Double, of sorted: [Int]) -> Double? {
      guard let last = sorted.last else { return nil }
      let place = share * Double(sorted.count - 1)
      let low = Int(place)
      let next = low + 1 < sorted.count ? sorted[low + 1] : last
      return Double(sorted[low]) + (place - Double(low)) * Double(next - sorted[low])
    }
  }

  /// How many pixels `kept.npy` keeps of an image.
  package let keptPixels: Int
  package let all: Sizes
  package let right: Sizes
  package let wrong: Sizes
  /// Whether the first subsets of right predictions tend to be larger than those of wrong ones,
  /// over the images that have one; nil where it is not defined.
  package let rightAgainstWrong: MannWhitneyTest?

  package init(of findings: [SubsetFinding], kept: Int) {
    keptPixels = kept
    all = Sizes(of: findings, kept: kept)
    right = Sizes(of: findings.filter(\.isRight), kept: kept)
    wrong = Sizes(of: findings.filter { !$0.isRight }, kept: kept)
    func sizes(_ name: String, _ isRight: Bool) -> Sample {
      Sample(name, findings.filter { $0.isRight == isRight }.compactMap(\.size).map(Double.init))
    }
    rightAgainstWrong = try? MannWhitneyTest(sizes("right", true), sizes("wrong", false))
  }
}
