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

    fileprivate init(of findings: [Measures]) {
      images = findings.count
      let sizes = findings.compactMap(\.size).sorted()
      withSubset = sizes.count
      median = Self.quantile(0.5, of: sizes)
      lowerQuartile = Self.quantile(0.25, of: sizes)
      upperQuartile = Self.quantile(0.75, of: sizes)
      let subsets = findings.reduce(0) { $0 + $1.subsets }
      meanSubsets = findings.isEmpty ? nil : Double(subsets) / Double(findings.count)
      let probability = findings.reduce(0.0) { $0 + $1.probability }
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

  /// What is counted of one image.
  fileprivate struct Measures {
    let isRight: Bool
    let size: Int?
    let subsets: Int
    /// Where the kept pixels are left.
    let probability: Double

    init(_ finding: SubsetFinding, kept: Int) {
      isRight = finding.isRight
      size = finding.size
      subsets = finding.subsets.count
      probability = finding.path.value(leaving: kept)
    }
  }

  package init(of findings: [SubsetFinding], kept: Int) {
    self.init(findings.map { Measures($0, kept: kept) }, kept: kept)
  }

  package init(of findings: SubsetFindings, kept: Int) throws {
    var measures: [Measures] = []
    try findings.forEach { _, finding in measures.append(Measures(finding, kept: kept)) }
    self.init(measures, kept: kept)
  }

  private init(_ findings: [Measures], kept: Int) {
    keptPixels = kept
    all = Sizes(of: findings)
    right = Sizes(of: findings.filter(\.isRight))
    wrong = Sizes(of: findings.filter { !$0.isRight })
    func sizes(_ name: String, _ isRight: Bool) -> Sample {
      Sample(name, findings.filter { $0.isRight == isRight }.compactMap(\.size).map(Double.init))
    }
    rightAgainstWrong = try? MannWhitneyTest(sizes("right", true), sizes("wrong", false))
  }
}
