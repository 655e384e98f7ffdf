import Interchange

/// What a reader of predictions took for granted, or found odd: for the person who gave the file.
package struct ReadingRemark: Sendable, Equatable {
  /// Whether results may be other than expected; else it is only told how the file was read.
  package let isWarning: Bool
  /// Whether it would not be made if the reader were told what the scores are.
  package var isAboutKindOfScores = false
  /// With the file's name.
  package let text: String
}

/// Whom a reader tells its remarks.
package typealias ReadingRemarks = (ReadingRemark) -> Void

extension Predictions {
  /// What is odd about scores, and about predictions that stand beside them.
  ///
  /// - Parameters:
  ///   - told: what the user says that scores are.
  ///   - named: what the names of the columns say that they are.
  ///   - largest: the class of the largest score of each row.
  func remark(
    told: Scores.Kind?, named: Scores.Kind?, largest: [Int], to remark: ReadingRemarks
  ) {
    guard let scores else { return }
    func warn(_ text: String, isAboutKind: Bool = false) {
      remark(
        ReadingRemark(
          isWarning: true, isAboutKindOfScores: isAboutKind, text: source + ": " + text))
    }
    if told == nil, named == nil {
      remark(
        ReadingRemark(
          isWarning: false, isAboutKindOfScores: true,
          text: "\(source): the scores are taken for \(scores.kind.rawValue)"))
      if scores.kind == .logits, scores.areShares {
        warn(
          "all scores lie between 0 and 1, but rows do not add up to 1; they are taken for logits",
          isAboutKind: true)
      }
    }
    if let named, told == nil, named == .logits {
      let found = Scores.kind(of: scores.values, classCount: scores.classCount)
      if found != .logits {
        warn("the columns are called logits, but hold \(found.rawValue)", isAboutKind: true)
      }
    }
    let odd = scores.oddRows
    if let first = odd.first {
      warn(
        "\(odd.count) of \(count) rows are no \(scores.kind.rawValue) that add up to 1 within "
          + "0.01; the first is row \(first)")
    }
    // Of equal scores any may have been predicted.
    let contradicting = predicted.indices.filter { row in
      let values = scores[row]
      return predicted[row] != largest[row]
        && values[values.startIndex + predicted[row]]
          < values[values.startIndex + largest[row]]
    }
    if let first = contradicting.first {
      warn(
        "in \(contradicting.count) of \(count) rows, the predicted class is not that of the "
          + "largest score; the first is row \(first): predicted \(name(of: predicted[first])), "
          + "largest score \(name(of: largest[first])); the predicted classes are used")
    }
  }

  private func name(of label: Int) -> String {
    guard let classNames, classNames.indices.contains(label) else { return "\(label)" }
    return Excerpt.name(classNames[label])
  }
}
