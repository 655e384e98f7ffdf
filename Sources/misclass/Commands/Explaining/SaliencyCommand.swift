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
    let chosen = try ChosenImages(arguments.images, arguments.model, compute, console, work) {
      _ = try arguments.method.method(classNames: $0.classNames)
    }
    let classNames = chosen.whole.classNames
    let method = try arguments.method.method(classNames: classNames)
    let explaining = try chosen.imagesToExplain()
    try work.check(WorkFingerprint(explaining, chosen.model))
    let items = try work.rows(
      "saliency", of: explaining.count, .init(label: "saliency"),
      problem: {
        explaining.problem(
          $0, index: $1.index, label: $1.label, classes: [$1.predicted],
          of: chosen.model.classCount)
      }
    ) { range, progress in
      let images = try explaining.piece(range)
      let predicted = try chosen.predicted(images)
      return try ExplanationMaps(
        of: images, by: chosen.model.classifier, method: method, workers: compute.workers, progress: progress
      ).items(of: images, predicted: predicted)
    }
    if try work.endsShard(of: arguments.common) { return }
    let maps = try ExplanationMaps(
      items.rows, height: explaining.images.height, width: explaining.images.width)
    let explained = listing(items.rows, maps, chosen)
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

  /// The images that were explained, with what the model takes them for.
  private static func listing(
    _ items: [SaliencyItem], _ maps: ExplanationMaps, _ chosen: ChosenImages
  ) -> [ExplainedImage] {
    items.enumerated().map { place, item in
      ExplainedImage(
        index: item.index, file: chosen.whole.names?[item.index], label: item.label,
        predicted: item.predicted
      ).with(maps.faults[place], fit: maps.fits?[place])
    }
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
