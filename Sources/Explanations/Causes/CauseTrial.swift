import Statistics

/// Made mistakes that are judged without their base having been fitted: what is fitted on one half
/// of the bases is tested on the other, and the other way round.
struct CauseTrial {
  let rows: [[Double?]]
  let causes: [MadeCause]
  let bases: [Int]

  private var kinds: [MadeCause] {
    MadeCause.allCases.filter { $0.isInterference && causes.contains($0) }
  }

  /// The score of each mistake; nil where a half has one cause only.
  func scores() -> [Double]? {
    guard let fits = fits(leavingOut: nil) else { return nil }
    return rows.indices.map { fits[half($0)].score(rows[$0]) }
  }

  /// How well each kind of interference is told from all that is none, as the area under the ROC
  /// curve, the mean over the halves.
  ///
  /// - Parameter leavesOut: does not fit the kind that is tested.
  func areas(leavesOut: Bool) -> [MadeCause: Double] {
    var areas: [MadeCause: Double] = [:]
    for kind in kinds {
      guard let fits = fits(leavingOut: leavesOut ? kind : nil) else { continue }
      let found = fits.enumerated().compactMap { number, fit in
        let tested = causes.indices.filter {
          half($0) == number && (causes[$0] == kind || !causes[$0].isInterference)
        }
        return try? ROCArea.of(
          tested.map { fit.score(rows[$0]) }, isFirst: tested.map { causes[$0].isInterference })
      }
      if !found.isEmpty { areas[kind] = found.reduce(0, +) / Double(found.count) }
    }
    return areas
  }

  private func half(_ place: Int) -> Int { bases[place] % 2 }

  /// What is fitted for each half, on the other.
  private func fits(leavingOut kind: MadeCause?) -> [CauseFit]? {
    let fits = (0...1).compactMap { number -> CauseFit? in
      let fitted = causes.indices.filter { half($0) != number && causes[$0] != kind }
      return try? CauseFit(fitted.map { rows[$0] }, causes: fitted.map { causes[$0] })
    }
    return fits.count == 2 ? fits : nil
  }
}
