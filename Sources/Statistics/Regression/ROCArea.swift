/// The area under the receiver operating characteristic: how likely a score is larger in the first
/// group than in the second, ties counting half.
package enum ROCArea {
  /// Hanley & McNeil 1982. 0.5 where all scores are equal.
  ///
  /// - Throws: `NotDefined` where a group is empty or a score is not a number.
  package static func of(_ scores: [Double], isFirst: [Bool]) throws(NotDefined) -> Double {
    precondition(scores.count == isFirst.count)
    let first = isFirst.count { $0 }
    guard first > 0, first < isFirst.count else { throw NotDefined("one of the groups is empty") }
    guard !scores.contains(where: \.isNaN) else { throw NotDefined("a score is not a number") }
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var (wins, below, start) = (0.0, 0, 0)
    while start < order.count {
      var (end, firstHere) = (start, 0)
      while end < order.count, scores[order[end]] == scores[order[start]] {
        if isFirst[order[end]] { firstHere += 1 }
        end += 1
      }
      let othersHere = end - start - firstHere
      wins += Double(firstHere) * (Double(below) + Double(othersHere) / 2)
      below += othersHere
      start = end
    }
    return wins / (Double(first) * Double(isFirst.count - first))
  }
}
