import Datasets
import Misclassification
import Terminal

/// The options by which commands name predictions, and what they stand for.
enum PredictionInputs {
  static let predictions = Option(
    "predictions", "FILE",
    help: "What was predicted: CSV, JSON or .npy; a file for each model, all of the same images.",
    required: true, repeatable: true)
  /// Where labels and names come from.
  static let truth: [Option] = [
    Option("data", "DIR", help: "Where labels and class names come from."),
    CommonInputs.split,
    Option(
      "labels", "FILE", help: "Where labels come from instead: CSV, JSON or .npy.",
      default: "the predictions' own"),
    Option("classes", "A,B,C", help: "Names of the classes.", default: "the data's, or numbers"),
  ]

  /// What the commands say of the formats.
  static let formats = """
    Predictions may come from any program: CSV with the header index,label,predicted,logit_0,… \
    (index and label may be absent, prob_k may stand for logit_k; scores may stand without \
    predicted), a JSON array of classes, or .npy with classes or scores. Labels come from --data, \
    from --labels, or from the files themselves, which must then agree.
    """
}

/// Predictions with labels, and the images where a data set was named.
struct LabelledPredictions {
  let joint: JointPredictions
  let data: ImageSet?
}

extension Arguments {
  /// The predictions that were named, joined with their labels; warns of what looks misaligned.
  func jointPredictions() throws -> JointPredictions { try labelledPredictions().joint }

  /// The same, with the images.
  func labelledPredictions() throws -> LabelledPredictions {
    let paths = try values("predictions", .string)
    let given = try value(ifGiven: "classes", .classNames)
    if isGiven("split"), !isGiven("data") {
      throw UsageError("--split needs --data", command: command)
    }
    if isGiven("labels"), isGiven("data") {
      throw UsageError("labels come from --labels or --data, found both", command: command)
    }
    let data = isGiven("data") ? try wholeSplit(compute()) : nil
    let names = given ?? data?.classNames
    let labels =
      try value(ifGiven: "labels", .string).map {
        try GivenLabels.read(path: $0, classLimit: names?.count ?? ClassLimit.count)
      } ?? data.map { GivenLabels(source: try value("data", .string), values: $0.labels) }
    let joint: JointPredictions
    do {
      joint = try JointPredictions.read(paths: paths, labels: labels, classNames: names)
    } catch MisclassificationError.labelsMissing(let source) {
      throw UsageError("\(source) holds no labels; give --data or --labels", command: command)
    }
    try warnOfMisalignment(joint, labels)
    return LabelledPredictions(joint: joint, data: data)
  }

  private func warnOfMisalignment(_ joint: JointPredictions, _ labels: GivenLabels?) throws {
    for observer in joint.observers where try joint.counts(of: observer).agreesNoBetterThanChance {
      let origin = labels.map { "the labels of \($0.source)" } ?? "labels"
      Console(self).warning(
        "\(observer.source): predictions agree with \(origin) no more often than by chance; are "
          + "they of the same images, in the same order, with the classes numbered alike?",
        program: "misclass")
    }
  }
}
