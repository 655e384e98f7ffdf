/// The least v of an edge: a share of errors, or so many times what chance gives.
package enum EdgeThreshold: Sendable, Equatable {
  case share(Double)
  /// Chance sends an error to any other class alike: v = 1 / (classes - 1).
  case timesChance(Double)

  /// A share such as `0.3`, or a multiple of chance such as `3x`; nil for other texts.
  package init?(parsing text: String) {
    if text.last == "x" {
      guard let times = Double(text.dropLast()), times > 0, times.isFinite else { return nil }
      self = .timesChance(times)
    } else {
      guard let share = Double(text), (0...1).contains(share) else { return nil }
      self = .share(share)
    }
  }

  /// For so many classes; never above 1.
  package func share(classCount: Int) -> Double {
    switch self {
    case .share(let share): share
    case .timesChance(let times): min(times / Double(max(classCount - 1, 1)), 1)
    }
  }

  package var description: String {
    switch self {
    case .share(let share): "\(share)"
    case .timesChance(let times): "\(times)x"
    }
  }
}
