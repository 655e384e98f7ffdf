package import Misclassification

/// What several models' predictions show, on one page: figures 3, 4, 5, 7 and 8 of "Causal
/// Explanations of Image Misclassifications" for these models, with the tests in words.
package struct ModelsReport: Sendable {
  /// A question, its answer in words, and the numbers behind it.
  package struct Finding: Sendable {
    package enum Topic: Sendable {
      /// How often each class is missed.
      case rates
      /// Which classes are taken for which.
      case patterns
      /// Which images are missed.
      case images
      /// How far the scores lie apart.
      case scores
      /// How far probabilities can be believed.
      case calibration
    }

    package var topic: Topic
    package var title: String
    package var paragraphs: [String]
    package var table: Table?
    /// Of one kind, such as one for each model.
    package var drawings: [SVG]
    /// What they show.
    package var caption: String

    package init(
      _ topic: Topic, _ title: String, _ paragraphs: [String], table: Table? = nil,
      drawings: [SVG] = [], caption: String = ""
    ) {
      self.topic = topic
      self.title = title
      self.paragraphs = paragraphs
      self.table = table
      self.drawings = drawings
      self.caption = caption
    }
  }

  package struct Table: Sendable {
    package var titles: [String]
    /// The first column names the lines.
    package var rows: [[String]]
    package var caption: String
    /// The images that each line is about; empty where no line is about some.
    package var targets: [Target?]

    package init(
      _ titles: [String], _ rows: [[String]], caption: String, targets: [Target?] = []
    ) {
      self.titles = titles
      self.rows = rows
      self.caption = caption
      self.targets = targets
    }
  }

  /// How one run's training went.
  package struct Course: Sendable {
    package var name: String
    package var drawings: [SVG]

    package init(name: String, drawings: [SVG]) {
      self.name = name
      self.drawings = drawings
    }
  }

  /// What a page was made from, so that it can be made again.
  package struct Provenance: Sendable {
    package struct Input: Sendable {
      package var file: String
      package var bytes: Int
      package var sha256: String

      package init(file: String, bytes: Int, sha256: String) {
        self.file = file
        self.bytes = bytes
        self.sha256 = sha256
      }
    }

    /// Such as version, command, date and seed.
    package var facts: [(name: String, value: String)]
    package var inputs: [Input]

    package init(facts: [(name: String, value: String)], inputs: [Input]) {
      self.facts = facts
      self.inputs = inputs
    }
  }

  package var title: String
  package var facts: [(name: String, value: String)]
  package let modelNames: [String]
  package let classNames: [String]
  package let counts: [ConfusionCounts]
  package let networks: [ConfusionNetwork]
  package let shared: SharedEdges
  package var findings: [Finding] = []
  package var exhibits: [Exhibit] = []
  package var courses: [Course] = []
  package var cells: [CellCards] = []
  /// The classes that figures show by name, in their order; the others are summed.
  package var shown: [Int]
  /// Whether all models classified the same images.
  package var sawSameImages = true
  /// Whether what does not hold in the paper is told beside these figures.
  package var isAboutPaper = false
  /// Who made the page, from what.
  package var provenance: Provenance?
  /// Further cautions, beside those that always hold.
  package var cautions: [String] = []

  /// - Precondition: at least one table; a network and a name for each; a name for each class.
  package init(
    title: String, facts: [(name: String, value: String)] = [],
    modelNames: [String], classNames: [String], counts: [ConfusionCounts],
    networks: [ConfusionNetwork], shared: SharedEdges
  ) {
    precondition(!counts.isEmpty && counts.count == modelNames.count)
    precondition(networks.count == counts.count)
    precondition(counts.allSatisfy { $0.classCount == classNames.count })
    self.title = title
    self.facts = facts
    self.modelNames = modelNames
    self.classNames = classNames
    self.counts = counts
    self.networks = networks
    self.shared = shared
    shown = Array(classNames.indices)
  }

  var areSeveral: Bool { counts.count > 1 }
}
