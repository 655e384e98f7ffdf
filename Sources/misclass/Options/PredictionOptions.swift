import Compute
import Datasets
import Images
import Misclassification
import Terminal

/// Predictions, and what they are held against.
struct PredictionOptions: OptionGroup {
  let predictions = Option(
    several: "predictions", "FILE", .inputFile, help: help, required: true)
  let truth = TruthOptions()

  static let help =
    "What was predicted: CSV, JSON or .npy; a file for each model, all of the same images."

  /// What the commands say of the formats.
  static let formats = """
    Predictions may come from any program: a table (commas, semicolons or tabulators) with the \
    header index,label,predicted,logit_0,… or other usual names such as filename,y_true,y_pred, \
    prob_cat (index and label may be absent; scores may stand without predicted), classes by \
    number or by name; JSON with the same as objects or lines, or an array of classes; .npy with \
    classes or scores. A message says how other names were read. Labels come from --data, from \
    --labels, or from the files themselves, which must then agree.

    Scores are probabilities if in more than half of all rows they lie in 0 to 1 and add up to 1 \
    within 0.01, log-probabilities if their exponentials do, else logits. Names of columns \
    take precedence over this, and --scores over both.
    """
}

/// Predictions of at least two models.
struct SeveralPredictionOptions: OptionGroup {
  let predictions = Option(
    several: "predictions", "FILE", .inputFile, help: PredictionOptions.help, atLeast: 2,
    required: true)
  let truth = TruthOptions()
}

/// Where labels and names come from.
struct TruthOptions: OptionGroup {
  let data = Option(
    "data", "DIR", .inputPath, help: "Where labels and class names come from.")
  let split = Option.split
  let pictures = PictureOptions()
  let labels = Option(
    "labels", "FILE", .inputFile, help: "Where labels come from instead: CSV, JSON or .npy.",
    otherwise: "the predictions' own")
  let classes = Option(
    "classes", "A,B,C|FILE", .classNames,
    help: "Names of the classes, or a file with one per line.",
    otherwise: "the data's, the predictions' own, or numbers")
  let scores = Option(
    "scores", "KIND", .choice(of: Predictions.Scores.Kind.self),
    help: "What scores are: \(Predictions.Scores.Kind.listed).",
    otherwise: "by the names of the columns, or else by the values of all rows")

  var rules: [OptionRule] { [.option(split, needs: data), .atMostOne(of: labels, data)] }
}

/// Predictions with labels, and where the images are, if a data set was named.
struct LabelledPredictions {
  let joint: JointPredictions
  let data: DataSource?
}

extension Arguments where Options == PredictionOptions {
  func labelled() throws -> LabelledPredictions { try self.truth.predictions(predictions) }

  func joint() throws -> JointPredictions { try labelled().joint }
}

extension Arguments where Options == TruthOptions {
  /// The predictions of some files, joined with their labels; warns of what looks misaligned.
  func predictions(_ paths: [String]) throws -> LabelledPredictions {
    let source = try self.data.map { data in
      let source = try DataSource(parsing: data, reading: self.pictures.reading())
      guard source.holdsPictures, self.pictures.preparation == nil else { return source }
      // Nothing but a page looks at these pictures, which may be of any size.
      let shown = PicturePreparation(
        resize: .shorterSide(128), crop: .init(height: 128, width: 128))
      return try DataSource(parsing: data, reading: self.pictures.reading(otherwise: shown))
    }
    let images = try source.map { try $0.labels(of: self.split, workers: common.compute().workers) }
    let names = try self.classes?.read() ?? images?.classNames
    let console = Console(common)
    let options = Predictions.ReadingOptions(classNames: names, scores: self.scores) {
      let text = $0.text + ($0.isAboutKindOfScores ? " (--scores tells)" : "")
      if $0.isWarning {
        console.warning(text, program: "misclass")
      } else {
        console.message(text)
      }
    }
    let labels =
      try self.labels.map {
        try GivenLabels.read(path: $0, options: options)
      }
      ?? images.map {
        GivenLabels(
          ofData: self.data ?? "", values: $0.labels, identifiers: $0.names.map(Array.init))
      }
    let joint: JointPredictions
    do {
      joint = try JointPredictions.read(paths: paths, labels: labels, options: options)
    } catch MisclassificationError.labelsMissing(let source) {
      throw UsageError("\(source) holds no labels; give --data or --labels")
    }
    try warnOfMisalignment(joint, labels)
    return LabelledPredictions(joint: joint, data: source)
  }

  private func warnOfMisalignment(_ joint: JointPredictions, _ labels: GivenLabels?) throws {
    for observer in joint.observers where try joint.counts(of: observer).agreesNoBetterThanChance {
      let origin = labels.map { "the labels of \($0.source)" } ?? "labels"
      Console(common).warning(
        "\(observer.source): predictions agree with \(origin) no more often than by chance; are "
          + "they of the same images, in the same order, with the classes numbered alike?",
        program: "misclass")
    }
  }
}

extension Option where Value == Double {
  /// Which shares of errors are drawn as edges.
  static var threshold: Self {
    Option(
      "threshold", "V", .double(in: 0...1), help: "The smallest v of an edge, 0 to 1.",
      default: 0.3)
  }
}
