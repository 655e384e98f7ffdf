import Compute
import Datasets
package import Explanations
import Images
import Interchange
import Models
package import Pieces
package import Results

/// The few pixels that alone are enough for a prediction.
package struct SubsetStudy {
  private let images: ChosenImageRequest
  private let model: ModelRequest
  private let options: (_ classNames: [String]) throws -> SubsetSearch.Options
  private let directory: String
  package var force = false
  /// Goes on with what lies in the directory.
  package var resumes = false
  /// Share of the pixels that are kept and classified again.
  package var keep = 0.05
  package var seed: UInt64 = 0
  package var sheetImages = 0

  package init(
    _ images: ChosenImageRequest, _ model: ModelRequest,
    _ options: @escaping (_ classNames: [String]) throws -> SubsetSearch.Options,
    into directory: String
  ) {
    self.images = images
    self.model = model
    self.options = options
    self.directory = directory
  }

  /// - Returns: nil for a shard.
  package func run(_ work: PieceWork) throws -> SubsetDocument? {
    let chosen = try ChosenImages(self.images, model, work)
    let data = self.images.data
    let images = try chosen.imagesToExplain()
    let options = try self.options(chosen.whole.classNames)
    let kept = try SubsetSize.pixels(keep, of: images.images.height * images.images.width)
    let settings = SubsetDocument.Settings(
      model: model.text, data: try data.source().description, split: data.split,
      options: options, keep: keep, indices: chosen.indices, seed: seed)
    let search = PiecewiseSearch(
      classifier: chosen.model.classifier, images: images, options: options,
      checks: PieceChecks(images: images, classCount: chosen.model.classCount),
      workers: model.compute.workers)
    let results: PiecewiseResults<[SubsetFinding]>? = try work.results(
      in: directory, settings: settings, fingerprint: WorkFingerprint(images, chosen.model),
      resumes: resumes, force: force)
    let held = results == nil ? try work.take(directory, force: force) : nil
    defer { held?.release() }
    let found: FoundSubsets =
      if let results {
        .whole(try search.findings(results, work.console))
      } else {
        .shards(try search.findings(work))
      }
    let scores = try reclassify(
      images, found, kept: kept, options: options, by: chosen.model.classifier, work)
    if work.isShard { return nil }
    let findings = found.all
    let document = SubsetDocument(
      settings: settings, summary: try SubsetSummary(of: findings, kept: kept), reduced: scores)
    try SubsetListing(
      findings: findings, images: images, names: chosen.names,
      classNames: chosen.whole.classNames, kept: kept
    ).write(to: directory, document: document, sheetImages: sheetImages)
    try results?.finish()
    return document
  }

  private func reclassify(
    _ images: ImagesToExplain, _ found: FoundSubsets, kept: Int, options: SubsetSearch.Options,
    by classifier: any Classifier, _ work: PieceWork
  ) throws -> [ReducedScores] {
    let others = MaskingBaseline.allCases.filter { $0 != options.baseline }
    let reductions: [Reduction] =
      [.pixels(on: options.baseline), .dilated, .random(seed: seed)]
      + others.map { .pixels(on: $0) } + [.shape]
    let rows = try work.rows(
      "controls", of: images.count, .init(label: "controls"),
      problem: { $1.count == reductions.count ? nil : "expected \(reductions.count) controls" }
    ) { range, progress in
      let piece = try images.piece(range)
      let classified = try reductions.map { reduction in
        try ReducedImage.classify(
          piece, found[range], keeping: kept, as: reduction, ground: options.baseline,
          by: classifier
        ) { done in try progress(reduction == reductions.last ? done : 0) }
      }
      return piece.indices.indices.map { place in classified.map { $0[place] } }
    }.rows
    return reductions.enumerated().map { number, reduction in
      ReducedScores(of: rows.map { $0[number] }, as: reduction)
    }
  }
}

/// The findings of a search: of all images, in the files of their pieces, or of shards.
private enum FoundSubsets {
  case whole(SubsetFindings)
  case shards(StageRows<SubsetFinding>)

  var all: SubsetFindings {
    switch self {
    case .whole(let findings): findings
    case .shards(let findings): SubsetFindings(findings.rows)
    }
  }

  /// One process looks at all images together.
  subscript(range: Range<Int>) -> SubsetFindings {
    switch self {
    case .whole(let findings): findings
    case .shards(let findings): SubsetFindings(findings[range])
    }
  }
}
