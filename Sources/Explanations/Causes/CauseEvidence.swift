/// What the measured numbers of a mistake say of its cause, whatever the kind of interference.
///
/// Interference lies in a part of the image without which the true class comes back, and which
/// brings the wrong class by itself. A look-alike has no such part: what speaks for the wrong class
/// is the object, and with it goes the true class. Parts large and small are tried, and the best
/// counts, so that the size and the place of the interference do not matter.
extension CauseFeatures {
  /// What may tell a cause, each by itself.
  package static let columns: [Column] = [
    Column(name: "margin") { $0.margin },
    Column(name: "best_gap") { $0.best(regions, \.gap) },
    Column(name: "highest_gaps") { $0.highest(regions, \.gap) },
    Column(name: "mean_gap") { $0.mean(regions, \.gap) },
    Column(name: "mean_absolute_gap") { $0.mean(regions) { abs($0.gap) } },
    Column(name: "mean_alone") { $0.mean(regions, \.alone) },
    Column(name: "mean_of_both") { $0.mean(regions) { $0.alone + $0.without } },
    Column(name: "best_evidence") { $0.best(regions, \.evidence) },
    Column(name: "best_recovered") { $0.best(regions, \.recovered) },
    Column(name: "mean_recovered") { $0.mean(regions, \.recovered) },
    Column(name: "turning_parts") { $0.mean(regions) { $0.without < 0 ? 1 : 0 } },
    Column(name: "best_evidence_of_all") { $0.best(regions + traits, \.evidence) },
    Column(name: "best_recovered_of_all") { $0.best(regions + traits, \.recovered) },
    Column(name: "trait_recovered") { $0.best(traits, \.recovered) },
    Column(name: "trait_evidence") { $0.best(traits, \.evidence) },
    Column(name: "frame_gap") { $0.best(frames, \.gap) },
    Column(name: "frame_recovered") { $0.best(frames, \.recovered) },
    Column(name: "map_gap") { $0.best(maps, \.gap) },
    Column(name: "map_recovered") { $0.best(maps, \.recovered) },
    Column(name: "window_gap") { $0.best(windows, \.gap) },
    Column(name: "window_recovered") { $0.best(windows, \.recovered) },
    Column(name: "rest_gap") { $0.part(.rest).gap },
    Column(name: "rest_recovered") { $0.part(.rest).recovered },
    Column(name: "rest_alone") { $0.part(.rest).alone },
    Column(name: "rest_without") { $0.part(.rest).without },
    Column(name: "others_gap") { $0.part(.others).gap },
    Column(name: "others_recovered") { $0.part(.others).recovered },
    Column(name: "object_share") { $0.margins.objectShare },
    Column(name: "rest_share") { $0.margins.restShare },
    Column(name: "interaction") { $0.margins.interaction },
    Column(name: "spread") { $0.shape(0)?.spread },
    Column(name: "off_object") { $0.shape(0)?.offObject },
    Column(name: "concentration") { $0.shape(0)?.concentration },
    Column(name: "last_concentration") { $0.shape(1)?.concentration },
    Column(name: "last_spread") { $0.shape(1)?.spread },
    Column(name: "last_off_object") { $0.shape(1)?.offObject },
    Column(name: "occlusion_turning") { $0.occlusionTurning },
  ]

  /// What the probability rests on: a few numbers for each shape that interference may have.
  package static let judged = columns.filter { judgedNames.contains($0.name) }

  private static let judgedNames: Set<String> = [
    "best_gap", "highest_gaps", "mean_gap", "mean_absolute_gap", "mean_alone", "best_evidence",
    "best_evidence_of_all", "trait_evidence", "frame_gap", "map_gap", "window_gap", "rest_gap",
    "rest_share", "interaction", "spread", "last_spread",
  ]

  package var numbers: [Double?] { Self.columns.map { $0.value(self) } }

  /// All but where the true class's evidence lies is nearly the whole image, and no candidate.
  private static let regions = ImagePart.regions.filter { $0 != .others }
  private static let traits = ImagePart.allCases.filter(\.isTrait)
  private static let frames = ImagePart.allCases.filter { $0.thickness != nil }
  private static let maps = ImagePart.allCases.filter { $0.mapShare != nil }
  private static let windows: [ImagePart] = [.window, .windows, .quarter]

  private func part(_ part: ImagePart) -> PartMargins {
    parts[ImagePart.allCases.firstIndex(of: part) ?? 0]
  }

  private func best(_ chosen: [ImagePart], _ value: (PartMargins) -> Double) -> Double? {
    chosen.map { value(part($0)) }.max()
  }

  /// The mean of the three largest.
  private func highest(_ chosen: [ImagePart], _ value: (PartMargins) -> Double) -> Double {
    let values = chosen.map { value(part($0)) }.sorted(by: >).prefix(3)
    return values.reduce(0, +) / Double(max(values.count, 1))
  }

  private func mean(_ chosen: [ImagePart], _ value: (PartMargins) -> Double) -> Double {
    chosen.reduce(0) { $0 + value(part($1)) } / Double(max(chosen.count, 1))
  }
}

extension PartMargins {
  /// How far apart the part and all else speak.
  var gap: Double { (alone - without) / 2 }

  /// What both say at least: the part the wrong class, all else the true one.
  var evidence: Double { min(alone, -without) }
}
