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
    options: [PredictionInputs.predictions] + PredictionInputs.truth + [
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
      ["out", "rates", "svg", "rates-svg"], besides: ["predictions", "labels"])
    let largest = try arguments.value("largest", .int(in: 0...Int.max), default: 10)
    let joint = try arguments.jointPredictions()
    let classNames = joint.classNames
    let counts = try joint.counts(of: joint.observers[0])
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
