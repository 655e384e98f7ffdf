package import Datasets
import Images
package import Misclassification

/// Predictions that are asked for, and what they are held against.
package struct PredictionRequest {
  /// What names the data that labels, class names and pictures come from.
  package var data: String?
  package var split = Split.test
  /// A file of labels in place of the data's.
  package var labels: String?
  /// The names of the classes; nil for the data's, or the predictions' own.
  package var classNames: [String]?
  package var scores: Predictions.Scores.Kind?
  package var columns: ToldColumns?
  private let paths: [String]
  private let pictures: PictureRequest
  private let threads: Int
  private let remark: ReadingRemarks

  /// - Parameters:
  ///   - paths: files of predictions, or of confusion matrices where counts are enough.
  ///   - remark: is told how files were read.
  package init(
    _ paths: [String], pictures: PictureRequest, threads: Int,
    remark: @escaping ReadingRemarks
  ) {
    self.paths = paths
    self.pictures = pictures
    self.threads = threads
    self.remark = remark
  }

  /// The counts of the files: confusion matrices, or predictions joined with their labels; and
  /// where the images are, if a data set was named.
  ///
  /// - Parameter fallback: how pictures are prepared where nothing was asked for.
  package func counted(
    otherwise fallback: PicturePreparation? = nil
  ) throws -> (models: CountedModels, data: DataSource?) {
    let truth = try truth(otherwise: fallback)
    guard labels == nil,
      let matrices = try CountedModels.matrices(paths: paths, options: truth.options)
    else { return (try CountedModels(joint(truth, warns: true)), truth.source) }
    return (matrices, nil)
  }

  /// The predictions of the files, joined with their labels.
  ///
  /// - Parameter warns: whether what looks misaligned is told.
  /// - Throws: `StudyError` where nothing says the labels.
  package func joint(warns: Bool = true) throws -> JointPredictions {
    try joint(truth(), warns: warns)
  }

  /// What is known before predictions are read.
  private struct Truth {
    let source: DataSource?
    let images: ImageLabels?
    let options: Predictions.ReadingOptions
  }

  private func truth(otherwise fallback: PicturePreparation? = nil) throws -> Truth {
    var source = try data.map { try DataSource(parsing: $0, reading: pictures.reading()) }
    if let fallback, let data, source?.holdsPictures == true {
      source = try DataSource(parsing: data, reading: pictures.reading(otherwise: fallback))
    }
    let images = try source.map { try $0.labels(of: split, workers: Workers(threads: threads)) }
    let options = Predictions.ReadingOptions(
      classNames: classNames ?? images?.classNames, scores: scores, columns: columns,
      remark: remark)
    return Truth(source: source, images: images, options: options)
  }

  private func joint(_ truth: Truth, warns: Bool) throws -> JointPredictions {
    let labels =
      try labels.map { try GivenLabels.read(path: $0, options: truth.options) }
      ?? truth.images.map {
        GivenLabels(ofData: data ?? "", values: $0.labels, identifiers: $0.names.map(Array.init))
      }
    let joint: JointPredictions
    do {
      joint = try JointPredictions.read(paths: paths, labels: labels, options: truth.options)
    } catch MisclassificationError.labelsMissing(let source) {
      throw StudyError.noLabels(source: source)
    }
    if warns { try warnOfMisalignment(joint, labels) }
    return joint
  }

  private func warnOfMisalignment(_ joint: JointPredictions, _ labels: GivenLabels?) throws {
    for observer in joint.observers where try joint.counts(of: observer).agreesNoBetterThanChance {
      let origin = labels.map { "the labels of \($0.source)" } ?? "labels"
      pictures.console.warn(
        "\(observer.source): predictions agree with \(origin) no more often than by chance; are "
          + "they of the same images, in the same order, with the classes numbered alike?")
    }
  }
}
