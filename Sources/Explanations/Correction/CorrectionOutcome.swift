package import Statistics

/// What a correction did to answers whose labels are known.
package struct CorrectionOutcome: Sendable, Equatable, Encodable {
  package let images: Int
  /// Wrong answers without the correction.
  package let errors: Int
  package let fixed: Int
  package let broken: Int
  /// Wrong answers that became other wrong ones.
  package let moved: Int

  /// - Parameters:
  ///   - before: predicted classes without the correction.
  ///   - after: with it.
  package init(labels: [Int], before: [Int], after: [Int]) {
    precondition(labels.count == before.count && labels.count == after.count)
    let places = labels.indices
    images = labels.count
    errors = places.count { before[$0] != labels[$0] }
    fixed = places.count { before[$0] != labels[$0] && after[$0] == labels[$0] }
    broken = places.count { before[$0] == labels[$0] && after[$0] != labels[$0] }
    moved = places.count {
      before[$0] != labels[$0] && after[$0] != labels[$0] && after[$0] != before[$0]
    }
  }

  /// Errors fewer than before.
  package var net: Int { fixed - broken }

  /// Of the errors; nil without any.
  package var netShare: Double? { errors > 0 ? Double(net) / Double(errors) : nil }

  /// Whether as many were fixed as broken but for chance.
  package var test: McNemarTest { McNemarTest(onlyFirst: fixed, onlySecond: broken) }

  private enum CodingKeys: String, CodingKey {
    case images, errors, fixed, broken, moved, net
    case netShare = "net_share"
    case exactP = "mcnemar_exact_p"
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(images, forKey: .images)
    try container.encode(errors, forKey: .errors)
    try container.encode(fixed, forKey: .fixed)
    try container.encode(broken, forKey: .broken)
    try container.encode(moved, forKey: .moved)
    try container.encode(net, forKey: .net)
    try container.encodeIfPresent(netShare, forKey: .netShare)
    try container.encode(test.exactP, forKey: .exactP)
  }
}

extension ViewScores {
  /// What the correction answers for each image.
  package func predicted(by correction: Correction) -> [Int] {
    let asItIs = asItIs ?? 0
    return (0..<count).map { image in
      correction.scores(own: row(image, view: asItIs), self[image])[...].placeOfLargest
    }
  }

  /// What the network answers for each image as it is.
  package var predictedAsItIs: [Int] {
    let asItIs = asItIs ?? 0
    return (0..<count).map { row($0, view: asItIs).placeOfLargest }
  }
}
