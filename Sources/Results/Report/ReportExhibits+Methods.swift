import Explanations
import Figures
import Text

extension ReportExhibits {
  func subsets(_ directory: String) throws -> Exhibit {
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

  func undesirable(_ directory: String) throws -> Exhibit {
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

  func alignment(_ file: String) throws -> Exhibit {
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

  /// The part of a summary of `causes` that is shown.
  private struct CausesSummary: Decodable {
    struct Settings: Decodable {
      let model: String
      let data: String
      let masks: String
    }
    let settings: Settings
    let mistakes: Int
    let verdicts: [String: Int]
  }

  func causes(_ directory: String) throws -> Exhibit {
    let file = directory + "/summary.json"
    let result = try read(CausesSummary.self, file)
    try check(result.mistakes, file)
    return Exhibit(
      "What led to the mistakes",
      [
        "For \(NumberText.counted(result.mistakes, "mistake")) of \(result.settings.model) on "
          + "\(result.settings.data), objects by \(result.settings.masks), a judge that learned "
          + "from mistakes of known cause says how likely something beside the object led to it. "
          + "The cards show its verdicts, and frame the window whose occlusion changes the answer "
          + "most."
      ],
      tables: [
        Table(
          ["verdict", "mistakes"],
          result.verdicts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
            [$0.key, "\($0.value)"]
          },
          caption: "Interference: something beside the object. Look-alike: the object itself.")
      ],
      pictures: [
        try picture(
          directory + "/sheet.png",
          "Images, what speaks for the predicted class against the true one, and the window.")
      ])
  }
}
