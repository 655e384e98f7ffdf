import Compute
import Datasets
import Explanations
import Figures
import Images
import Interchange
import Misclassification
import Models
import Pieces
import Results
import Terminal
import Text
import Training

/// `misclass saliency`: where in an image a score hangs.
enum SaliencyCommand: ShardedCommand {
  struct Options: ResultOptions {
    let model = ModelOptions()
    let images = ChosenImageOptions()
    let method = MethodOptions()
    let out = Option(required: "out", "FILE", .outputFile, help: "Where the maps go (.npy).")
    let listing = Option(
      "listing", "FILE", .outputFile, help: "Which image each map is of (CSV).")
    let png = Option(
      "png", "FILE", .pngFile, help: "A picture: images, maps, and maps over images.")
    let svg = Option("svg", "FILE", .svgFile, help: "The same as a drawing.")
    let colours = Option(
      "colours", "SCALE", .choice(of: ColourScale.self),
      help: "image (each map from dark to bright) or shared (one scale for all).",
      default: .image
    ).advanced
    let sheetImages = Option.sheetImages
    let onOriginals = Option.onOriginals
    let shards = ShardOptions()
    let json = Option.json
  }

  static let command = Command(
    "saliency", summary: "Map the pixels that a score depends on",
    discussion: """
      By default a pixel's saliency is the absolute gradient of a class's logit with respect to \
      the normalised pixel, the largest of its three channels (Simonyan, Vedaldi & Zisserman \
      2014). --method chooses others. The maps are written as NumPy's images x height x width, \
      float32, in the order of the listing.
      """,
    examples: [
      "misclass saliency --model run --data planted --wrong --out maps.npy --png sheet.png",
      "misclass saliency --model run --data planted --indices 0,5,9 --target true --out maps.npy",
    ],
    options: Options(), run: { try run($0, gathered: nil) })

  static func run(_ arguments: Arguments<Options>, gathered: GatheredShards?) throws {
    let console = Console(arguments.common)
    let work = try PieceWork.begin(arguments.shards, output: arguments.out, gathered: gathered)
    guard let work else { return }
    let compute = try arguments.common.compute()
    let chosen = try ChosenImages(
      arguments.images, arguments.model, compute, console, work,
      needsLabels: ScoreTarget.usesLabel(arguments.method.target)
    ) {
      if $0.isLabelled { _ = try arguments.method.method(classNames: $0.classNames) }
    }
    let method = try arguments.method.method(classNames: chosen.whole.classNames)
    let maps = SaliencyMaps(
      chosen: chosen, images: try chosen.imagesToExplain(), method: method,
      workers: compute.workers)
    try work.check(WorkFingerprint(maps.images, chosen.model))
    if work.isShard {
      try maps.forEach(work) { _, _ in }
      _ = try work.endsShard(of: arguments.common)
      return
    }
    let found = try explain(maps, arguments, work)
    for warning in found.faults.warnings { console.warning(warning, program: "misclass") }
    try drawSheets(found.shown, of: chosen, arguments)
    let (height, width) = (chosen.whole.images.height, chosen.whole.images.width)
    try arguments.finish(
      SaliencyDocument(
        method: method.name, height: height, width: width, images: found.images),
      "\(NumberText.counted(chosen.indices.count, "map")) of \(height) x \(width), "
        + "\(method.name), in \(arguments.out)",
      next: "misclass erase \(arguments.model.typed) --data "
        + "\(ShellWord.quoted(arguments.images.data.data)) --method "
        + "\(arguments.method.method.rawValue) "
        + "--out erased")
  }

  /// What is kept of all maps, which themselves go to their file as they come.
  private struct Found {
    /// All images, where they are to be printed.
    var images: [ExplainedImage] = []
    /// The first images with their maps, for the pictures.
    var shown: [(image: ExplainedImage, map: [Float])] = []
    var faults = MapFaults()
  }

  /// Writes the maps, and the listing where there is to be one.
  private static func explain(
    _ maps: SaliencyMaps, _ arguments: Arguments<Options>, _ work: PieceWork
  ) throws -> Found {
    guard let path = arguments.listing else {
      return try explain(maps, arguments, work) { _ in }
    }
    var found = Found()
    try AtomicFile.write(to: path) { sink in
      var writer = CSVWriter()
      let areNamed = maps.chosen.whole.names != nil
      writer.record(ExplainedImage.columns(areNamed: areNamed))
      found = try explain(maps, arguments, work) { image in
        writer.record(image.fields(areNamed: areNamed))
        if writer.bytes.count > 1 << 17 { try sink.write(writer.drain()) }
      }
      try sink.write(writer.drain())
    }
    return found
  }

  /// - Parameter list: is told of each image.
  private static func explain(
    _ maps: SaliencyMaps, _ arguments: Arguments<Options>, _ work: PieceWork,
    list: (ExplainedImage) throws -> Void
  ) throws -> Found {
    let keepsAll = arguments.json
    var found = Found()
    try NumpyWriter.write(
      to: arguments.out, shape: [maps.images.count, maps.height, maps.width], of: .floats
    ) { writer in
      try maps.forEach(work) { image, map in
        try writer.append(map)
        try list(image)
        if keepsAll { found.images.append(image) }
        if found.shown.count < arguments.sheetImages { found.shown.append((image, map)) }
        found.faults.add(image)
      }
    }
    return found
  }

  private static func drawSheets(
    _ shown: [(image: ExplainedImage, map: [Float])], of chosen: ChosenImages,
    _ arguments: Arguments<Options>
  ) throws {
    guard arguments.png != nil || arguments.svg != nil else { return }
    let colours = arguments.colours
    let places = shown.map(\.image.index)
    let view = arguments.onOriginals ? try OriginalView(of: chosen.whole, places) : nil
    let pictures = try view?.pictures ?? chosen.whole.images.load(places)
    let items = shown.enumerated().map { place, shown in
      ExplanationSheet.Explained(
        image: place, map: view?.map(shown.map, of: place) ?? shown.map,
        caption: shown.image.caption(chosen.whole.classNames))
    }
    if let path = arguments.png {
      let sheet = ExplanationSheet.saliency(
        items, of: pictures, caption: ["number: true class → predicted class"],
        isShared: colours == .shared)
      try AtomicFile.write(sheet.png, to: path)
    }
    if let path = arguments.svg {
      let figure = ExplanationSheet.figure(
        items, of: pictures, title: "What the scores depend on", isShared: colours == .shared)
      try AtomicFile.write(figure.document, to: path)
    }
  }
}

/// Whether maps share one scale of colours.
enum ColourScale: String, CaseIterable, Sendable {
  case image, shared
}
