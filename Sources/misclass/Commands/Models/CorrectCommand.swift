import Compute
import Datasets
import Explanations
import Foundation
import Images
import Interchange
import Models
import Results
import Terminal

/// `misclass correct`: fewer errors, by asking about views of an image.
enum CorrectCommand {
  struct Options: ResultOptions {
    let model = ModelOptions()
    let images = DataOptions()
    let limit = Option.limit
    let fitOn = Option(
      "fit-on", "PART", .choice(of: FitPart.self),
      help: "Which images are fitted: first or second, that half of the images of each class, and "
        + "the other half is tested; or all.", default: .first)
    let evaluateOn = Option(
      "evaluate-on", "DIR", .inputPath,
      help: "Other images that are tested, of the same split; with --fit-on all.")
    let views = Option(
      several: "views", "VIEW", .view,
      help: "Views instead of the usual: as-it-is, or steps parted by + of " + ViewStep.usage
        + ". Lengths are percent of the side, boxes and ellipses shares of the area.",
      atLeast: 1
    ).advanced
    let withoutCauses = Option(
      flag: "no-cause-views", help: "Leave out the views that take away what interferes."
    ).advanced
    let offsets = Option(
      flag: "class-offsets", help: "Fit a number for each class as well.")
    let careful = Option(
      "careful", "SHARE", .double(in: 0...1),
      help: "Change an answer only beyond a threshold, chosen for at most this share of right "
        + "answers newly broken.", otherwise: "every answer may change")
    let penalty = Option(
      "penalty", "P", .positive, help: "How strongly weights are drawn to the plain mean.",
      otherwise: "by cross-validation"
    ).advanced
    let out = Option(
      required: "out", "FILE", .outputFile, help: "Where the correction goes (JSON).")
    let json = Option.json

    var rules: [OptionRule] { [.atMostOne(of: views, withoutCauses)] }
  }

  /// Which images a correction is fitted to.
  enum FitPart: String, CaseIterable, Sendable {
    case first, second, all
  }

  static let command = Command(
    "correct", summary: "Fit a correction that asks about views of an image and errs less",
    discussion: """
      A network's answers for views of an image (mirrored, shifted, zoomed, blurred, with its \
      periphery or its salient boxes blurred, and others) are added as log-probabilities, each \
      view with a weight fitted to labelled images: multinomial logistic regression, whose penalty \
      draws the weights to the plain mean and is chosen by cross-validation. No label is used \
      afterwards.

      Tells what the correction does to images that it was not fitted to, beside mirror averaging, \
      the plain mean of all views, and each family of views left out or alone.

      The file names the model by its digest and is taken by --correction wherever a command asks \
      for scores, such as predict. Commands that need gradients refuse it.
      """,
    examples: [
      "misclass correct --model run --data cifar-10-batches-bin --out correction.json",
      "misclass correct --model run --data pics --careful 0.002 --out careful.json",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    let compute = try arguments.common.compute()
    let console = Console(arguments.common)
    if arguments.evaluateOn != nil, arguments.fitOn != .all {
      throw UsageError("--evaluate-on tests other images, so --fit-on all must fit all of --data")
    }
    guard arguments.model.correction == nil, arguments.model.views.isEmpty else {
      throw UsageError(
        "--correction, --average-views: a correction is fitted to the model's own answers")
    }
    var options = CorrectionFit.Options()
    options.hasOffsets = arguments.offsets
    options.brokenShare = arguments.careful
    options.penalty = arguments.penalty
    let views = Self.views(arguments)
    let set = try arguments.images.wholeSplit(compute.workers, for: arguments.model)
      .limited(to: arguments.limit)
    let asked = try arguments.model.scorer(for: set, compute)
    let start = ContinuousClock.now
    let scores = try self.scores(of: set, views, asked, "views", console)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let halves = ClassHalves(labels: set.labels)
    let all = Array(set.labels.indices)
    let (fitted, rest) =
      switch arguments.fitOn {
      case .first: (halves.first, halves.second)
      case .second: (halves.second, halves.first)
      case .all: (all, [Int]())
      }
    let fitting = (scores: scores.selecting(fitted), labels: fitted.map { set.labels[$0] })
    var tested: (scores: ViewScores, labels: [Int])?
    if let path = arguments.evaluateOn {
      let other = try otherSet(path, like: set, arguments, compute)
      tested = (try self.scores(of: other, views, asked, "views of others", console), other.labels)
    } else if !rest.isEmpty {
      tested = (scores.selecting(rest), rest.map { set.labels[$0] })
    }
    console.message("fitting \(views.count) weights to \(fitted.count) images")
    let fit = try CorrectionFit(
      fitting.scores, labels: fitting.labels, options: options, workers: compute.workers)
    try Interruption.check()
    let study = try tested.map {
      try CorrectionStudy(
        fit, fitted: fitting, tested: $0, options: options, workers: compute.workers)
    }
    let data = try arguments.images.source().description
    let document = CorrectionDocument(
      settings: .init(
        model: arguments.model.text, data: data, split: arguments.images.split.rawValue,
        fittedOn: arguments.fitOn.text, fittedImages: fitted.count,
        testedOn: tested.map { _ in arguments.evaluateOn ?? arguments.fitOn.other },
        options: options),
      fit: fit, study: study, imagesPerSecond: Double(set.count) / max(seconds, 1e-9))
    try JSON.write(
      CorrectionFile(
        fit.correction, of: asked,
        fitted: .init(
          data: "\(data), \(arguments.fitOn.text)", split: arguments.images.split.rawValue,
          images: fitted.count, penalty: fit.penalty)),
      to: arguments.out)
    try arguments.finish(
      document, CorrectionText(document),
      next: "misclass predict \(arguments.model.typed) --correction "
        + "\(ShellWord.quoted(arguments.out)) --data "
        + "\(ShellWord.quoted(arguments.images.data)) --out corrected.csv")
  }

  private static func views(_ arguments: Arguments<Options>) -> [ImageView] {
    guard arguments.views.isEmpty else {
      var views = arguments.views
      // What is corrected is the answer for the image as it is.
      if !views.contains(.asItIs) { views.insert(.asItIs, at: 0) }
      return views
    }
    return ImageView.usual.filter { !arguments.withoutCauses || $0.family != .cause }
  }

  private static func scores(
    of set: ImageSet, _ views: [ImageView], _ scorer: Scorer, _ title: String, _ console: Console
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

  private static func otherSet(
    _ path: String, like set: ImageSet, _ arguments: Arguments<Options>, _ compute: Compute
  ) throws -> ImageSet {
    let reading = arguments.images.pictures.reading(
      otherwise: try arguments.images.source(for: arguments.model).preparation)
    return try DataSource(parsing: path, reading: reading)
      .load(arguments.images.split, workers: compute.workers)
      .numbered(
        as: set.classNames,
        expected: "\(path): expected the classes of \(arguments.images.data),")
  }
}

extension CorrectCommand.FitPart {
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
}
