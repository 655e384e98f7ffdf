package import Datasets
package import Explanations
import Interchange
package import Misclassification
package import Training

/// What is known of one network besides its predictions.
package struct StudiedNetwork: Sendable {
  package let name: String
  /// Empty where no training was watched.
  package let metrics: [EpochMetrics]
  package let erasure: ErasureSummary
  /// A picture of images with their maps and boxes (PNG).
  package let sheet: [UInt8]
  /// Nil where no cause was told.
  package let causes: ToldCauses?
  /// Of the factorial images, if there are any.
  package let factorialAnswers: [Int]?

  /// - Parameter directory: where a study of it wrote its results.
  /// - Throws: `InterchangeError` for a file that is missing or not as a study writes it.
  package init(
    name: String, studiedIn directory: String, toldCauses: Bool, metrics: [EpochMetrics],
    factorialAnswers: [Int]?, classCount: Int
  ) throws {
    self.name = name
    self.metrics = metrics
    self.factorialAnswers = factorialAnswers
    erasure = try JSON.read(ErasureDocument.self, from: directory + "/summary.json").totals
    sheet = try FileReader.bytes(of: directory + "/sheet.png")
    causes =
      toldCauses
      ? try ToldCauses.read(directory + "/causes.csv", model: name, classCount: classCount) : nil
  }
}

/// Mistakes of a model with what was told of their causes, and what is known.
package struct ToldCauses: Sendable {
  package let told: ToldMistakes
  /// One for each mistake; nil for those that nothing is known of.
  package let truths: [KnownCause.Truth?]

  /// Reads what `causes` wrote into a directory, whose name becomes the model's.
  package static func read(directory: String, classCount: Int) throws -> ToldCauses {
    let name = directory.split(separator: "/").last { $0 != "." }.map(String.init) ?? directory
    return try read(directory + "/causes.csv", model: name, classCount: classCount)
  }

  /// Reads the table of `causes`.
  ///
  /// - Throws: `InterchangeError` with the line for what is none.
  package static func read(_ path: String, model: String, classCount: Int) throws -> ToldCauses {
    var (mistakes, truths): ([MistakeCause], [KnownCause.Truth?]) = ([], [])
    let isKnown = try ResultTable.titles(of: path).contains("truth")
    let columns = ["index", "label", "predicted", "probability"] + (isKnown ? ["truth"] : [])
    try ResultTable.read(path, columns) { row in
      let probability = try row.number(3)
      guard (0...1).contains(probability) else {
        throw row.mismatch(3, expected: "a probability of 0 to 1")
      }
      mistakes.append(
        MistakeCause(
          image: try row.whole(0), label: try row.whole(1, below: classCount),
          predicted: try row.whole(2, below: classCount), interference: probability))
      truths.append(isKnown ? KnownCause.Truth(rawValue: row.text(4)) : nil)
    }
    return ToldCauses(
      told: ToldMistakes(model: model, mistakes: mistakes), truths: truths)
  }
}

/// The images that exist without a cause, with each, and with both.
package struct FactorialImages: Sendable {
  package let labels: [Int]
  package let fours: [CauseInteraction.Four]

  /// Nil unless each four images running are one image in the four ways.
  package init?(labels: [Int], causes: [PlantedCause]) {
    let order: [PlantedCause] = [.none, .interference, .morphology, .both]
    guard labels.count == causes.count, !labels.isEmpty, labels.count.isMultiple(of: 4),
      causes.enumerated().allSatisfy({ $0.element == order[$0.offset % 4] })
    else { return nil }
    self.labels = labels
    fours = (0..<labels.count / 4).map { CauseInteraction.Four(Array(4 * $0..<4 * $0 + 4)) }
  }
}

extension KnownCauses {
  /// The class that each class looks like; nil unless the data say so of all.
  package func lookAlikes(classCount: Int) -> [Int]? {
    var found = [Int?](repeating: nil, count: classCount)
    for record in records where found.indices.contains(record.label) {
      found[record.label] = record.lookAlike
    }
    let all = found.compactMap { $0 }
    return all.count == classCount ? all : nil
  }
}
