package import Images
import Interchange

/// What is known of why a network may err on an image.
package struct KnownCause: Sendable, Equatable {
  package var index: Int
  package var label: Int
  package var cause: PlantedCause
  package var kind: MarkKind
  /// The class whose mark the image has; nil for none.
  package var mark: Int?
  /// The class that a morphed shape is on its way to; nil where the set has no look-alikes.
  package var lookAlike: Int?

  package init(
    index: Int, label: Int, cause: PlantedCause, kind: MarkKind, mark: Int?, lookAlike: Int?
  ) {
    self.index = index
    self.label = label
    self.cause = cause
    self.kind = kind
    self.mark = mark
    self.lookAlike = lookAlike
  }

  init(_ record: PlantedRecord) {
    self.init(
      index: record.index, label: record.label, cause: record.cause, kind: record.kind,
      mark: record.background, lookAlike: record.partner)
  }

  /// What made an error on an image.
  package enum Truth: String, Sendable, Codable, CaseIterable {
    /// The image is right without the mark, and taken for the mark's class with it.
    case interference
    /// The image is right with its own shape, and taken for the look-alike with the morphed one.
    case morphology
    /// Without any mark or change it is taken for the same wrong class.
    case natural

    package var isInterference: Bool { self == .interference }
  }

  /// What made an error, told by the image's twin, which has no cause planted; nil where none of
  /// the truths holds.
  ///
  /// - Parameter twin: the class that the twin is taken for.
  package func truth(predicted: Int, twin: Int) -> Truth? {
    guard predicted != label else { return nil }
    if predicted == twin { return .natural }
    guard twin == label else { return nil }
    switch cause {
    case .interference: return predicted == mark ? .interference : nil
    case .morphology: return predicted == lookAlike ? .morphology : nil
    case .none, .both: return nil
    }
  }
}

/// What is known of all images of a split.
package struct KnownCauses: Sendable, Equatable {
  package var records: [KnownCause]
  /// Each image without what was planted in it.
  package var twins: ByteImages

  package init(records: [KnownCause], twins: ByteImages) {
    self.records = records
    self.twins = twins
  }

  /// Of the first images.
  package func prefix(_ limit: Int) -> KnownCauses {
    let count = min(limit, records.count)
    return KnownCauses(records: Array(records.prefix(count)), twins: twins.selecting(0..<count))
  }

  static func marksFile(of split: Split) -> String { "\(split.rawValue)_marks.csv" }
  static func twinsFile(of split: Split) -> String { "\(split.rawValue)_twins.npy" }
}
