import Figures
package import Misclassification
import Text

extension ReportFindings {
  private static var listedPairs: Int { 20 }

  /// Which confusions go both ways, from counts.
  package func bothWays() -> Finding {
    let patterns = ConfusionPatterns(self.models)
    let models = patterns.modelCount
    func names(_ verdict: ConfusionPatterns.Verdict) -> String {
      let pairs = patterns.pairs(in: verdict).map { pair in
        let (first, second) = (patterns.classes[pair.first], patterns.classes[pair.second])
        switch verdict {
        case .oneWay: return "\(first) → \(second)"
        case .oneWayBack: return "\(second) → \(first)"
        case .bothWays, .undecided: return "\(first) ↔ \(second)"
        }
      }
      return pairs.isEmpty
        ? "none" : pairs.prefix(12).joined(separator: ", ") + (pairs.count > 12 ? ", …" : "")
    }
    let oneWay = [names(.oneWay), names(.oneWayBack)].filter { $0 != "none" }
    let everyModel = models > 1 ? " in every model" : ""
    let margin = NumberText.fixed(patterns.margin, decimals: 2)
    var paragraphs = [
      "Judged by the numbers of images both ways, and not by v: an exact binomial test of n_ij "
        + "against n_ji, corrected by Holm's method over the pairs of each model. A pair goes both "
        + "ways where the 90 % interval of (n_ij − n_ji) / (n_ij + n_ji) lies within ± \(margin)."
    ]
    let rest = models > 1 ? " in some model, or the models differ." : "."
    paragraphs.append(
      "Both ways\(everyModel): \(names(.bothWays)). One way\(everyModel): "
        + "\(oneWay.isEmpty ? "none" : oneWay.joined(separator: ", ")). "
        + "Of all others there are too few images to tell\(rest)")
    if patterns.classSizesDiffer {
      paragraphs.append(
        "The classes have different numbers of images, so equal rates give unequal counts.")
    }
    return Finding(
      .patterns, "Which confusions go both ways?", paragraphs,
      table: models == 1 ? table(ofOne: patterns) : table(ofMany: patterns))
  }

  private func table(ofOne patterns: ConfusionPatterns) -> ModelsReport.Table {
    ModelsReport.Table(
      ["pair", "forth", "back", "index", "90 % interval", "p, Holm", "verdict"],
      patterns.pairs.prefix(Self.listedPairs).map { pair in
        let finding = pair.findings[0]
        return [
          "\(patterns.classes[pair.first]) → \(patterns.classes[pair.second])", "\(finding.forth)",
          "\(finding.back)", finding.symmetryIndex.map { Self.number($0) } ?? "–",
          finding.interval.map { Self.number($0.lowerBound) + " to " + Self.number($0.upperBound) }
            ?? "–",
          finding.holmP.map(NumberText.pValue) ?? "–", finding.verdict.rawValue,
        ]
      }, caption: "The pairs with the most images.", targets: targets(patterns))
  }

  private func table(ofMany patterns: ConfusionPatterns) -> ModelsReport.Table {
    ModelsReport.Table(
      ["pair", "forth, mean", "back, mean", "both ways in", "one way in", "one way back in"],
      patterns.pairs.prefix(Self.listedPairs).map { pair in
        let findings = pair.findings.prefix(patterns.modelCount)
        func mean(_ values: [Int]) -> String {
          Self.number(Double(values.reduce(0, +)) / Double(findings.count), decimals: 1)
        }
        func models(_ verdict: ConfusionPatterns.Verdict) -> String {
          "\(findings.count { $0.verdict == verdict })"
        }
        return [
          "\(patterns.classes[pair.first]) → \(patterns.classes[pair.second])",
          mean(findings.map(\.forth)), mean(findings.map(\.back)), models(.bothWays),
          models(.oneWay), models(.oneWayBack),
        ]
      },
      caption:
        "The pairs with the most images: how many a model confuses so on average, and in how "
        + "many of the \(patterns.modelCount) models the counts show either. In the others there "
        + "are too few images to tell.", targets: targets(patterns))
  }

  private func targets(_ patterns: ConfusionPatterns) -> [ModelsReport.Target?] {
    patterns.pairs.prefix(Self.listedPairs).map {
      .cell(label: $0.first, predicted: $0.second)
    }
  }

  // MARK: Numbers in words

  package static func number(_ value: Double, decimals: Int = 2) -> String {
    value.isFinite ? NumberText.fixed(value, decimals: decimals) : "infinite"
  }

  /// Such as `p = 0.0123` or `p < 1e-300`.
  package static func p(_ value: Double) -> String {
    let text = NumberText.pValue(value)
    return text.hasPrefix("<") ? "p " + text : "p = " + text
  }

  package static func percent(_ share: Double?) -> String {
    share.map { NumberText.percent($0, decimals: 1) } ?? "–"
  }

  /// A difference of shares in percentage points.
  package static func points(_ difference: Double) -> String {
    NumberText.signed(difference * 100, decimals: 2)
  }

  package static func share(_ share: ModelComparison.Share) -> String {
    NumberText.counted(share.images, "image")
      + (share.share.map { " (\(NumberText.percent($0)))" } ?? "")
  }
}
