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

  /// What commands that need only counts say besides.
  static let matrices = """
    A confusion matrix (CSV, square, rows true, with or without names) may stand in place of \
    predictions; it is recognised and said.
    """

  /// What the commands say of the formats.
  static let formats = """
    Predictions may come from any program: a table (commas, semicolons or tabulators) with the \
    header index,label,predicted,logit_0,… or other usual names such as filename,y_true,y_pred, \
    prob_cat (index and label may be absent; scores may stand without predicted), classes by \
    number or by name; JSON with the same as objects or lines, or an array of classes; .npy with \
    classes or scores. A message says how other names were read. Labels come from --data, from \
    --labels, or from the files themselves, which must then agree. --columns tells which columns \
    hold what where their names do not.

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

  let columns = Option(
    "columns", "USE=NAME,…", .columns,
    help: "Which columns of a table hold label, predicted, id and score, such as "
      + "label=y_true,id=filename,score=prob_*.", otherwise: "by their names")

  var rules: [OptionRule] { [.option(split, needs: data), .atMostOne(of: labels, data)] }
}

extension ValueKind where Value == ToldColumns {
  /// Uses of columns and their names, parted by commas.
  static var columns: Self {
    let uses = ToldColumns.Use.allCases.map(\.rawValue)
    return Self(
      expected:
        "columns such as label=y_true,predicted=y_pred,id=filename,score=prob_*, of the uses "
        + uses.joined(separator: ", ")
    ) { text in
      let pairs = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
        let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return sides.count == 2
          ? ToldColumns.Use(rawValue: String(sides[0])).map { ($0, String(sides[1])) } : nil
      }
      return pairs.contains { $0 == nil } ? nil : ToldColumns(pairs.compactMap { $0 })
    }
  }
}

/// Predictions with labels, and where the images are, if a data set was named.
struct LabelledPredictions {
  let joint: JointPredictions
  let data: DataSource?
}

extension Arguments where Options == PredictionOptions {
  func labelled() throws -> LabelledPredictions { try self.truth.predictions(predictions) }

  func joint() throws -> JointPredictions { try labelled().joint }

  /// Counts of predictions, or of confusion matrices.
  func counted() throws -> CountedModels { try countedAndData().models }

  /// The same, and where the images are, if a data set was named.
  ///
  /// - Parameter fallback: how pictures are prepared where nothing was asked for.
  func countedAndData(
    otherwise fallback: PicturePreparation? = nil
  ) throws -> (models: CountedModels, data: DataSource?) {
    try self.truth.counted(predictions, otherwise: fallback)
  }
}

extension Arguments where Options == TruthOptions {
  /// The counts of some files: confusion matrices, or predictions joined with their labels.
  func counted(
    _ paths: [String], otherwise fallback: PicturePreparation? = nil
  ) throws -> (models: CountedModels, data: DataSource?) {
    let truth = try truth(otherwise: fallback)
    guard self.labels == nil,
      let matrices = try CountedModels.matrices(paths: paths, options: truth.options)
    else { return (try CountedModels(predictions(paths, truth).joint), truth.source) }
    return (matrices, nil)
  }

  /// The predictions of some files, joined with their labels; warns of what looks misaligned.
  func predictions(_ paths: [String]) throws -> LabelledPredictions {
    try predictions(paths, truth())
  }

  /// What is known before predictions are read.
  private struct Truth {
    let source: DataSource?
    let images: ImageLabels?
    let options: Predictions.ReadingOptions
  }

  private func truth(otherwise fallback: PicturePreparation? = nil) throws -> Truth {
    var source = try self.data.map {
      try DataSource(parsing: $0, reading: self.pictures.reading())
    }
    if let fallback, let data = self.data, source?.holdsPictures == true {
      source = try DataSource(parsing: data, reading: self.pictures.reading(otherwise: fallback))
    }
    let images = try source.map { try $0.labels(of: self.split, workers: common.compute().workers) }
    let names = try self.classes?.read() ?? images?.classNames
    let console = Console(common)
    let options = Predictions.ReadingOptions(
      classNames: names, scores: self.scores, columns: self.columns
    ) {
      let text = $0.text + ($0.isAboutKindOfScores ? " (--scores tells)" : "")
      if $0.isWarning {
        console.warning(text, program: "misclass")
      } else {
        console.message(text)
      }
    }
    return Truth(source: source, images: images, options: options)
  }

  private func predictions(_ paths: [String], _ truth: Truth) throws -> LabelledPredictions {
    let (images, options) = (truth.images, truth.options)
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
    return LabelledPredictions(joint: joint, data: truth.source)
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

extension Option where Value == EdgeThreshold {
  /// Which shares of errors are drawn as edges.
  static var threshold: Self {
    Option(
      "threshold", "V|Nx", .threshold,
      help: "The smallest v of an edge, 0 to 1, or as a multiple of chance, such as 3x.",
      default: .share(0.3))
  }
}

extension ValueKind where Value == EdgeThreshold {
  static var threshold: Self {
    Self(
      expected: "a number from 0 to 1, or a multiple of what chance gives such as 3x",
      describe: \.description
    ) { EdgeThreshold(parsing: $0) }
  }
}
