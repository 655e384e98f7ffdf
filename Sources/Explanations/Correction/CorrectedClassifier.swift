package import Images

/// A classifier whose answers a correction has changed.
///
/// It answers whatever asks for scores. It has no gradients: an answer rests on views that no
/// gradient leads back through.
package struct CorrectedClassifier: Classifier {
  package let correction: Correction
  private let base: any Classifier
  private let painter: ViewPainter

  /// - Throws: `ExplanationError` for a correction of other classes.
  package init(_ base: any Classifier, by correction: Correction) throws(ExplanationError) {
    let offsets = correction.offsets.count
    guard offsets == 0 || offsets == base.classCount else {
      throw .setting(
        "correction", expected: "offsets of \(base.classCount) classes", found: "\(offsets)")
    }
    self.init(
      base, correction,
      ViewPainter(correction.views, height: base.inputHeight, width: base.inputWidth))
  }

  private init(_ base: any Classifier, _ correction: Correction, _ painter: ViewPainter) {
    self.base = base
    self.correction = correction
    self.painter = painter
  }

  package var classCount: Int { base.classCount }
  package var normalization: Normalization { base.normalization }
  package var inputHeight: Int { base.inputHeight }
  package var inputWidth: Int { base.inputWidth }
  package var preferredBatch: Int { base.preferredBatch }

  package func copies(_ count: Int) -> [any Classifier] {
    base.copies(count).map { CorrectedClassifier($0, correction, painter) }
  }

  package func logits(of images: [Float], count: Int) throws -> [Float] {
    let indices = Array(0..<count)
    let views = correction.views
    let logits = try ViewScores(
      views: views, classCount: classCount,
      logits: ViewScores.logits(of: images, indices: indices, views, painter, by: base))
    let asItIs = logits.asItIs
    let own =
      try asItIs == nil && correction.threshold != nil
      ? base.checkedLogits(of: images, indices: indices) : nil
    return indices.flatMap { image in
      correction.scores(
        own: own?[image] ?? logits.row(image, view: asItIs ?? 0), logits[image])
    }
  }

  package func gradients(
    of images: [Float], count: Int, seeds: (_ logits: [Float]) -> [Float]
  ) throws -> (logits: [Float], gradients: [Float]) {
    throw ExplanationError.correctedGradients
  }
}
