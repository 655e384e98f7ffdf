import Statistics

/// Made mistakes that are judged without having been fitted.
struct CauseTrial {
  let rows: [[Double?]]
  let causes: [MadeCause]
  let bases: [Int]

  static let penalty = 3.0
  /// Columns that are looked at, at most.
  private static let mostColumns = 8
  /// A column is added for at least so much of the mean area.
  private static let leastGain = 0.002

  struct Outcome {
    var areas: [MadeCause: Double] = [:]
    /// Of all tested mistakes, one kind after the other.
    var scores: [Double] = []
    var causes: [MadeCause] = []
  }

  var kinds: [MadeCause] {
    MadeCause.allCases.filter { $0.isInterference && causes.contains($0) }
  }

  /// Kind after kind is tested, having been left out of the fit.
  func leftOut(_ columns: [Int]) -> Outcome {
    var outcome = Outcome()
    for kind in kinds { test(kind, columns, leavesOut: true, &outcome) }
    return outcome
  }

  /// Kind after kind is tested with the kind among those fitted.
  func seen(_ columns: [Int]) -> [MadeCause: Double] {
    var outcome = Outcome()
    for kind in kinds { test(kind, columns, leavesOut: false, &outcome) }
    return outcome.areas
  }

  /// Columns added one by one, each time the one that raises the mean area of the kinds left out
  /// most; kinds count by their mistakes.
  func chosenColumns(of all: [Int]) -> [Int] {
    var chosen: [Int] = []
    var best = 0.5
    while chosen.count < Self.mostColumns {
      let candidates = all.filter { !chosen.contains($0) }
      let gains = candidates.map { merit(chosen + [$0]) }
      guard let most = gains.max(), most > best + Self.leastGain,
        let place = gains.firstIndex(of: most)
      else { break }
      chosen.append(candidates[place])
      best = most
    }
    return chosen.isEmpty ? all : chosen
  }

  private func merit(_ columns: [Int]) -> Double {
    let areas = leftOut(columns).areas
    var (sum, count) = (0.0, 0)
    for kind in kinds {
      guard let area = areas[kind] else { continue }
      let mistakes = causes.count { $0 == kind }
      sum += area * Double(mistakes)
      count += mistakes
    }
    return count > 0 ? sum / Double(count) : 0
  }

  /// Fits the mistakes of one half of the bases and tests those of the other, and the other way
  /// round; the area is the mean of the two.
  private func test(
    _ kind: MadeCause, _ columns: [Int], leavesOut: Bool, _ outcome: inout Outcome
  ) {
    var areas: [Double] = []
    for half in 0...1 {
      let fitted = causes.indices.filter {
        bases[$0] % 2 != half && !(leavesOut && causes[$0] == kind)
      }
      let tested = causes.indices.filter {
        bases[$0] % 2 == half && (causes[$0] == kind || !causes[$0].isInterference)
      }
      guard
        let fit = try? CauseFit(
          fitted.map { rows[$0] }, causes: fitted.map { causes[$0] }, columns: columns,
          penalty: Self.penalty)
      else { continue }
      let scores = tested.map { fit.score(rows[$0]) }
      outcome.scores += scores
      outcome.causes += tested.map { causes[$0] }
      if let area = try? ROCArea.of(scores, isFirst: tested.map { causes[$0].isInterference }) {
        areas.append(area)
      }
    }
    if !areas.isEmpty {
      outcome.areas[kind] = areas.reduce(0, +) / Double(areas.count)
    }
  }
}
