package import Explanations
package import Images
package import Misclassification

/// Everything that is known of one mistake.
package struct CauseCard: Sendable, Encodable {
  /// What was told of its cause.
  package struct Cause: Sendable, Encodable {
    /// That interference made it.
    package let probability: Double
    package let verdict: CauseVerdict
    /// The region whose replacement changes most, if one was looked for.
    package let region: PixelFrame?

    package init(probability: Double, verdict: CauseVerdict, region: PixelFrame? = nil) {
      self.probability = probability
      self.verdict = verdict
      self.region = region
    }

    private enum CodingKeys: String, CodingKey {
      case probability, verdict, region
    }

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(probability, forKey: .probability)
      try container.encode(verdict, forKey: .verdict)
      try container.encodeIfPresent(
        region.map {
          [
            "top": $0.rows.lowerBound, "left": $0.columns.lowerBound, "height": $0.rows.count,
            "width": $0.columns.count,
          ]
        }, forKey: .region)
    }
  }

  /// What other models say of the image.
  package struct Others: Sendable, Encodable {
    package let models: Int
    package let right: Int
    /// Those that make the same mistake.
    package let same: [String]
    package let otherwiseWrong: Int

    enum CodingKeys: String, CodingKey {
      case models, right, same
      case otherwiseWrong = "otherwise_wrong"
    }
  }

  /// How people voted.
  package struct Votes: Sendable, Encodable {
    package let shareOfLabel: Double
    package let shareOfPredicted: Double
    package let majority: Int

    enum CodingKeys: String, CodingKey {
      case majority
      case shareOfLabel = "share_of_label"
      case shareOfPredicted = "share_of_predicted"
    }
  }

  /// How an observer confuses the pair of classes.
  package struct PairFinding: Sendable, Encodable {
    package let observer: String
    /// Images of the label's class taken for the predicted class, and the other way round.
    package let forth: Int
    package let back: Int
    package let verdict: ConfusionPatterns.Verdict
  }

  package struct Quality: Sendable, Encodable {
    package let values: ImageQuality
    /// What lies far from the data's usual, in words such as "dark".
    package let outliers: [String]
  }

  package let index: Int
  package let file: String?
  package let label: Int
  package let predicted: Int
  /// Logit of the predicted class less that of the true one.
  package let margin: Double
  package let cause: Cause?
  package let others: Others?
  package let votes: Votes?
  package let pair: [PairFinding]
  /// Nil where no superclasses are known.
  package let sameSuperclass: Bool?
  package let neighbours: NearestImages?
  package let suspicion: LabelSuspicion?
  package let quality: Quality?

  enum CodingKeys: String, CodingKey {
    case index, file, label, predicted, margin, cause, others, votes, pair, neighbours, suspicion
    case quality, advice
    case sameSuperclass = "same_superclass"
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(index, forKey: .index)
    try container.encodeIfPresent(file, forKey: .file)
    try container.encode(label, forKey: .label)
    try container.encode(predicted, forKey: .predicted)
    try container.encode(margin, forKey: .margin)
    try container.encodeIfPresent(cause, forKey: .cause)
    try container.encodeIfPresent(others, forKey: .others)
    try container.encodeIfPresent(votes, forKey: .votes)
    try container.encode(pair, forKey: .pair)
    try container.encodeIfPresent(sameSuperclass, forKey: .sameSuperclass)
    try container.encodeIfPresent(neighbours, forKey: .neighbours)
    try container.encodeIfPresent(suspicion, forKey: .suspicion)
    try container.encodeIfPresent(quality, forKey: .quality)
    try container.encode(advice, forKey: .advice)
  }
}

/// What a mistake calls for.
package enum CardAdvice: String, Sendable, Codable, CaseIterable {
  /// Look at the label.
  case label
  /// Nearly the same picture was trained with another label.
  case duplicate
  /// The classes look alike here: more, or clearer, examples of both.
  case lookAlike = "look-alike"
  /// Something beside the object: more varied surroundings.
  case interference
  case imageQuality = "image quality"
  case unexplained
}

extension CauseCard {
  /// The surest finding decides: a picture twice with two labels, then a label that people speak
  /// against or, where none were asked, several models, then a picture unlike the others, then what
  /// was told of the cause.
  package var advice: CardAdvice {
    if neighbours?.contradictions(label: label).isEmpty == false { return .duplicate }
    let isDoubted = votes.map { $0.majority != label } ?? (suspicion?.isSuspected == true)
    if isDoubted { return .label }
    if quality?.outliers.isEmpty == false { return .imageQuality }
    switch cause?.verdict {
    case .interference: return .interference
    case .lookAlike: return .lookAlike
    default: return .unexplained
    }
  }
}
