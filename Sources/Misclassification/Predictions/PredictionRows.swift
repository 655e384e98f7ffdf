import Interchange

/// The lines of a table of predictions, written one after the other.
///
/// `index,label,predicted,logit_0,…`: images with names have the column `file` in place of `index`,
/// classes with names are written by them, and labels that are not known are left empty.
package struct PredictionRows {
  private var writer = CSVWriter()
  private let classes: [String]

  /// - Parameters:
  ///   - areNamed: whether images have names.
  ///   - classes: how each class is written; at least those that appear.
  ///   - scores: the kind of the scores, and of how many classes there are some; nil without.
  package init(
    areNamed: Bool, classes: [String], scores: (kind: Predictions.Scores.Kind, classCount: Int)?
  ) {
    self.classes = classes
    let names =
      scores.map { scores in
        classes.prefix(scores.classCount).map { PredictionColumns.prefix(of: scores.kind) + $0 }
      } ?? []
    writer.record([areNamed ? "file" : "index", "label", "predicted"] + names)
  }

  /// How classes are written: by their names, unless these are too few or one is a whole number,
  /// which would be read as the class of that number.
  package static func texts(of classNames: [String]?, atLeast count: Int) -> [String] {
    if let classNames, classNames.count >= count, classNames.allSatisfy({ Int($0) == nil }) {
      return classNames
    }
    return (0..<count).map(String.init)
  }

  package mutating func begin(_ index: Int, label: Int?, predicted: Int) {
    writer.field(index)
    classes(label, predicted)
  }

  package mutating func begin(_ name: String, label: Int?, predicted: Int) {
    writer.field(name)
    classes(label, predicted)
  }

  package mutating func end(scores: some Collection<Float>) {
    for score in scores { writer.field(score) }
    writer.endRecord()
  }

  package mutating func end(scores: some Collection<Double>) {
    for score in scores { writer.field(score) }
    writer.endRecord()
  }

  /// The bytes of what was written since they were last taken, if they are many.
  ///
  /// - Parameter all: takes few as well.
  package mutating func drain(all: Bool = false) -> [UInt8] {
    all || writer.bytes.count > 1 << 17 ? writer.drain() : []
  }

  private mutating func classes(_ label: Int?, _ predicted: Int) {
    writer.field(label.map { classes[$0] } ?? "")
    writer.field(classes[predicted])
  }
}
