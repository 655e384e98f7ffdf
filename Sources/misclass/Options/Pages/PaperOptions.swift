import Architectures
import Results
import Studies
import Terminal

/// What all papers that are done over have in common.
struct PaperOptions: OptionGroup {
  let data: Option<String?>
  let out = Option(required: "out", "DIR", .outputDirectory, help: "Where everything goes.")
  let scale: Option<PaperScale>
  let runs: Option<[String]>
  let resume = Option(
    flag: "resume", help: "Go on in this directory; what is done already is not done again.")
  let requeue = Option.requeue
  let networks = Option(
    "networks", "NAME,…", .list(of: .architecture), help: "Train these networks instead."
  ).advanced
  let epochs = Option(
    "epochs", "N", .int(in: 1...100_000), help: "Train each network so long instead."
  ).advanced
  let limit = Option(
    "limit", "N", .int(in: 1...Int.max), help: "Train on, and study, the first N images only."
  ).advanced

  /// - Parameters:
  ///   - small: what the small scale trains, and the full one.
  ///   - otherwise: the data where none are named.
  ///   - leastRuns: how few models can be taken.
  init(small: String, full: String, otherwise: String = "planted", leastRuns: Int = 1) {
    data = Option(
      "data", "DIR", .inputPath, help: DataOptions.help, otherwise: otherwise)
    scale = Option(
      "scale", "SCALE", .choice(of: PaperScale.self),
      help: "How much is trained and asked: small (\(small)) or full (\(full)).", default: .small)
    runs = Option(
      several: "runs", "RUN|FILE", .inputPath,
      help: "Runs of 'misclass train', or models' weights, in place of trained networks.",
      atLeast: leastRuns)
  }

  var rules: [OptionRule] {
    [.option(runs, excludes: [networks], because: "these networks are there already")]
  }
}

extension Option where Value == NamedMasks? {
  /// Where the objects of a paper's test images are.
  static var paperMasks: Self {
    Option(
      "masks", "MASKS", .masks, help: NamedMasks.help,
      otherwise: "data where the data know, else segment")
  }
}

extension Arguments where Options == PaperOptions {
  /// - Throws: `UsageError` for a network that is named twice.
  func settings() throws -> PaperSettings {
    var settings = PaperSettings(into: self.out)
    settings.data = self.data ?? settings.data
    settings.scale = self.scale
    settings.runs = self.runs
    settings.networks = self.networks?.map(\.name)
    if let names = settings.networks, Set(names).count < names.count {
      throw UsageError("--networks: expected each network once, found one of them twice")
    }
    settings.epochs = self.epochs
    settings.limit = self.limit
    settings.seed = common.seed
    (settings.resume, settings.requeue) = (self.resume, self.requeue)
    settings.force = common.force
    settings.resumption = Ending.sameCommand
    settings.facts = { [seed = common.seed] in PageProvenance.facts(seed: seed) }
    return settings
  }

  func request(_ paper: PublishedPaper) throws -> PaperRequest {
    try PaperRequest(paper, settings(), common.compute(), Console(common))
  }

  func finish(_ paper: DonePaper) throws {
    try Ending(text: paper.text, files: paper.files, next: nil).show(common)
  }
}
