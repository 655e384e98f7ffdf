package import Compute
package import Datasets
package import Explanations
import Images
package import Models
package import Terminal

/// The model that is asked for, or several that answer as one.
package struct ModelRequest: Sendable {
  package let paths: [String]
  package let hints: Model.Hints
  /// Images worked on at once, at most; nil for what suits their size.
  package let batch: Int?
  /// Kernels, in the precision that was asked for, and threads.
  package let compute: Compute
  package let console: Console
  /// The file of a correction of the answers.
  package var correction: String?
  /// Views of an image over which answers are averaged; empty for the image as it is.
  package var views: [ImageView] = []

  package init(
    _ paths: [String], hints: Model.Hints, batch: Int?, _ compute: Compute, _ console: Console
  ) {
    self.paths = paths
    self.hints = hints
    self.batch = batch
    self.compute = compute
    self.console = console
  }

  /// How results name the model.
  package var text: String {
    paths.joined(separator: ", ") + (correction.map { ", corrected by \($0)" } ?? "")
      + (views.isEmpty ? "" : ", mean of the views " + views.map(\.text).joined(separator: ", "))
      + (compute.precision == .float32 ? "" : ", in \(compute.precision.rawValue)")
  }

  /// The model that was named, for images of the set's size and classes.
  ///
  /// - Throws: `StudyError` where its answers are to be corrected: whoever asks for the scorer asks
  ///   for gradients, or looks inside.
  package func scorer(for set: ImageSet) throws -> Scorer {
    guard correction == nil else { throw StudyError.noGradients(.correctedAnswers) }
    guard views.isEmpty else { throw StudyError.noGradients(.meanOfViews) }
    return try plainScorer(for: set)
  }

  /// The same for those that ask for scores, which may be corrected.
  package func asked(for set: ImageSet) throws -> AskedModel {
    let file = try correction.map { ($0, try CorrectionFile.read($0)) }
    let scorer = try plainScorer(for: set)
    guard views.isEmpty else { return try AskedModel(scorer, averaging: views) }
    guard let (path, correction) = file else { return AskedModel(scorer) }
    return try AskedModel(scorer, correctedBy: correction, path: path)
  }

  /// A few large images keep all processors at work, and more take memory for nothing.
  private static func usualBatch(for images: StoredImages) -> Int {
    images.height * images.width > 128 * 128 ? 16 : 64
  }

  private func plainScorer(for set: ImageSet) throws -> Scorer {
    try Scorer.reading(
      paths, hints: hints, batch: batch ?? Self.usualBatch(for: set.images), for: set, compute,
      console)
  }
}
