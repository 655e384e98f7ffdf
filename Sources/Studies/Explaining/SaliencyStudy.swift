import Compute
import Datasets
import Explanations
import Figures
import Images
import Interchange
package import Pieces
package import Results
import Text

/// Where in images scores hang, as maps and pictures of them.
package struct SaliencyStudy {
  private let images: ChosenImageRequest
  private let model: ModelRequest
  private let method: MethodRequest
  /// The file of the maps.
  private let maps: String
  /// Whether the explained score is that of the true class.
  package var usesLabel = false
  package var listing: String?
  package var png: String?
  package var svg: String?
  /// Whether maps share one scale of colours.
  package var isShared = false
  package var sheetImages = 0
  package var onOriginals = false
  /// Whether the document lists all images.
  package var listsAll = false

  package init(
    _ images: ChosenImageRequest, _ model: ModelRequest, _ method: @escaping MethodRequest,
    to maps: String
  ) {
    self.images = images
    self.model = model
    self.method = method
    self.maps = maps
  }

  /// - Returns: nil for a shard.
  package func run(_ work: PieceWork) throws -> (document: SaliencyDocument, text: String)? {
    let chosen = try ChosenImages(images, model, work, needsLabels: usesLabel) {
      if $0.isLabelled { _ = try self.method($0.classNames) }
    }
    let method = try self.method(chosen.whole.classNames)
    let maps = SaliencyMaps(
      chosen: chosen, images: try chosen.imagesToExplain(), method: method,
      workers: model.compute.workers)
    try work.check(WorkFingerprint(maps.images, chosen.model))
    if work.isShard {
      try maps.forEach(work) { _, _ in }
      return nil
    }
    let found = try explain(maps, work)
    for warning in found.faults.warnings { work.console.warn(warning) }
    try drawSheets(found.shown, of: chosen)
    let (height, width) = (maps.height, maps.width)
    return (
      SaliencyDocument(method: method.name, height: height, width: width, images: found.images),
      "\(NumberText.counted(chosen.indices.count, "map")) of \(height) x \(width), "
        + "\(method.name), in \(self.maps)"
    )
  }

  /// What is kept of all maps, which themselves go to their file as they come.
  private struct Found {
    /// All images, where they are to be listed.
    var images: [ExplainedImage] = []
    /// The first images with their maps, for the pictures.
    var shown: [(image: ExplainedImage, map: [Float])] = []
    var faults = MapFaults()
  }

  /// Writes the maps, and the listing where there is to be one.
  private func explain(_ maps: SaliencyMaps, _ work: PieceWork) throws -> Found {
    guard let listing else { return try explain(maps, work) { _ in } }
    var found = Found()
    try AtomicFile.write(to: listing) { sink in
      var writer = CSVWriter()
      let areNamed = maps.chosen.whole.names != nil
      writer.record(ExplainedImage.columns(areNamed: areNamed))
      found = try explain(maps, work) { image in
        writer.record(image.fields(areNamed: areNamed))
        if writer.bytes.count > 1 << 17 { try sink.write(writer.drain()) }
      }
      try sink.write(writer.drain())
    }
    return found
  }

  /// - Parameter list: is told of each image.
  private func explain(
    _ maps: SaliencyMaps, _ work: PieceWork, list: (ExplainedImage) throws -> Void
  ) throws -> Found {
    var found = Found()
    try NumpyWriter.write(
      to: self.maps, shape: [maps.images.count, maps.height, maps.width], of: .floats
    ) { writer in
      try maps.forEach(work) { image, map in
        try writer.append(map)
        try list(image)
        if listsAll { found.images.append(image) }
        if found.shown.count < sheetImages { found.shown.append((image, map)) }
        found.faults.add(image)
      }
    }
    return found
  }

  private func drawSheets(
    _ shown: [(image: ExplainedImage, map: [Float])], of chosen: ChosenImages
  ) throws {
    guard png != nil || svg != nil else { return }
    let places = shown.map(\.image.index)
    let view = onOriginals ? try OriginalView(of: chosen.whole, places) : nil
    let pictures = try view?.pictures ?? chosen.whole.images.load(places)
    let items = shown.enumerated().map { place, shown in
      ExplanationSheet.Explained(
        image: place, map: view?.map(shown.map, of: place) ?? shown.map,
        caption: shown.image.caption(chosen.whole.classNames))
    }
    if let png {
      let sheet = ExplanationSheet.saliency(
        items, of: pictures, caption: ["number: true class → predicted class"], isShared: isShared)
      try AtomicFile.write(sheet.png, to: png)
    }
    if let svg {
      let figure = ExplanationSheet.figure(
        items, of: pictures, title: "What the scores depend on", isShared: isShared)
      try AtomicFile.write(figure.document, to: svg)
    }
  }
}
