import Statistics

/// The score to explain.
package enum ScoreTarget: Sendable, Equatable, CustomStringConvertible {
  /// The logit of the class the network chooses.
  case predicted
  /// The logit of the image's label.
  case trueClass
  /// The logit of one class for every image.
  case label(Int)
  /// The logit of the class the network chooses minus that of the label. Zero everywhere for an
  /// image that is classified correctly: its map is all zero and is reported as such.
  case predictedMinusTrue
  /// The logit of the class the network chooses minus that of the one it puts second: a difference
  /// that can be formed without the label.
  case predictedMinusSecond

  /// The targets that have names, besides the names and numbers of classes.
  package static let words = ["predicted", "true", "predicted-true", "predicted-second"]

  /// Reads one of `words`, or the name or number of a class.
  ///
  /// - Parameters:
  ///   - text: as a user gives it; a name goes before a number.
  ///   - classNames: the names of all classes, in their order.
  package init(parsing text: String, classNames: [String]) throws(ExplanationError) {
    switch text {
    case "predicted": self = .predicted
    case "true": self = .trueClass
    case "predicted-true": self = .predictedMinusTrue
    case "predicted-second": self = .predictedMinusSecond
    default:
      guard let label = classNames.firstIndex(of: text) ?? Int(text),
        classNames.indices.contains(label)
      else { throw .unknownTarget(text, classNames: classNames) }
      self = .label(label)
    }
  }

  /// As `init(parsing:classNames:)` reads it, classes by number.
  package var description: String {
    switch self {
    case .predicted: "predicted"
    case .trueClass: "true"
    case .label(let label): "\(label)"
    case .predictedMinusTrue: "predicted-true"
    case .predictedMinusSecond: "predicted-second"
    }
  }

  /// Whether it is the score of two classes and not of one.
  var isDifference: Bool { self == .predictedMinusTrue || self == .predictedMinusSecond }

  package var usesLabel: Bool { self == .trueClass || self == .predictedMinusTrue }

  /// Whether a text that names a target names one that uses the label.
  package static func usesLabel(_ text: String) -> Bool {
    (try? ScoreTarget(parsing: text, classNames: []))?.usesLabel ?? false
  }

  func check(classCount: Int) throws(ExplanationError) {
    if case .label(let label) = self, !(0..<classCount).contains(label) {
      throw .noSuchClass(label, classCount: classCount)
    }
  }

  /// Weights of the logits whose sum is the score, N x classes.
  ///
  /// - Parameters:
  ///   - logits: N x classes.
  ///   - labels: one per image, each a class.
  package func seeds(logits: [Float], labels: [Int]) -> [Float] {
    guard !labels.isEmpty else { return [] }
    let classCount = logits.count / labels.count
    var seeds = [Float](repeating: 0, count: logits.count)
    for (image, label) in labels.enumerated() {
      let start = image * classCount
      let row = logits[start..<start + classCount]
      let predicted = row.placeOfLargest
      switch self {
      case .predicted: seeds[start + predicted] = 1
      case .trueClass: seeds[start + label] = 1
      case .label(let label): seeds[start + label] = 1
      case .predictedMinusTrue:
        seeds[start + predicted] += 1
        seeds[start + label] -= 1
      case .predictedMinusSecond:
        seeds[start + predicted] = 1
        if let second = Self.second(of: row, after: predicted) { seeds[start + second] = -1 }
      }
    }
    return seeds
  }

  /// The class with the largest score but one; nil where there is one class only.
  private static func second(of row: ArraySlice<Float>, after first: Int) -> Int? {
    var best: Int?
    for place in row.indices where place != row.startIndex + first {
      if best.map({ row[place] > row[$0] }) ?? true { best = place }
    }
    return best.map { $0 - row.startIndex }
  }
}
