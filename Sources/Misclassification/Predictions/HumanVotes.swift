package import Interchange

/// How many people chose each class for each image, such as CIFAR-10H.
package struct HumanVotes: Sendable, Equatable {
  /// What people are called among the observers.
  package static let name = "people"

  package let classCount: Int
  /// Images x classes, row-major, none negative; each row has a vote.
  private let counts: [Int]
  private let totals: [Int]

  /// Reads a `.npy` array of counts, images x classes, for the images of the predictions.
  ///
  /// - Throws: `InterchangeError` with the file and the row for anything but whole numbers from 0
  ///   with a vote in each row, `MisclassificationError` where images or classes are others.
  package static func read(path: String, for joint: JointPredictions) throws -> HumanVotes {
    try HumanVotes(
      NumpyArray(bytes: FileReader.bytes(of: path), file: path), source: path, for: joint)
  }

  package init(_ array: NumpyArray, source: String, for joint: JointPredictions) throws {
    guard array.shape.count == 2, let values = array.integers else {
      throw InterchangeError(
        file: source, expected: "whole numbers of votes, images x classes",
        found: array.shape.count == 2 ? "fractions" : "shape \(array.shape)")
    }
    let classes = array.shape[1]
    guard classes == joint.classCount else {
      throw MisclassificationError.countMismatch(
        what: "classes, as the predictions have", expected: joint.classCount, found: classes,
        source: source)
    }
    let images = array.shape[0]
    // Predictions that name their images may be of some of them only.
    guard joint.images.map({ images > ($0.last ?? 0) }) ?? (images == joint.count) else {
      throw MisclassificationError.countMismatch(
        what: "images, as the predictions are of", expected: joint.count, found: images,
        source: source)
    }
    var counts: [Int] = []
    var totals: [Int] = []
    counts.reserveCapacity(joint.count * classes)
    totals.reserveCapacity(joint.count)
    for row in 0..<joint.count {
      let image = joint.image(of: row)
      let votes = values[image * classes..<(image + 1) * classes]
      // Far above any survey, and small enough to add up.
      guard let total = Self.total(votes), total > 0 else {
        throw InterchangeError(
          file: source, place: "row \(image)", expected: "votes from 0 to 1000000, at least one",
          found: "\(Array(votes))")
      }
      counts += votes
      totals.append(total)
    }
    classCount = classes
    self.counts = counts
    self.totals = totals
  }

  private static func total(_ votes: ArraySlice<Int>) -> Int? {
    votes.allSatisfy { (0...1_000_000).contains($0) } ? votes.reduce(0, +) : nil
  }

  /// How many people chose the class.
  package subscript(row: Int, label: Int) -> Int { counts[row * classCount + label] }

  /// Votes by the images' true class and the class chosen, where there are any.
  ///
  /// - Precondition: a label for each image.
  func sums(labels: [Int]) -> [ErrorGroup.Edge: Int] {
    var sums: [ErrorGroup.Edge: Int] = [:]
    for (row, label) in labels.enumerated() {
      for chosen in 0..<classCount where self[row, chosen] > 0 {
        sums[.init(label: label, predicted: chosen), default: 0] += self[row, chosen]
      }
    }
    return sums
  }

  /// The share of the people who chose the class, 0...1.
  package func share(of label: Int, row: Int) -> Double {
    Double(self[row, label]) / Double(totals[row])
  }

  /// The class most people chose; the first of equals.
  package func majority(row: Int) -> Int {
    (0..<classCount).max {
      self[row, $0] < self[row, $1] || self[row, $0] == self[row, $1] && $0 > $1
    }
      ?? 0
  }
}

/// How far people see in an image what a model took it for.
package struct HumanAgreement: Encodable, Sendable {
  package struct Model: Encodable, Sendable {
    package let name: String
    package let errors: Int
    /// Mean share of the people who chose the model's wrong class, over its errors; nil without.
    package let meanShare: Double?
    /// Errors for which nobody chose the model's wrong class.
    package let sharedByNobody: Int
    /// Errors for which the model's wrong class is what most people chose.
    package let sharedByMost: Int
  }

  package let models: [Model]
  /// Images that most people take for another class than the data do.
  package let peopleErrors: Int
  /// Mean share of the people who chose another class than the data's, over all images.
  package let meanDissent: Double

  init(_ joint: JointPredictions, _ votes: HumanVotes) {
    models = joint.observers.map { observer in
      let wrong = joint.labels.indices.filter { observer.predicted[$0] != joint.labels[$0] }
      let shares = wrong.map { votes.share(of: observer.predicted[$0], row: $0) }
      return Model(
        name: observer.name, errors: wrong.count,
        meanShare: wrong.isEmpty ? nil : shares.reduce(0, +) / Double(wrong.count),
        sharedByNobody: shares.count { $0 == 0 },
        sharedByMost: wrong.count { votes.majority(row: $0) == observer.predicted[$0] })
    }
    peopleErrors = joint.labels.indices.count { votes.majority(row: $0) != joint.labels[$0] }
    meanDissent =
      joint.labels.indices.reduce(0) { $0 + 1 - votes.share(of: joint.labels[$1], row: $1) }
      / Double(max(joint.count, 1))
  }

  /// Each error of each model as CSV, with the share of the people who chose the same wrong class.
  package static func errorsCSV(_ joint: JointPredictions, _ votes: HumanVotes) -> [UInt8] {
    var writer = CSVWriter()
    writer.record(["model", "index", "label", "predicted", "people_share", "people_majority"])
    for observer in joint.observers {
      for (row, label) in joint.labels.enumerated() where observer.predicted[row] != label {
        writer.field(observer.name)
        writer.field(joint.image(of: row))
        writer.field(joint.classNames[label])
        writer.field(joint.classNames[observer.predicted[row]])
        writer.field(votes.share(of: observer.predicted[row], row: row))
        writer.field(joint.classNames[votes.majority(row: row)])
        writer.endRecord()
      }
    }
    return writer.bytes
  }
}
