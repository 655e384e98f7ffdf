import Compute
import Datasets
import Explanations
import Figures
import Images
import Interchange
import Misclassification
import Models
import Results
import Terminal
import Text
import Training

/// `misclass saliency`: where in an image a score hangs.
enum SaliencyCommand {
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
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    let console = Console(arguments.common)
    let compute = try arguments.common.compute()
    let chosen = try ChosenImages(arguments.images, arguments.model, compute, console) {
      _ = try arguments.method.method(classNames: $0.classNames)
    }
    let classNames = chosen.whole.classNames
    let method = try arguments.method.method(classNames: classNames)
    let listing = try listing(chosen, console)
    let explaining = try chosen.imagesToExplain()
    let maps = try maps(
      of: explaining, by: chosen.scorer, method: method, workers: compute.workers,
      console: console)
    let explained = listing.enumerated().map { place, image in
      image.with(maps.faults[place], fit: maps.fits?[place])
    }
    warn(of: explained, console)
    try write(explained, maps, explaining.images, classNames, arguments)
    try arguments.finish(
      Result(method: method.name, height: maps.height, width: maps.width, images: explained),
      "\(NumberText.counted(explained.count, "map")) of \(maps.height) x \(maps.width), "
        + "\(method.name), in \(arguments.out)",
      next: "misclass erase \(arguments.model.typed) --data "
        + "\(ShellWord.quoted(arguments.images.data.data)) --method "
        + "\(arguments.method.method.rawValue) "
        + "--out erased")
  }

  private struct Result: Encodable {
    var method: String
    var height: Int
    var width: Int
    var images: [ExplainedImage]
  }

  /// The images to explain, with what the model takes them for.
  private static func listing(
    _ chosen: ChosenImages, _ console: Console
  ) throws -> [ExplainedImage] {
    let set = chosen.set
    let predictions = try Work.predict(
      set, chosen.scorer, source: "predictions", console: console)
    return chosen.indices.enumerated().map { row, index in
      ExplainedImage(
        index: index, file: set.names?[row], label: set.labels[row],
        predicted: predictions.predicted[row])
    }
  }

  private static func maps(
    of images: ImagesToExplain, by scorer: Scorer, method: any ExplanationMethod, workers: Workers,
    console: Console
  ) throws -> ExplanationMaps {
    let meter = console.progress("saliency", total: images.count, unit: "images")
    let maps = try ExplanationMaps(
      of: images, by: scorer, method: method, workers: workers
    ) {
      try Interruption.check()
      meter.advance(to: $0)
    }
    meter.finish()
    return maps
  }

  private static func warn(of images: [ExplainedImage], _ console: Console) {
    for fault in [MapFault.allZero, .notFinite] {
      let faulty = images.filter { $0.mapFault == fault.rawValue }.map { "\($0.index)" }
      guard !faulty.isEmpty else { continue }
      let named = faulty.prefix(10).joined(separator: ", ")
      console.warning(
        "\(faulty.count) of \(images.count) maps are \(fault.rawValue): images \(named)"
          + (faulty.count > 10 ? ", …" : ""),
        program: "misclass")
    }
  }

  private static func write(
    _ listing: [ExplainedImage], _ maps: ExplanationMaps, _ images: StoredImages,
    _ classNames: [String], _ arguments: Arguments<Options>
  ) throws {
    try NumpyArray(shape: [listing.count, maps.height, maps.width], floats: maps.values)
      .write(to: arguments.out)
    let colours = arguments.colours
    if let path = arguments.listing {
      try AtomicFile.write(ExplainedImage.csv(listing), to: path)
    }
    guard arguments.png != nil || arguments.svg != nil else { return }
    let shown = try images.load(0..<min(listing.count, arguments.sheetImages))
    let items = listing.prefix(arguments.sheetImages).enumerated().map { place, image in
      ExplanationSheet.Explained(
        image: place, map: maps[place], caption: image.caption(classNames))
    }
    if let path = arguments.png {
      let sheet = ExplanationSheet.saliency(
        items, of: shown, caption: ["number: true class → predicted class"],
        isShared: colours == .shared)
      try AtomicFile.write(sheet.png, to: path)
    }
    if let path = arguments.svg {
      let figure = ExplanationSheet.figure(
        items, of: shown, title: "What the scores depend on", isShared: colours == .shared)
      try AtomicFile.write(figure.document, to: path)
    }
  }
}

/// Whether maps share one scale of colours.
enum ColourScale: String, CaseIterable, Sendable {
  case image, shared
}
