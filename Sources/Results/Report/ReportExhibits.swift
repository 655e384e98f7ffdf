import Explanations
package import Figures
import Foundation
import Interchange
import Text

/// What other commands wrote, read again for the report.
package struct ReportExhibits {
  package typealias Exhibit = ModelsReport.Exhibit
  package typealias Table = ModelsReport.Table

  /// How many images the predictions are of: no result can be about more.
  package let images: Int

  package init(images: Int) {
    self.images = images
  }

  /// Where the results lie, by command.
  package struct Places {
    /// Directories of `erase`.
    package var erased: [String]
    /// Directories of `erase sweep`.
    package var sweep: [String]
    /// Directories of `sis`.
    package var sis: [String]
    /// Directories of `undesirable`.
    package var undesirable: [String]
    /// Files of `obalex --json`.
    package var obalex: [String]

    package init(
      erased: [String], sweep: [String], sis: [String], undesirable: [String], obalex: [String]
    ) {
      self.erased = erased
      self.sweep = sweep
      self.sis = sis
      self.undesirable = undesirable
      self.obalex = obalex
    }
  }

  /// - Throws: `InterchangeError` for a file that is missing, damaged, of another command, or about
  ///   more images than there are predictions.
  package func all(_ places: Places) throws -> [Exhibit] {
    try places.erased.map(erased) + places.sweep.map(sweep) + places.sis.map(subsets)
      + places.undesirable.map(undesirable) + places.obalex.map(alignment)
  }

  // MARK: Erasing

  private func erased(_ directory: String) throws -> Exhibit {
    let file = directory + "/summary.json"
    let result = try read(ErasureDocument.self, file)
    let (settings, totals) = (result.settings, result.totals)
    try check(totals.treatment.images, file)
    let comparison = totals.againstRandom.first.map {
      " Against random boxes of the same area (first draw): errors fixed only here "
        + "\($0.fixedOnlyHere), only there \($0.fixedOnlyThere), \(Self.p($0.fixedP)); right "
        + "answers kept only here \($0.keptOnlyHere), only there \($0.keptOnlyThere), "
        + "\(Self.p($0.keptP))."
    }
    let oracle =
      settings.usesLabel
      ? " The map looks at the true class: it can analyse mistakes, not correct them." : ""
    return Exhibit(
      "Erasing what a map points at",
      [
        "\(settings.box) boxes around the top \(settings.top) by \(settings.method), fill "
          + "\(settings.fill), \(NumberText.counted(totals.treatment.images, "image")) of "
          + "\(settings.data) by "
          + "\(settings.model)." + oracle,
        "Net change: \(NumberText.signed(totals.net.net)) right answers, "
          + "\(Self.p(totals.net.p))." + (comparison ?? ""),
      ], tables: [Self.table(totals)], pictures: try figures(in: directory))
  }

  private static func table(_ totals: ErasureSummary) -> Table {
    let arms: [(String, ErasureTotals)] =
      [("salient boxes", totals.treatment)]
      + [("least salient", totals.leastSalient), ("on the object", totals.insideObject)]
      .compactMap { name, arm in arm.map { (name, $0) } }
    func one(_ value: Double) -> String { NumberText.fixed(value, decimals: 1) }
    func percent(_ share: Double?) -> String {
      share.map { NumberText.percent($0, decimals: 1) } ?? "–"
    }
    var rows = arms.map { name, arm in
      [
        name, "\(arm.fixed) of \(arm.errorsBefore)",
        "\(arm.newlyBroken) of \(arm.rightBefore)", NumberText.signed(arm.netChange),
        percent(arm.meanErasedFraction),
      ]
    }
    if let mean = totals.controlMean {
      let draws = totals.controls.count
      rows.append([
        draws == 1 ? "random boxes" : "random boxes, mean of \(draws)", one(mean.fixed),
        one(mean.newlyBroken), NumberText.signed(mean.netChange, decimals: 1),
        percent(mean.meanErasedFraction),
      ])
    }
    return Table(
      ["erased", "errors fixed", "right answers broken", "net", "area"], rows,
      caption: "Only where the treatment fixes clearly more, and breaks no more, than the controls "
        + "did the boxes hit the cause.")
  }

  /// The figures that were asked for, or else the sheet.
  private func figures(in directory: String) throws -> [Exhibit.Picture] {
    let names = try FileManager.default.contentsOfDirectory(atPath: directory)
      .filter { $0.hasPrefix("figure-") && $0.hasSuffix(".svg") }
      .sorted { ($0.count, $0) < ($1.count, $1) }
    if names.isEmpty {
      return [
        try picture(directory + "/sheet.png", "Images, maps, boxes, and what is left.")
      ]
    }
    return try names.map {
      try drawing(directory + "/" + $0, "The image, its saliency, the boxes, and what is left.")
    }
  }

  private func sweep(_ directory: String) throws -> Exhibit {
    let file = directory + "/summary.json"
    let result = try read(SweepDocument.self, file)
    try check(result.choosingImages + result.reportingImages, file)
    func row(_ name: String, _ line: SweepDocument.Line?) -> [[String]] {
      guard let line else { return [] }
      let effect = line.reporting.effect
      let interval = effect.lower.flatMap { lower in
        effect.upper.map {
          NumberText.percent(lower) + " to " + NumberText.percent($0)
        }
      }
      return [
        [
          name + line.policy, "\(effect.fixed)", "\(effect.broken)",
          NumberText.signed(effect.net), interval ?? "–", Self.p(effect.p),
        ]
      ]
    }
    let rows =
      row("best: ", result.best) + row("best random boxes: ", result.bestRandomBoxes)
      + row("yardstick: ", result.mirrorAveraging)
      + result.front.flatMap { row("on the front: ", $0) }
    return Exhibit(
      "Many ways to erase",
      [
        NumberText.counted(result.policies, "policy", "policies") + ", chosen on "
          + NumberText.counted(result.choosingImages, "image") + "; the table says what "
          + "they do to the \(result.reportingImages) others."
      ],
      tables: [
        Table(
          ["policy", "fixed", "broken", "net", "95 % interval", "p"], rows,
          caption: "A policy corrects errors only if its interval lies above 0 %, and above its "
            + "random twin.")
      ],
      pictures: [
        try drawing(
          directory + "/pareto.svg", "Net change against erased area, and the front of both.")
      ])
  }

  // MARK: The other methods

  private func subsets(_ directory: String) throws -> Exhibit {
    let file = directory + "/summary.json"
    let result = try read(SubsetDocument.self, file)
    try check(result.settings.images.count, file)
    func number(_ value: Double?) -> String {
      value.map { NumberText.fixed($0, decimals: $0 == $0.rounded() ? 0 : 1) } ?? "–"
    }
    let summary = result.summary
    let sizes = [("all", summary.all), ("right", summary.right), ("wrong", summary.wrong)].map {
      name, group in
      [
        name, "\(group.images)", "\(group.withSubset)", number(group.median),
        group.lowerQuartile.map { "\(number($0)) to \(number(group.upperQuartile))" } ?? "–",
      ]
    }
    let shown = result.reduced.map { row in
      [
        row.shown, number(row.meanPixels),
        row.meanProbability.map { NumberText.percent($0, decimals: 1) } ?? "–",
        "\(row.samePrediction) of \(row.images)",
      ]
    }
    return Exhibit(
      "What little is enough",
      [
        "Pixels of \(result.settings.model)'s images of \(result.settings.data) were masked one "
          + "after the other, always where it cost the prediction least."
      ],
      tables: [
        Table(
          [
            "predictions", "images", "reach \(result.settings.threshold)",
            "pixels enough (median)", "quartiles",
          ], sizes,
          caption: "Sufficient input subsets: the pixels on which the prediction still stands."),
        Table(
          ["shown", "pixels", "probability of the prediction", "same prediction"], shown,
          caption: "The last \(summary.keptPixels) pixels, and controls: a subset that another "
            + "ground or its neighbours undo says what is enough for the network, not what it "
            + "looks at."),
      ],
      pictures: [
        try picture(directory + "/sheet.png", "Images and their sufficient subsets."),
        try drawing(directory + "/confidence.svg", "Confidence while pixels are masked."),
      ])
  }

  private func undesirable(_ directory: String) throws -> Exhibit {
    let file = directory + "/summary.json"
    let result = try read(MaskDocument.self, file)
    try check(result.settings.images.count, file)
    let summary = result.summary
    let rows = [
      [
        "learned", summary.gain?.text(decimals: 1) ?? "–", "\(summary.fixed) of \(summary.errors)",
        "\(summary.broken) of \(summary.right)",
      ],
      [
        "cells shuffled", summary.shuffledGain?.text(decimals: 1) ?? "–",
        "\(summary.fixedByShuffled) of \(summary.errors)",
        "\(summary.brokenByShuffled) of \(summary.right)",
      ],
    ]
    let area = summary.area.map {
      " Above \(NumberText.fixed(summary.threshold, decimals: 2)) lie "
        + NumberText.percent($0.mean, decimals: 1) + " of the pixels."
    }
    return Exhibit(
      "What stands in the way",
      [
        "Masks were learned that blur what keeps the target (\(result.settings.target)) from "
          + "winning, "
          + "on \(NumberText.counted(summary.images, "image")) of \(result.settings.data) by "
          + "\(result.settings.model)." + (area ?? "")
      ],
      tables: [
        Table(
          ["mask", "gain φ (95 %)", "errors fixed", "right answers broken"], rows,
          caption: "The same mask with its cells shuffled blurs as much elsewhere.")
      ],
      pictures: [
        try picture(directory + "/sheet.png", "Images, learned masks, and what they leave.")
      ])
  }

  private func alignment(_ file: String) throws -> Exhibit {
    let result = try read(AlignmentDocument.self, file)
    try check(result.images, file)
    let lines = result.classes.map { ($0.name, $0.summary) } + [("all", result.all)]
    let rows = lines.map { name, summary in
      [
        name, "\(summary.images)", summary.score?.text(decimals: 3) ?? "–",
        summary.uniform.map { NumberText.fixed($0.mean, decimals: 3) } ?? "–",
        summary.ratio.map { NumberText.fixed($0, decimals: 2) } ?? "–",
      ]
    }
    return Exhibit(
      "Whether it looks at the object",
      [
        "The part of \(result.method) maps that lies on the object (ObAlEx), masks: "
          + "\(result.masks), by "
          + "\(result.model) on \(result.data)."
      ],
      tables: [
        Table(
          ["class", "right images", "ObAlEx (95 %)", "uniform map", "ratio"], rows,
          caption: "A map without any knowledge scores the object's share of the image: the ratio "
            + "to it is the number that counts.")
      ])
  }

  // MARK: Reading

  /// - Throws: as `JSON.read`, and for numbers that no count of images or pixels can be: sums of
  /// them might not exist.
  private func read<Document: Decodable>(
    _ type: Document.Type, _ file: String
  ) throws -> Document {
    try JSON.checkWholeNumbers(of: file, within: Self.largestCount, except: ["seed"])
    return try JSON.read(type, from: file)
  }

  private static let largestCount = 1 << 48

  private func check(_ count: Int, _ file: String) throws {
    guard count <= images else {
      throw InterchangeError(
        file: file, expected: "results on at most the \(images) images of the predictions",
        found: "results on \(count)")
    }
  }

  private func picture(_ path: String, _ words: String) throws -> Exhibit.Picture {
    let bytes = try FileReader.bytes(of: path)
    _ = try PNG.decode(bytes, file: path)
    return .png(bytes, words: words)
  }

  private func drawing(_ path: String, _ words: String) throws -> Exhibit.Picture {
    let bytes = try FileReader.bytes(of: path)
    guard let text = String(validating: bytes, as: UTF8.self), text.contains("<svg"),
      text.trimmingCharacters(in: .whitespacesAndNewlines).hasSuffix("</svg>")
    else {
      throw InterchangeError(kind: .malformed, file: path, problem: "expected a whole SVG drawing")
    }
    return .svg(text, words: words)
  }

  private static func p(_ value: Double) -> String { "p " + ErasureText.p(value) }
}
