import Explanations
import Terminal
import Training

/// `misclass sis train`: what a network learns from a few pixels of each image.
enum SisTrainCommand {
  static let command = Command(
    "train", summary: "Train a network on a few pixels of each image",
    discussion: """
      As 'misclass train', but only some pixels of each image are shown, in training and in testing; the \
      rest is the mean colour. --subset takes the kept.npy that 'misclass sis' wrote for the training \
      images (--split train) and --test-subset that of the test images; 'random' keeps --share of the \
      pixels, others for each image. A file has a mask for every image of its split, or for those that \
      --limit leaves. If few pixels that mean nothing to a person train a network that is \
      nearly as good, the data hold patterns that a network may live on (Carter et al. 2021).

      At the end the run's subsets.json and standard output tell the accuracy on the reduced test images \
      and on whole ones. Hidden pixels move with crops and flips.
      """,
    examples: [
      "misclass sis train --data cifar-10-batches-bin --subset train/kept.npy "
        + "--test-subset test/kept.npy --out subsets",
      "misclass sis train --data planted --subset random --test-subset random --out random",
    ],
    options: [
      Option("subset", "KEPT.npy|random", help: "Pixels of the training images that are shown."),
      Option("test-subset", "KEPT.npy|random", help: "Pixels of the test images that are shown."),
      Option("share", "SHARE", help: "Of the pixels that 'random' keeps.", default: "0.05"),
      Option(
        "shape-only", help: "Show kept pixels in white: what the masks alone give away (control)."),
      Option(
        "as-published",
        help: "Crop and flip each image once, and hide pixels as if it had not been: the "
          + "published code."
      ),
    ] + TrainCommand.command.options,
    run: run)

  private static func run(_ arguments: Arguments) throws {
    if arguments.isGiven("resume") {
      for option in ["subset", "test-subset", "share", "shape-only", "as-published"]
      where arguments.isGiven(option) {
        throw UsageError(
          "--\(option) cannot be changed by --resume: config.json of the run tells it",
          command: arguments.command)
      }
    }
    try TrainCommand.run(arguments) {
      var settings = try arguments.trainingSettings()
      var subset = SubsetSettings(
        training: try arguments.value("subset", .string),
        test: try arguments.value("test-subset", .string),
        share: try arguments.value("share", .double(in: 0...1), default: 0.05))
      let isRandom = [subset.training, subset.test].contains(SubsetSettings.random)
      if arguments.isGiven("share"), !isRandom {
        throw UsageError("--share is for 'random' only", command: arguments.command)
      }
      subset.showsShapeOnly = arguments.flag("shape-only")
      subset.isAsPublished = arguments.flag("as-published")
      settings.subset = subset
      return settings
    }
  }
}
