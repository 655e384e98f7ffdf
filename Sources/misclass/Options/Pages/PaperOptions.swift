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
