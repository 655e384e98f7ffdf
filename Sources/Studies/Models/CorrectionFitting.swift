import Compute
import Datasets
package import Explanations
import Interchange
import Models
package import Results
import Terminal

/// Fits a correction that asks a model about views of an image, and tells what it does to images
/// that it was not fitted to.
package struct CorrectionFitting {
  private let data: DataRequest
  private let model: ModelRequest
  private let views: [ImageView]
  /// The file of the correction.
  private let out: String
  package var options = CorrectionFit.Options()
  package var limit: Int?
  package var fitted = FittedPart.first
  /// Other images that are tested, of the same split.
  package var tested: String?

  package init(
    _ data: DataRequest, _ model: ModelRequest, views: [ImageView], to out: String
  ) {
    self.data = data
    self.model = model
    self.views = views
    self.out = out
  }

  private typealias Labelled = (scores: ViewScores, labels: [Int])

  package func run() throws -> CorrectionDocument {
    let console = model.console
    let workers = model.compute.workers
    let set = try data.wholeSplit(workers, for: model).limited(to: limit)
    let asked = try model.scorer(for: set)
    let start = ContinuousClock.now
    let scores = try self.scores(of: set, asked, "views", console)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let (fitted, rest) = self.fitted.places(of: set.labels)
    let fitting = (scores: scores.selecting(fitted), labels: fitted.map { set.labels[$0] })
    var testing: Labelled?
    if let path = tested {
      let other = try otherSet(path, like: set)
      testing = (try self.scores(of: other, asked, "views of others", console), other.labels)
    } else if !rest.isEmpty {
      testing = (scores.selecting(rest), rest.map { set.labels[$0] })
    }
    console.message("fitting \(views.count) weights to \(fitted.count) images")
    let fit = try CorrectionFit(
      fitting.scores, labels: fitting.labels, options: options, workers: workers)
    try Interruption.check()
    let study = try testing.map {
      try CorrectionStudy(fit, fitted: fitting, tested: $0, options: options, workers: workers)
    }
    let source = try data.source().description
    let document = CorrectionDocument(
      settings: .init(
        model: model.text, data: source, split: data.split.rawValue,
        fittedOn: self.fitted.text, fittedImages: fitted.count,
        testedOn: testing.map { _ in tested ?? self.fitted.other }, options: options),
      fit: fit, study: study, imagesPerSecond: Double(set.count) / max(seconds, 1e-9))
    try JSON.write(
      CorrectionFile(
        fit.correction, of: asked,
        fitted: .init(
          data: "\(source), \(self.fitted.text)", split: data.split.rawValue,
          images: fitted.count, penalty: fit.penalty)),
      to: out)
    return document
  }

  private func scores(
    of set: ImageSet, _ scorer: Scorer, _ title: String, _ console: Console
  ) throws -> ViewScores {
    let meter = console.progress(title, total: set.count, unit: "images")
    let scores = try ViewScores(
      of: ImagesToExplain(images: set.images, labels: set.labels), views: views, by: scorer,
      workers: scorer.compute.workers
    ) {
      try Interruption.check()
      meter.advance(to: $0)
    }
    meter.finish()
    return scores
  }

  private func otherSet(_ path: String, like set: ImageSet) throws -> ImageSet {
    let reading = data.pictures.reading(otherwise: try data.source(for: model).preparation)
    return try DataSource(parsing: path, reading: reading)
      .load(data.split, workers: model.compute.workers)
      .numbered(
        as: set.classNames, expected: "\(path): expected the classes of \(data.data),")
  }
}

/// Which images a correction is fitted to.
package enum FittedPart: String, CaseIterable, Sendable {
  case first, second, all

  var text: String {
    switch self {
    case .first: "the first half of each class"
    case .second: "the second half of each class"
    case .all: "all"
    }
  }

  /// What is left.
  var other: String {
    switch self {
    case .first: Self.second.text
    case .second: Self.first.text
    case .all: "none"
    }
  }

  /// The places of the images that are fitted, and of the rest.
  func places(of labels: [Int]) -> (fitted: [Int], rest: [Int]) {
    let halves = ClassHalves(labels: labels)
    return switch self {
    case .first: (halves.first, halves.second)
    case .second: (halves.second, halves.first)
    case .all: (Array(labels.indices), [])
    }
  }
}
