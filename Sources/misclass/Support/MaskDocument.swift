import Datasets
import Explanations
import Figures
import Interchange
import Tensors
import Terminal

/// What `undesirable` did and what came of it: the content of `summary.json`.
struct MaskDocument: Codable {
  struct Settings: Codable {
    var model: String
    var data: String
    var split: String
    /// Written out, since the choice may hang on the model.
    var images: [Int]
    var target: String
    var mask: LearnedMaskOptions
    var trials: Int

    init(
      _ arguments: Arguments, options: LearnedMaskOptions, target: ScoreTarget, trials: Int,
      indices: [Int]
    ) throws {
      model = try arguments.modelText()
      data = try arguments.dataSource().description
      split = try arguments.split().rawValue
      images = indices
      self.target = target.description
      mask = options
      self.trials = trials
    }
  }

  let settings: Settings
  let summary: LearnedMaskSummary
  /// Between trials; nil with one.
  let consistency: MaskConsistency?
}

/// The masks of `undesirable` as arrays, as a table and as a picture.
struct MaskListing {
  let masks: [LearnedMask]
  let images: ImagesToExplain
  let classNames: [String]
  let options: LearnedMaskOptions
  let threshold: Double
  let polarity: LearnedMask.Polarity
  let normalization: Normalization

  func write(to directory: String, document: MaskDocument, sheetImages: Int) throws {
    try NumpyArray(
      shape: [masks.count, options.rows, options.columns],
      elements: .doubles(masks.flatMap(\.cells))
    ).write(to: directory + "/masks.npy")
    try NumpyArray(
      shape: [masks.count, images.images.height, images.images.width],
      floats: masks.flatMap(\.removed)
    ).write(to: directory + "/removed.npy")
    try AtomicFile.write(csv, to: directory + "/undesirable.csv")
    try AtomicFile.write(sheet(sheetImages).png, to: directory + "/sheet.png")
    try JSON.write(document, to: directory + "/summary.json")
  }

  private var csv: [UInt8] {
    var writer = CSVWriter()
    writer.record([
      "index", "label", "predicted", "target", "probability", "probability_after", "logit",
      "logit_after", "predicted_after", "gain", "area", "probability_shuffled",
      "predicted_shuffled",
    ])
    for mask in masks {
      let pixels = mask.pixels(above: threshold, polarity)
      let area = Double(pixels.count { $0 }) / Double(max(pixels.count, 1))
      writer.record([
        "\(mask.index)", "\(mask.label)", "\(mask.predicted)", "\(mask.target)",
        "\(mask.before.probability)", "\(mask.after.probability)", "\(mask.before.logit)",
        "\(mask.after.logit)", "\(mask.predictedAfter)", mask.gain.map { "\($0)" } ?? "",
        "\(area)", "\(mask.shuffled.probability)", "\(mask.predictedShuffled)",
      ])
    }
    return writer.bytes
  }

  private func sheet(_ limit: Int) -> PixelCanvas {
    let changed = ChangedImages(options: options, normalization: normalization)
    let items = masks.prefix(limit).enumerated().map { place, mask in
      MaskSheet.Item(
        image: place, removed: mask.removed,
        changed: changed.bytes(of: images.images, image: place, removed: mask.removed),
        caption: [
          "\(mask.index): \(classNames[mask.label]) → \(classNames[mask.predicted])",
          "\(classNames[mask.target]) "
            + NumberText.percent(mask.before.probability, decimals: 1) + " → "
            + NumberText.percent(mask.after.probability, decimals: 1),
          "then \(classNames[mask.predictedAfter])",
        ])
    }
    return MaskSheet.draw(items, of: images.images)
  }
}

/// The result of `undesirable` for a person to read.
struct MaskText: CustomStringConvertible {
  let description: String

  init(_ document: MaskDocument) {
    let summary = document.summary
    var table = TextTable([
      .words(
        document.settings.mask.objective.kind.rawValue + ", target \(document.settings.target)"),
      .numbers("learned mask"), .numbers("shuffled cells"),
    ])
    table.row([
      "gain φ (% of what was missing)", Self.text(summary.gain, decimals: 1),
      Self.text(summary.shuffledGain, decimals: 1),
    ])
    table.row([
      "probability, before \(Self.percent(summary.before))", Self.percent(summary.after),
      Self.percent(summary.shuffled),
    ])
    table.row([
      "fixed, of " + NumberText.counted(summary.errors, "error"), "\(summary.fixed)",
      "\(summary.fixedByShuffled)",
    ])
    table.row([
      "broken, of \(summary.right) right", "\(summary.broken)", "\(summary.brokenByShuffled)",
    ])
    table.row([
      "pixels above \(summary.threshold) (share)", Self.text(summary.area, decimals: 4), "",
    ])
    if let onObject = summary.onObject {
      table.row([
        "removed on the object (its area: \(Self.text(summary.objectArea, decimals: 3)))",
        Self.text(onObject, decimals: 3), "",
      ])
    }
    if let consistency = document.consistency {
      table.row([
        "correlation between \(consistency.trials) trials",
        Self.text(consistency.correlation, decimals: 3), "",
      ])
    }
    description = NumberText.counted(summary.images, "image") + "\n\n" + table.description
  }

  private static func text(_ mean: MeanWithInterval?, decimals: Int) -> String {
    mean?.text(decimals: decimals) ?? "-"
  }

  private static func percent(_ value: Double?) -> String {
    value.map { NumberText.percent($0) } ?? "-"
  }
}
