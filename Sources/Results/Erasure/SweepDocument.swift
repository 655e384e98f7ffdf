package import Explanations
package import Figures
import Interchange
import Text

/// What a sweep found, for `summary.json` and for a person.
package struct SweepDocument: Codable, CustomStringConvertible {
  /// All that the results depend on, for telling whether an interrupted sweep is this one.
  package struct Settings: Codable, Equatable {
    package var model: String
    package var weights: String
    package var data: String
    package var split: String
    package var limit: Int?
    package var methods: [String]
    package var recipes: [String]
    package var controlDraws: Int
    package var block: Int
    package var seed: UInt64

    package init(
      model: String, weights: String, data: String, split: String, limit: Int?,
      methods: [String], recipes: [String], controlDraws: Int, block: Int, seed: UInt64
    ) {
      self.model = model
      self.weights = weights
      self.data = data
      self.split = split
      self.limit = limit
      self.methods = methods
      self.recipes = recipes
      self.controlDraws = controlDraws
      self.block = block
      self.seed = seed
    }
  }

  package struct Line: Codable {
    package var policy: String
    package var usesLabel: Bool
    package var choosing: PolicyEffect
    package var reporting: PolicyEffect
    package var byPlantedCause: [String: PolicyEffect]?

    package init?(_ line: SweepReport.Line?, _ groups: [String]) {
      guard let line else { return nil }
      policy = line.name
      usesLabel = line.usesLabel
      choosing = line.choosing
      reporting = line.reporting
      byPlantedCause =
        groups.isEmpty
        ? nil : Dictionary(uniqueKeysWithValues: zip(groups, line.byGroup))
    }
  }

  package let settings: Settings
  package let policies: Int
  package let choosingImages: Int
  package let reportingImages: Int
  /// The largest net change on the choosing images.
  package let best: Line?
  /// The same among policies whose method looks at the label: nobody could correct anything by
  /// them.
  package let bestWithLabel: Line?
  package let bestRandomBoxes: Line?
  package let mirrorAveraging: Line?
  package let front: [Line]

  package init(_ report: SweepReport, settings: Settings) {
    self.settings = settings
    policies = report.lines.count
    choosingImages = report.choosingImages
    reportingImages = report.reportingImages
    best = Line(report.best, report.groups)
    bestWithLabel = Line(report.bestWithLabel, report.groups)
    bestRandomBoxes = Line(report.bestControl, report.groups)
    mirrorAveraging = Line(report.yardstick, report.groups)
    front = report.lines.filter(\.isOnFront).sorted { $0.choosing.area < $1.choosing.area }
      .compactMap { Line($0, report.groups) }
  }

  package var description: String {
    var table = TextTable([
      .words("policy"), .numbers("erased"), .numbers("fixed"), .numbers("broken"),
      .numbers("net"), .numbers("95 % interval"), .numbers("p"),
    ])
    func row(_ name: String, _ line: Line?) {
      guard let line else { return }
      let effect = line.reporting.effect
      let interval = zip2(effect.lower, effect.upper).map {
        NumberText.percent($0, decimals: 2) + " to " + NumberText.percent($1, decimals: 2)
      }
      table.row([
        name + line.policy, NumberText.percent(line.reporting.area, decimals: 1),
        "\(effect.fixed)", "\(effect.broken)", NumberText.signed(effect.net), interval ?? "-",
        NumberText.pValue(effect.p),
      ])
    }
    row("best: ", best)
    row("best random boxes: ", bestRandomBoxes)
    row("yardstick: ", mirrorAveraging)
    row("given the label (corrects nothing): ", bestWithLabel)
    table.rule()
    for line in front { row("front: ", line) }
    return NumberText.counted(policies, "policy", "policies") + ", chosen on "
      + NumberText.counted(choosingImages, "image") + "; below, what they do to the "
      + "\(reportingImages) others\n\n" + table.description
  }

  private func zip2(_ a: Double?, _ b: Double?) -> (Double, Double)? {
    if let a, let b { (a, b) } else { nil }
  }

  /// Every policy on both halves.
  package static func csv(_ report: SweepReport) -> [UInt8] {
    var writer = CSVWriter()
    let columns = ["images", "acted", "area", "fixed", "broken", "net", "p"]
    let parts = ["choosing", "reporting"] + report.groups
    writer.record(
      ["policy", "uses_label", "is_control", "is_on_front"]
        + parts.flatMap { part in columns.map { "\(part)_\($0)" } })
    for line in report.lines {
      let effects = [line.choosing, line.reporting] + line.byGroup
      writer.record(
        [line.name]
          + [line.usesLabel, line.policy.isControl, line.isOnFront].map { $0 ? "1" : "0" }
          + effects.flatMap { part in
            [
              "\(part.effect.images)", "\(part.acted)", "\(part.area)", "\(part.effect.fixed)",
              "\(part.effect.broken)", "\(part.effect.net)", "\(part.effect.p)",
            ]
          })
    }
    return writer.bytes
  }

  package static func figure(_ report: SweepReport) -> SVG {
    func points(_ isIncluded: (SweepReport.Line) -> Bool) -> [ScatterFigure.Point] {
      report.lines.filter(isIncluded).compactMap { line in
        line.reporting.effect.share.map {
          ScatterFigure.Point(x: line.reporting.area, y: $0, note: line.name)
        }
      }
    }
    return ScatterFigure(
      title: "Erasing as a correction, on images that did not choose it",
      horizontal: "erased part of an image", vertical: "net change in right images",
      series: [
        .init(name: "random boxes", points: points { $0.policy.isControl && !$0.usesLabel }),
        .init(
          name: "by saliency",
          points: points {
            !$0.policy.isControl && $0.policy.source != .mirror && !$0.isOnFront && !$0.usesLabel
          }),
        .init(name: "front of the choosing half", points: points(\.isOnFront)),
        .init(name: "mirror averaging", points: points { $0.policy.source == .mirror }),
      ]
    ).draw()
  }
}
