/// Exact backward selection: every unit that is left is tried before one is masked.
///
/// d units take d (d + 1) / 2 evaluations: 524,800 for an image of 32 x 32.
package enum BackwardSelection {
  /// Masks, again and again, the unit whose loss leaves the score highest; of equal ones the first.
  ///
  /// - Parameters:
  ///   - score: what is explained.
  ///   - masked: units that are masked from the beginning and are no part of the path.
  ///   - progress: told how many units are masked; may throw to stop.
  package static func path(
    of score: some MaskedScore, masking masked: [Bool]? = nil,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> SelectionPath {
    var masked = masked ?? [Bool](repeating: false, count: score.unitCount)
    precondition(masked.count == score.unitCount)
    let start = try score.score(masking: masked)
    var left = masked.indices.filter { !masked[$0] }
    var order: [Int] = []
    var values: [Double] = []
    while !left.isEmpty {
      let scores = try score.scores(masking: masked, andEachOf: left)
      guard scores.count == left.count else {
        throw ExplanationError.classifierAnswer(
          what: "scores", expected: left.count, found: scores.count)
      }
      var best = 0
      for place in scores.indices where scores[place] > scores[best] { best = place }
      order.append(left[best])
      values.append(scores[best])
      masked[left.remove(at: best)] = true
      try progress(order.count)
    }
    return SelectionPath(start: start, order: order, values: values)
  }

  /// Sufficient subsets that have no unit in common, as many as there are, or `limit`.
  ///
  /// Units of the subsets found stay masked while the next is looked for; the search ends where the
  /// score of what is left does not reach the threshold, or an empty subset does.
  /// - Returns: the paths that were gone, one at least, and the subsets.
  package static func subsets(
    of score: some MaskedScore, threshold: Double, limit: Int = .max,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> (paths: [SelectionPath], subsets: [SufficientSubset]) {
    var masked = [Bool](repeating: false, count: score.unitCount)
    var (paths, subsets): ([SelectionPath], [SufficientSubset]) = ([], [])
    repeat {
      // A search that cannot succeed would cost as much as one that does; but the first is the
      // order.
      if !paths.isEmpty, try score.score(masking: masked) < threshold { break }
      let path = try path(of: score, masking: masked, progress: progress)
      paths.append(path)
      guard let subset = path.sufficientSubset(threshold: threshold) else { break }
      subsets.append(subset)
      for unit in subset.units { masked[unit] = true }
      if subset.units.isEmpty { break }
    } while subsets.count < limit
    return (paths, subsets)
  }
}
