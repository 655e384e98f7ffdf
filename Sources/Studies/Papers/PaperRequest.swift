package import Compute
import Datasets
import Models
import Pieces
package import Results
package import Terminal

/// How a paper is to be done over.
package struct PaperSettings: Sendable {
  package let directory: String
  package var data = "planted"
  package var scale = PaperScale.small
  /// Models that are taken in place of trained networks.
  package var runs: [String] = []
  /// Names of the networks that are trained in place of the scale's.
  package var networks: [String]?
  package var epochs: Int?
  /// Images, at most.
  package var limit: Int?
  package var seed: UInt64 = 0
  package var resume = false
  package var requeue = false
  package var force = false
  /// The command that goes on with what was stopped.
  package var resumption = ""
  /// What the page says of its making, asked once it is made.
  package var facts: @Sendable () -> [(name: String, value: String)] = { [] }

  package init(into directory: String) { self.directory = directory }
}

/// What is asked of a paper, read before anything is written.
package struct PaperRequest {
  let paper: PublishedPaper
  let settings: PaperSettings
  let source: DataSource
  /// All test images.
  let whole: ImageSet
  let compute: Compute
  let console: Console
  /// Whether earlier work is gone on with.
  let resumes: Bool

  var seed: UInt64 { settings.seed }
  var directory: String { settings.directory }

  package init(
    _ paper: PublishedPaper, _ settings: PaperSettings, _ compute: Compute, _ console: Console
  ) throws {
    self.paper = paper
    self.settings = settings
    resumes = UnfinishedWork.goesOn(
      in: settings.directory, PaperWork.layout, resume: settings.resume,
      requeue: settings.requeue)
    if !resumes { try OutputDirectory.check(settings.directory, force: settings.force) }
    self.compute = compute
    self.console = console
    source = try DataSource(parsing: settings.data)
    whole = try source.load(.test, workers: compute.workers)
  }

  /// The models that are taken; read now, so that one that is none is told before the work.
  func models(for test: ImageSet) throws -> [Scorer] {
    try settings.runs.map { try model($0, for: test) }
  }

  func model(_ path: String, for test: ImageSet) throws -> Scorer {
    try Scorer.reading([path], hints: Model.Hints(), batch: 64, for: test, compute, console)
  }

  /// The last part of each model's path, with a number where another has the same.
  var modelNames: [String] {
    var taken: Set<String> = []
    return settings.runs.map { path in
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
