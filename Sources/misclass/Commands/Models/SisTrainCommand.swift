import Explanations
import Terminal
import Training

/// `misclass sis train`: what a network learns from a few pixels of each image.
enum SisTrainCommand {
  struct Options: ResultOptions {
    let subset = Option(
      "subset", "KEPT.npy|random", .inputPath, help: "Pixels of the training images that are shown."
    )
    let testSubset = Option(
      "test-subset", "KEPT.npy|random", .inputPath,
      help: "Pixels of the test images that are shown.")
    let share = Option(
      "share", "SHARE", .double(in: 0...1), help: "Of the pixels that 'random' keeps.",
      default: 0.05)
    let shapeOnly = Option(
      flag: "shape-only",
      help: "Show kept pixels in white: what the masks alone reveal (control).")
    let asPublished = Option(
      flag: "as-published",
      help: "Crop and flip each image once, and hide pixels as if it had not been: the published "
        + "code.")
    let train = TrainCommand.Options()

    var json: Option<Bool> { train.json }

    var rules: [OptionRule] {
      [
        .atLeastOne(of: subset, train.resume), .atLeastOne(of: testSubset, train.resume),
        .option(
          train.resume, excludes: [subset, testSubset, share, shapeOnly, asPublished],
          because: TrainCommand.Options.settled),
      ]
    }
  }

  static let command = Command(
    "train", summary: "Train a network on a few pixels of each image",
    discussion: """
      As 'misclass train', but only some pixels of each image are shown, in training and in \
      testing; the rest is the mean colour. --subset takes the kept.npy that 'misclass sis' wrote \
      for the training images (--split train) and --test-subset that of the test images; 'random' \
      keeps --share of the pixels, others for each image. A file has a mask for every image of \
      its split, or for those that --limit leaves. If few pixels that mean nothing to a person \
      train a network that is nearly as good, the data hold patterns that a network can rely on \
      (Carter et al. 2021).

      At the end the run's subsets.json and standard output tell the accuracy on the reduced test \
      images and on whole ones. Hidden pixels move with crops and flips.
      """,
    examples: [
      "misclass sis train --data cifar-10-batches-bin --subset train/kept.npy "
        + "--test-subset test/kept.npy --out subsets",
      "misclass sis train --data planted --subset random --test-subset random --out random",
    ],
    options: Options(), run: run)

  private static func run(_ arguments: Arguments<Options>) throws {
    try TrainCommand.run(arguments.train) { settings in
      var subset = SubsetSettings(
        training: arguments.subset ?? "", test: arguments.testSubset ?? "",
        share: arguments.share)
      let isRandom = [subset.training, subset.test].contains(SubsetSettings.random)
      if arguments.isGiven(\.share), !isRandom {
        throw UsageError("--share is for 'random' only")
      }
      subset.showsShapeOnly = arguments.shapeOnly
      subset.isAsPublished = arguments.asPublished
      settings.subset = subset
    }
  }
}
