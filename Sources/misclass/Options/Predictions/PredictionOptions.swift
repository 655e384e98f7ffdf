import Misclassification
import Studies
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

extension Arguments where Options == PredictionOptions {
  func request() throws -> PredictionRequest { try self.truth.request(self.predictions) }
}

extension Arguments where Options == TruthOptions {
  /// - Parameter paths: files of predictions, or of confusion matrices.
  func request(_ paths: [String]) throws -> PredictionRequest {
    let console = Console(common)
    var request = PredictionRequest(
      paths, pictures: self.pictures.request(), threads: common.threadCount
    ) {
      console.tell(
        $0.text + ($0.isAboutKindOfScores ? " (--scores tells)" : ""), asWarning: $0.isWarning)
    }
    (request.data, request.split, request.labels) = (self.data, self.split, self.labels)
    request.classNames = try self.classes?.read()
    (request.scores, request.columns) = (self.scores, self.columns)
    return request
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
