import Explanations
import Pieces
import Studies
import Terminal

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
    let work = try PieceWork.begin(arguments.shards, output: arguments.out, gathered: gathered)
    guard let work else { return }
    var study = SaliencyStudy(
      arguments.images.request(), try arguments.model.request(), arguments.method.request(),
      to: arguments.out)
    study.usesLabel = ScoreTarget.usesLabel(arguments.method.target)
    study.listing = arguments.listing
    (study.png, study.svg) = (arguments.png, arguments.svg)
    study.isShared = arguments.colours == .shared
    study.sheetImages = arguments.sheetImages
    study.onOriginals = arguments.onOriginals
    study.listsAll = arguments.json
    guard let (document, text) = try study.run(work) else {
      return try work.endShard(of: arguments.common)
    }
    try arguments.finish(
      document, text,
      next: "misclass erase \(arguments.model.typed) --data "
        + "\(ShellWord.quoted(arguments.images.data.data)) --method "
        + "\(arguments.method.method.rawValue) "
        + "--out erased")
  }
}

/// Whether maps share one scale of colours.
enum ColourScale: String, CaseIterable, Sendable {
  case image, shared
}
