import Compute
import Datasets
import Images

/// Where the objects of a paper's test images are.
struct PaperMasks {
  let masks: ObjectMasks
  /// Whether they are made from the images' colours alone.
  let areGuessed: Bool
  /// What a training takes them from; nil where that must have none.
  let forTraining: String?

  /// - Parameters:
  ///   - named: nil for what the data know, or else a guess.
  ///   - test: the first of the test images.
  /// - Throws: where there are no such masks, or none shows an object.
  init(_ named: NamedMasks?, _ request: PaperRequest, _ test: ImageSet) throws {
    let workers = request.compute.workers
    let isKnown = try request.source.loadMasks(.test, workers: workers) != nil
    let source = named?.source ?? (isKnown ? .data : .segment)
    areGuessed = source.isEstimate
    forTraining = source == .data ? "data" : nil
    masks = try source.masks(
      of: test, wholeCount: request.whole.count, split: .test, data: request.source,
      workers: workers)
    try masks.check(
      places: 0..<test.count, source: named?.text ?? "data", mustShow: true, request.console)
  }
}
