import Compute
import Datasets
import Explanations
import Images
import Results
import Training

/// AvgObAlEx after each epoch of a training run: the curves of Nguyen et al. 2020, figures 2 and 4.
///
/// The same first test images at each epoch; of them, those that are classified right at the time.
enum AlignmentProbe {
  /// - Parameters:
  ///   - test: the test images of the run.
  ///   - whole: how many test images the data have; masks may be of all of them.
  /// - Throws: where method, masks and test images do not fit each other.
  static func make(
    _ settings: AlignmentSettings, test: ImageSet?, whole: Int, source: DataSource, seed: UInt64,
    _ compute: Compute
  ) throws -> TrainingProbe {
    guard let test else {
      throw StudyError.noTestImages(data: source.description)
    }
    let sample = test.prefix(settings.images)
    let masks = try TrainingData.masks(
      settings.masks, .test, of: sample, whole: whole, source, compute.workers)
    let method = try method(settings.method, seed: seed)
    let images = try ImagesToExplain(images: sample.images, labels: sample.labels)
    return TrainingProbe(
      columns: [AlignmentColumn.score, AlignmentColumn.uniform, AlignmentColumn.images],
      digest: SHA256.hexadecimal(of: masks.pixels.map { $0 ? 1 : 0 })
    ) { scorer, shouldStop in
      struct Stopped: Error {}
      let measurement = try AlignmentMeasurement(
        classifier: scorer, images: images, masks: masks, method: method, workers: compute.workers)
      let rows: [AlignedImage]
      do {
        rows = try measurement.run { _ in if shouldStop() { throw Stopped() } }
      } catch is Stopped {
        return nil
      }
      let summary = AlignmentSummary(of: rows, seed: seed)
      return [
        .init(name: AlignmentColumn.score, value: summary.score?.mean),
        .init(name: AlignmentColumn.uniform, value: summary.uniform?.mean),
        .init(name: AlignmentColumn.images, value: Double(summary.score?.count ?? 0)),
      ]
    }
  }

  private static func method(_ name: String, seed: UInt64) throws -> any ExplanationMethod {
    guard let known = MethodName(rawValue: name) else {
      throw StudyError.unknownMethod(name)
    }
    return try known.method(MethodSettings(seed: seed))
  }
}
