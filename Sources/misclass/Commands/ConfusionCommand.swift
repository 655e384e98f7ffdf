import Datasets
import Figures
import Interchange
import Misclassification
import Tensors
import Terminal

/// `misclass confusion`: u and v|i of predictions from anywhere.
enum ConfusionCommand {
  static let command = Command(
    "confusion", summary: "Count a classifier's confusions",
    discussion: """
      For each class i, u is the share of its images that are misclassified, and v the share of \
      those that are taken for class j. Predictions may come from any program: CSV with the header \
      index,label,predicted,logit_0,… (index and label may be absent, prob_k may stand for \
      logit_k), a JSON array of classes, or .npy with classes or scores. Labels come from the file \
      or from --data.
      """,
    examples: [
      "misclass confusion --predictions predictions.csv --out heatmap.csv --svg heatmap.svg",
      "misclass confusion --predictions other.json --data cifar-10-batches-bin --out heatmap.csv",
    ],
    options: [
      Option("predictions", "FILE", help: "What was predicted: CSV, JSON or .npy.", required: true),
      Option("data", "DIR", help: "Where labels and class names come from."),
      CommonInputs.split,
      Option(
        "classes", "A,B,C", help: "Names of the classes.", default: "the data's, or numbers"),
      Option("out", "FILE", help: "The heat map: v by true class and predicted class (CSV)."),
      Option("rates", "FILE", help: "Images, errors and u of each class (CSV)."),
      Option("svg", "FILE", help: "The heat map as a picture."),
      Option("rates-svg", "FILE", help: "u of each class as a picture, with 95 % intervals."),
      Option("largest", "N", help: "List so many of the largest confusions.", default: "10"),
      .json,
    ],
    run: run)

  private static func run(_ arguments: Arguments) throws {
    let outputs = try arguments.outputs(
      ["out", "rates", "svg", "rates-svg"], besides: ["predictions"])
    let largest = try arguments.value("largest", .int(in: 0...Int.max), default: 10)
    let (predictions, classNames) = try arguments.labelledPredictions()
    if predictions.isProbablyMisaligned {
      Console(arguments).warning(
        "\(predictions.source): labels and predictions agree no more often than by chance; are "
          + "they of the same images, in the same order?",
        program: "misclass")
    }
    let counts = try ConfusionCounts(predictions, classCount: classNames.count)
    if let path = outputs["out"] {
      try AtomicFile.write(counts.heatMapCSV(classNames: classNames), to: path)
    }
    if let path = outputs["rates"] {
      try AtomicFile.write(counts.ratesCSV(classNames: classNames), to: path)
    }
    if let path = outputs["svg"] {
      try AtomicFile.write(HeatMapFigure.draw(counts, classNames: classNames).document, to: path)
    }
    if let path = outputs["rates-svg"] {
      try AtomicFile.write(RateBars.draw(counts, classNames: classNames).document, to: path)
    }
    if arguments.wantsJSON {
      try Work.printJSON(ConfusionSummary(counts, classNames: classNames))
    } else {
      print(ConfusionText(counts, classNames: classNames, largest: largest), terminator: "")
    }
  }
}

extension Arguments {
  /// Predictions with labels, and a name for each class.
  fileprivate func labelledPredictions() throws -> (Predictions, classNames: [String]) {
    let given = try value(ifGiven: "classes", .names)
    guard isGiven("data") else {
      if isGiven("split") { throw UsageError("--split needs --data", command: command) }
      let predictions = try Predictions.read(path: value("predictions", .string))
      guard predictions.labels != nil else {
        throw UsageError("\(predictions.source) holds no labels; give --data", command: command)
      }
      let names = given ?? (0..<predictions.observedClassCount).map(String.init)
      try checkNames(names, of: predictions)
      return (predictions, names)
    }
    let predictions = try Predictions.read(path: value("predictions", .string))
    let set = try wholeSplit(compute())
    let labelled = try predictions.withLabels(set.labels)
    let names = given ?? set.classNames
    try checkNames(names, of: labelled)
    return (labelled, names)
  }

  private func checkNames(_ names: [String], of predictions: Predictions) throws {
    guard names.count < predictions.observedClassCount else { return }
    guard isGiven("classes") else {
      throw MisclassificationError.countMismatch(
        what: "classes, as the data have", expected: names.count,
        found: predictions.observedClassCount, source: predictions.source)
    }
    throw UsageError(
      "--classes: expected \(predictions.observedClassCount) names, as \(predictions.source) has "
        + "so many classes, found \(names.count)", command: command)
  }
}

extension ValueKind where Value == [String] {
  /// Names parted by commas, each another.
  fileprivate static var names: Self {
    Self(expected: "different names parted by commas, such as cat,dog") { text in
      let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return names.contains("") || Set(names).count < names.count ? nil : names
    }
  }
}
