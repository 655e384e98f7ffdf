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
  static let command = Command(
    "saliency", summary: "Map the pixels that a score hangs on",
    discussion: """
      By default a pixel's saliency is the absolute gradient of a class's logit with respect to the \
      normalised pixel, the largest of its three channels (Simonyan, Vedaldi & Zisserman 2014). \
      --method chooses others. The maps are written as NumPy's images x height x width, float32, in \
      the order of the listing.
      """,
    examples: [
      "misclass saliency --model run --data planted --misclassified --out maps.npy --png sheet.png",
      "misclass saliency --model run --data planted --indices 0,5,9 --target true --out maps.npy",
    ],
    options: CommonInputs.model + [
      CommonInputs.data, CommonInputs.split,
      Option("misclassified", help: "Explain the images that the model gets wrong."),
      Option("indices", "LIST", help: "Explain these images, such as 0,5,9 or 0-99."),
      Option("limit", "N", help: "Explain the first N of those images only."),
      CommonInputs.batch, MethodOptions.method,
      Option("out", "FILE", help: "Where the maps go (.npy).", required: true),
      Option("listing", "FILE", help: "Which image each map is of (CSV)."),
      Option("png", "FILE", help: "A picture: images, maps, and maps over images."),
      Option("svg", "FILE", help: "The same as a drawing."),
      Option(
        "colours", "SCALE",
        help: "image (each map from dark to bright) or shared (one scale for all).",
        default: "image"),
      ExplanationInputs.sheetImages, .json,
    ] + MethodOptions.settings,
    run: run)

  private static func run(_ arguments: Arguments) throws {
    let outputs = try arguments.outputs(["out", "listing", "png", "svg"], besides: ["model"])
    let sheetImages = try arguments.sheetImages()
    let colours = try arguments.value("colours", .choice(), default: ColourScale.image)
    let console = Console(arguments)
    let compute = try arguments.compute()
    let set = try arguments.wholeSplit(compute)
    let method = try arguments.method(classNames: set.classNames)
    let chosen = try arguments.indices(of: set)
    let scorer = try arguments.scorer(for: set, compute)
    let listing = try listing(arguments, set, chosen, scorer, console)
    let images = set.images.selecting(listing.map(\.index))
    let maps = try maps(
      of: ImagesToExplain(
        images: images, labels: listing.map(\.label), indices: listing.map(\.index)),
      by: scorer, method: method, workers: compute.workers, console: console)
    let explained = listing.enumerated().map { place, image in
      image.with(maps.faults[place], fit: maps.fits?[place])
    }
    warn(of: explained, console)
    try write(
      explained, maps, images, set.classNames, to: outputs, sheetImages: sheetImages,
      colours: colours)
    try show(explained, method: method, maps, arguments)
  }

  /// The images to explain, with what the model takes them for.
  private static func listing(
    _ arguments: Arguments, _ set: ImageSet, _ chosen: [Int], _ scorer: Scorer, _ console: Console
  ) throws -> [ExplainedImage] {
    let predictions = try Work.predict(
      set.selecting(chosen), scorer, source: "predictions", console: console)
    let rows =
      arguments.flag("misclassified") ? predictions.misclassified : Array(chosen.indices)
    let limit = try arguments.value("limit", .int(in: 1...Int.max), default: Int.max)
    return rows.prefix(limit).map {
      ExplainedImage(
        index: chosen[$0], label: set.labels[chosen[$0]], predicted: predictions.predicted[$0])
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
    _ listing: [ExplainedImage], _ maps: ExplanationMaps, _ images: ByteImages,
    _ classNames: [String], to outputs: [String: String], sheetImages: Int, colours: ColourScale
  ) throws {
    if let path = outputs["out"] {
      try NumpyArray(shape: [listing.count, maps.height, maps.width], floats: maps.values)
        .write(to: path)
    }
    if let path = outputs["listing"] {
      try AtomicFile.write(ExplainedImage.csv(listing), to: path)
    }
    let items = listing.prefix(sheetImages).enumerated().map { place, image in
      ExplanationSheet.Explained(
        image: place, map: maps[place], caption: image.caption(classNames))
    }
    if let path = outputs["png"] {
      let sheet = ExplanationSheet.saliency(
        items, of: images, caption: ["number: true class → predicted class"],
        isShared: colours == .shared)
      try AtomicFile.write(sheet.png, to: path)
    }
    if let path = outputs["svg"] {
      let figure = ExplanationSheet.figure(
        items, of: images, title: "What the scores hang on", isShared: colours == .shared)
      try AtomicFile.write(figure.document, to: path)
    }
  }

  private static func show(
    _ listing: [ExplainedImage], method: any ExplanationMethod, _ maps: ExplanationMaps,
    _ arguments: Arguments
  ) throws {
    struct Result: Encodable {
      var method: String
      var height: Int
      var width: Int
      var images: [ExplainedImage]
    }
    if arguments.wantsJSON {
      try Work.printJSON(
        Result(method: method.name, height: maps.height, width: maps.width, images: listing))
    } else {
      print(
        "\(NumberText.counted(listing.count, "map")) of \(maps.height) x \(maps.width), \(method.name), "
          + "in \(try arguments.value("out", .string))")
    }
  }
}

/// Whether maps share one scale of colours.
enum ColourScale: String, CaseIterable {
  case image, shared
}

extension Arguments {
  /// The images that may be explained, before it is known which the model gets wrong.
  fileprivate func indices(of set: ImageSet) throws -> [Int] {
    guard let list = try value(ifGiven: "indices", .indexList) else {
      let limit = try value(ifGiven: "limit", .int(in: 1...Int.max))
      let isWhole = flag("misclassified") || limit == nil
      return Array(0..<(isWhole ? set.count : min(set.count, limit ?? set.count)))
    }
    guard !flag("misclassified") else {
      throw UsageError("expected --misclassified or --indices, found both", command: command)
    }
    return try list.indices(below: set.count, option: "indices")
  }
}
