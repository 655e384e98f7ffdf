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

    package init(_ titles: [String], _ rows: [[String]], caption: String) {
      self.titles = titles
      self.rows = rows
      self.caption = caption
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

  /// Images behind one cell of the heat map.
  package struct CellImages: Sendable {
    package var label: Int
    package var predicted: Int
    /// PNG bytes.
    package var sheet: [UInt8]
    package var columns: Int
    /// What each image is, in their order.
    package var captions: [String]
    /// How many images there are, shown or not.
    package var total: Int

    package init(
      label: Int, predicted: Int, sheet: [UInt8], columns: Int, captions: [String], total: Int
    ) {
      self.label = label
      self.predicted = predicted
      self.sheet = sheet
      self.columns = columns
      self.captions = captions
      self.total = total
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
  package var cells: [CellImages] = []
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
  }

  var areSeveral: Bool { counts.count > 1 }
}
