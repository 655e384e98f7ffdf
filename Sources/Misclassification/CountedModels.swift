import Interchange

/// How often each of several classifiers takes each class for each other, and the images behind
/// the counts where they are known.
package struct CountedModels: Sendable {
  package struct Model: Sendable, Equatable {
    /// Short, and another for each model.
    package let name: String
    /// The file, for messages.
    package let source: String
  }

  package let classNames: [String]
  /// At least one, in the order of the files.
  package let models: [Model]
  /// Of each model.
  package let counts: [ConfusionCounts]
  /// Nil where the files are confusion matrices, which do not tell which images they count.
  package let joint: JointPredictions?

  package var modelNames: [String] { models.map(\.name) }

  package init(_ joint: JointPredictions) throws {
    classNames = joint.classNames
    models = joint.observers.map { Model(name: $0.name, source: $0.source) }
    counts = try joint.counts()
    self.joint = joint
  }

  /// Matrices of the same classes; those that name them may have them in any order.
  ///
  /// - Precondition: at least one.
  init(_ matrices: [ConfusionMatrix], classNames given: [String]?) throws {
    precondition(!matrices.isEmpty)
    let first = matrices[0]
    if given == nil, let named = matrices.first(where: { $0.classNames != nil }),
      let numbered = matrices.first(where: { $0.classNames == nil })
    {
      throw MisclassificationError.classesNamedAndNumbered(
        named: named.source, numbered: numbered.source)
    }
    let names = given ?? first.classNames ?? (0..<first.counts.classCount).map(String.init)
    classNames = names
    counts = try matrices.map { try $0.ordered(as: names) }
    models = zip(matrices, ObserverNames.of(matrices.map(\.source))).map {
      Model(name: $1, source: $0.source)
    }
    joint = nil
  }

  /// Reads confusion matrices; nil where the first file is none.
  ///
  /// - Throws: `InterchangeError` for a file that is not as it should be, `MisclassificationError`
  ///   for a matrix beside predictions, or of other classes.
  package static func matrices(
    paths: [String], options: Predictions.ReadingOptions
  ) throws -> CountedModels? {
    var matrices: [ConfusionMatrix] = []
    for path in paths {
      let bytes = try FileReader.bytes(of: path)
      guard try PredictionFormat(of: bytes, source: path) == .csv,
        let matrix = try ConfusionMatrix.read(bytes, source: path)
      else {
        guard let other = matrices.first else { return nil }
        throw MisclassificationError.matrixBesidePredictions(
          matrix: other.source, predictions: path)
      }
      options.remark(ReadingRemark(isWarning: false, text: matrix.recognition))
      matrices.append(matrix)
    }
    return try CountedModels(matrices, classNames: options.classNames)
  }
}
