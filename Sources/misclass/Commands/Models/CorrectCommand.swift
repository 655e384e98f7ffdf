import Explanations
import Interchange
import Results
import Studies
import Terminal

/// `misclass correct`: fewer errors, by asking about views of an image.
enum CorrectCommand {
  struct Options: ResultOptions {
    let model = ModelOptions()
    let images = DataOptions()
    let limit = Option.limit
    let fitOn = Option(
      "fit-on", "PART", .choice(of: FittedPart.self),
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
      flag: "class-offsets",
      help: "Fit a number for each class as well: worth most where the images are unlike those "
        + "that the model was trained on.")
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
    if arguments.evaluateOn != nil, arguments.fitOn != .all {
      throw UsageError("--evaluate-on tests other images, so --fit-on all must fit all of --data")
    }
    guard arguments.model.correction == nil, arguments.model.views.isEmpty else {
      throw UsageError(
        "--correction, --average-views: a correction is fitted to the model's own answers")
    }
    var fitting = CorrectionFitting(
      arguments.images.request(), try arguments.model.request(), views: views(arguments),
      to: arguments.out)
    fitting.options.hasOffsets = arguments.offsets
    fitting.options.brokenShare = arguments.careful
    fitting.options.penalty = arguments.penalty
    fitting.limit = arguments.limit
    fitting.fitted = arguments.fitOn
    fitting.tested = arguments.evaluateOn
    let document = try fitting.run()
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
}
