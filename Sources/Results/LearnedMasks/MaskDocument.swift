package import Datasets
package import Explanations
import Figures
package import Images
import Interchange
import Text

/// What `undesirable` did and what came of it: the content of `summary.json`.
package struct MaskDocument: Codable {
  package struct Settings: Codable {
    package var model: String
    package var data: String
    package var split: String
    /// Written out, since the choice may depend on the model.
    package var images: [Int]
    package var target: String
    package var mask: LearnedMaskOptions
    package var trials: Int

    package init(
      model: String, data: String, split: Split, options: LearnedMaskOptions,
      target: ScoreTarget, trials: Int, indices: [Int]
    ) {
      self.model = model
      self.data = data
      self.split = split.rawValue
      images = indices
      self.target = target.description
      mask = options
      self.trials = trials
    }
  }

  package let settings: Settings
  package let summary: LearnedMaskSummary
  /// Between trials; nil with one.
  package let consistency: MaskConsistency?

  package init(settings: Settings, summary: LearnedMaskSummary, consistency: MaskConsistency?) {
    self.settings = settings
    self.summary = summary
    self.consistency = consistency
  }
}

/// The masks of `undesirable` as arrays, as a table and as a picture.
package struct MaskListing {
  package let masks: [LearnedMask]
  package let images: ImagesToExplain
  /// Of the images, where they have any.
  package let names: NameList?
  package let classNames: [String]
  package let options: LearnedMaskOptions
  package let threshold: Double
  package let polarity: LearnedMask.Polarity
  package let normalization: Normalization

  package init(
    masks: [LearnedMask], images: ImagesToExplain, names: NameList?, classNames: [String],
    options: LearnedMaskOptions, threshold: Double, polarity: LearnedMask.Polarity,
    normalization: Normalization
  ) {
    self.masks = masks
    self.images = images
    self.names = names
    self.classNames = classNames
    self.options = options
    self.threshold = threshold
    self.polarity = polarity
    self.normalization = normalization
  }

  package func write(to directory: String, document: MaskDocument, sheetImages: Int) throws {
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
    writer.record(
      ["index"] + (names == nil ? [] : ["file"]) + [
        "label", "predicted", "target", "probability", "probability_after", "logit",
        "logit_after", "predicted_after", "gain", "area", "probability_shuffled",
        "predicted_shuffled",
      ])
    for (place, mask) in masks.enumerated() {
      let pixels = mask.pixels(above: threshold, polarity)
      let area = Double(pixels.count { $0 }) / Double(max(pixels.count, 1))
      writer.record(
        ["\(mask.index)"] + (names.map { [$0[place]] } ?? []) + [
          "\(mask.label)", "\(mask.predicted)", "\(mask.target)",
          "\(mask.before.probability)", "\(mask.after.probability)", "\(mask.before.logit)",
          "\(mask.after.logit)", "\(mask.predictedAfter)", mask.gain.map { "\($0)" } ?? "",
          "\(area)", "\(mask.shuffled.probability)", "\(mask.predictedShuffled)",
        ])
    }
    return writer.bytes
  }

  private func sheet(_ limit: Int) throws -> PixelCanvas {
    let pictures = try images.images.load(0..<min(limit, masks.count))
    let changed = ChangedImages(options: options, normalization: normalization)
    let items = masks.prefix(limit).enumerated().map { place, mask in
      MaskSheet.Item(
        image: place, removed: mask.removed,
        changed: changed.bytes(of: pictures, image: place, removed: mask.removed),
        caption: [
          "\(names?[place] ?? "\(mask.index)"): \(classNames[mask.label]) → "
            + classNames[mask.predicted],
          "\(classNames[mask.target]) "
            + NumberText.percent(mask.before.probability, decimals: 1) + " → "
            + NumberText.percent(mask.after.probability, decimals: 1),
          "then \(classNames[mask.predictedAfter])",
        ])
    }
    return MaskSheet.draw(items, of: pictures)
  }
}

/// The result of `undesirable` for a person to read.
package struct MaskText: CustomStringConvertible {
  package let description: String

  package init(_ document: MaskDocument) {
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
