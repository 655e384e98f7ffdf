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
    /// Directories of `causes`.
    package var causes: [String]

    package init(
      erased: [String], sweep: [String], sis: [String], undesirable: [String], obalex: [String],
      causes: [String]
    ) {
      self.causes = causes
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
      + places.causes.map(causes)
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
}
