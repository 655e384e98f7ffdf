import Testing

import Ranks

/// The order of sums.
@Suite struct SumTreeTests {
  /// The tree as text, by which pieces are added to which.
  private func written(pieces: Int, ranks: Int) -> String {
    func node(_ pieces: Range<Int>) -> String {
      if pieces.count == 1 { return "\(pieces.lowerBound)" }
      let middle = SumTree.middle(of: pieces)
      return "(\(node(pieces.lowerBound..<middle))+\(node(middle..<pieces.upperBound)))"
    }
    let tree = SumTree(pieces: pieces, ranks: ranks)
    var sums = tree.owned.map { $0.isEmpty ? "" : node($0) }
    tree.combine { one, other in sums[one] = "(\(sums[one])+\(sums[other]))" }
    return sums[0]
  }

  @Test(arguments: [1, 2, 3, 5, 8, 13], [2, 3, 4, 7, 16])
  func theTreeDoesNotDependOnTheRanks(pieces: Int, ranks: Int) {
    #expect(written(pieces: pieces, ranks: ranks) == written(pieces: pieces, ranks: 1))
  }

  @Test func everyPieceHasOneOwner() {
    for (pieces, ranks) in [(8, 4), (5, 3), (2, 5), (1, 1), (0, 2)] {
      let owned = SumTree(pieces: pieces, ranks: ranks).owned
      #expect(owned.count == ranks && owned.flatMap { Array($0) } == Array(0..<pieces))
    }
    #expect(SumTree(pieces: 8, ranks: 4).owned.map(\.count) == [2, 2, 2, 2])
  }
}
