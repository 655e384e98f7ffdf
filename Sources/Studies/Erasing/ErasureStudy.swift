import Compute
import Datasets
package import Explanations
import Figures
import Images
import Interchange
import Misclassification
import Models
package import Pieces
package import Results
import Terminal

/// The method of explanation that is asked for, once it is known what classes there are.
package typealias MethodRequest = (_ classNames: [String]) throws -> any ExplanationMethod

/// What maps point at is taken away, and the model is asked again.
package struct ErasureStudy {
  private let data: DataRequest
  private let model: ModelRequest
  private let method: MethodRequest
  private let directory: String
  package var force = false
  package var choice = ChoiceRequest.everything
  package var limit: Int?
  package var sparing = SparingRequest(nil, rule: .anchors, refills: false, objects: nil)
  package var selection: AnchorSelection
  /// How boxes lie, told what box is usual for images of their size.
  package var placement: (_ usual: BoxShape) -> BoxPlacement = { BoxPlacement($0) }
  package var fill = Fill.zero
  package var controlDraws = 1
  package var seed: UInt64 = 0
  /// Lists the images that were right before, too.
  package var listsAll = false
  package var sheetImages = 0
  package var onOriginals = false
  /// Images that are drawn each by itself, of so many.
  package var figures: ((_ below: Int) throws -> [Int])?

  package init(
    _ data: DataRequest, _ model: ModelRequest, _ method: @escaping MethodRequest,
    selection: AnchorSelection, into directory: String
  ) {
    self.data = data
    self.model = model
    self.method = method
    self.selection = selection
    self.directory = directory
  }

  /// - Returns: nil for a shard.
  package func run(_ work: PieceWork) throws -> (document: ErasureDocument, files: [String])? {
    let (chosen, model) = try self.chosen(work)
    let options = try options(chosen)
    let images = try ImagesToExplain(
      images: chosen.set.images, labels: chosen.set.labels, indices: chosen.indices)
    let masks = options.sparing?.masks ?? options.objects
    try work.check(WorkFingerprint(images, model, masks: masks))
    let figures = Set(try self.figures?((chosen.indices.max() ?? 0) + 1) ?? [])
    let held = try work.take(directory, force: force)
    defer { held?.release() }
    let erasing = Erasing(
      model: model, images: images, options: options, workers: self.model.compute.workers,
      sheetImages: sheetImages, figures: figures)
    guard let result = try result(of: erasing, work, chosen) else { return nil }
    let document = ErasureDocument(
      settings: .init(
        model: self.model.text, data: try data.source().description, split: data.split.rawValue,
        options: options, spare: sparing.spare?.text, spareIsOracle: chosen.sparesByOracle),
      result: result, classNames: chosen.set.classNames)
    warn(of: result, work.console)
    return (document, try write(document, result, chosen, figures: figures))
  }

  /// The images to treat, and the model; the model says which these are where that was asked for.
  private func chosen(_ work: PieceWork) throws -> (ErasureData, AskedModel) {
    let found = try ErasureData(data, for: model, limit: choice.isGiven ? nil : limit, sparing)
    let choice = try self.choice.choice(found.set.classNames)
    let model = try self.model.asked(for: found.set)
    if choice.isEverything { return (found, model) }
    let rows = try found.set.checked(
      work.fact("images") {
        let predictions = try Work.predict(
          found.set, model, source: "predictions", console: work.console)
        return Array(choice.rows(of: predictions).prefix(limit ?? .max))
      })
    guard !rows.isEmpty else {
      throw DatasetError.unusable(
        reason: "\(data.data): none of the \(found.set.count) images is one of those that were "
          + "asked for")
    }
    return (found.selecting(rows), model)
  }

  private func options(_ chosen: ErasureData) throws -> ErasureExperiment.Options {
    let usual = BoxShape.usual(for: chosen.set.images)
    var options = ErasureExperiment.Options(
      selection: selection, box: usual, fill: fill, sparing: chosen.sparing,
      method: try method(chosen.set.classNames), seed: seed, controlDraws: controlDraws)
    options.placement = placement(usual)
    options.objects = chosen.objects
    options.hasFixedControls = true
    return options
  }

  private static let table = "erasure.csv"

  /// Writes the table of the images as they are treated; nil for a shard.
  private func result(
    of erasing: Erasing, _ work: PieceWork, _ chosen: ErasureData
  ) throws -> ErasureResult? {
    if work.isShard {
      try erasing.run(work) { _ in }
      return nil
    }
    return try ErasureListing.count(
      chosen.set, causes: chosen.causes, all: listsAll, table: directory + "/" + Self.table
    ) { try erasing.run(work, take: $0) }
  }

  private func write(
    _ document: ErasureDocument, _ result: ErasureResult, _ chosen: ErasureData, figures: Set<Int>
  ) throws -> [String] {
    var files = [Self.table, "summary.json", "sheet.png"].map { directory + "/" + $0 }
    try JSON.write(document, to: files[1])
    let sheet = try ErasureListing.sheet(
      result, of: chosen.set, causes: chosen.causes, limit: sheetImages, onOriginals: onOriginals)
    try AtomicFile.write(sheet.png, to: files[2])
    for (index, figure) in try ErasureListing.figures(result, figures, of: chosen.set) {
      files.append(directory + "/figure-\(index).svg")
      try AtomicFile.write(figure.document, to: files[files.count - 1])
    }
    return files
  }

  private func warn(of result: ErasureResult, _ console: Console) {
    let summary = result.summary
    guard summary.imagesWithoutMap > 0 else { return }
    console.warn(
      "\(summary.imagesWithoutMap) of \(summary.treatment.images) maps say nothing (all zero or "
        + "not finite); nothing was erased from those images")
  }
}
