import Architectures
import Compute
import Datasets
import Images
import Models
import Pieces
import Results
import Terminal
import Training

/// What a command line asks of a paper, read before anything is written.
struct PaperRequest {
  let paper: PublishedPaper
  let arguments: Arguments<PaperOptions>
  let source: DataSource
  /// All test images.
  let whole: ImageSet
  let compute: Compute
  let console: Console
  /// Whether earlier work is gone on with.
  let resumes: Bool

  var seed: UInt64 { arguments.common.seed }
  var directory: String { arguments.out }

  init(_ paper: PublishedPaper, _ arguments: Arguments<PaperOptions>) throws {
    self.paper = paper
    self.arguments = arguments
    resumes = UnfinishedWork.goesOn(
      in: arguments.out, PaperWork.layout, resume: arguments.resume, requeue: arguments.requeue)
    if !resumes { try OutputDirectory.check(arguments.out, force: arguments.common.force) }
    compute = try arguments.common.compute()
    console = Console(arguments.common)
    source = try DataSource(parsing: arguments.data ?? "planted")
    if let names = arguments.networks?.map(\.name), Set(names).count < names.count {
      throw UsageError("--networks: expected each network once, found one of them twice")
    }
    whole = try source.load(.test, workers: compute.workers)
  }

  /// The networks that are named in place of the scale's.
  var networkNames: [String]? { arguments.networks?.map(\.name) }

  /// The models that are taken; read now, so that one that is none is told before the work.
  func models(for test: ImageSet) throws -> [Scorer] {
    try arguments.runs.map { try model($0, for: test) }
  }

  func model(_ path: String, for test: ImageSet) throws -> Scorer {
    try Scorer.reading([path], hints: Model.Hints(), batch: 64, for: test, compute, console)
  }

  /// The last part of each model's path, with a number where another has the same.
  var modelNames: [String] {
    var taken: Set<String> = []
    return arguments.runs.map { path in
      let own = path.split(separator: "/").last { $0 != "." }.map(String.init) ?? path
      let stem = own.hasSuffix(".safetensors") ? String(own.dropLast(12)) : own
      var (name, number) = (stem, 1)
      while !taken.insert(name).inserted {
        number += 1
        name = "\(stem)-\(number)"
      }
      return name
    }
  }
}
