/// The order in which the results of pieces are added up: a binary tree over the pieces that does
/// not depend on how many ranks there are.
///
/// Sums of floats depend on their order, and a library's all-reduce promises none. Here the pieces
/// of a node are halved, the first half at least as large, down to single pieces. Each rank has the
/// pieces of one node; the nodes above are those of several ranks, and are added element by element
/// on whichever rank has the element, always the first half plus the second.
package struct SumTree: Sendable, Equatable {
  /// The pieces of each rank; none for ranks that there are no pieces for.
  package let owned: [Range<Int>]

  package init(pieces: Int, ranks: Int) {
    var owned = [Range<Int>](repeating: 0..<0, count: ranks)
    func share(_ pieces: Range<Int>, among ranks: Range<Int>) {
      if ranks.count == 1 || pieces.count <= 1 {
        owned[ranks.lowerBound] = pieces
        return
      }
      let (piece, rank) = (Self.middle(of: pieces), Self.middle(of: ranks))
      share(pieces.lowerBound..<piece, among: ranks.lowerBound..<rank)
      share(piece..<pieces.upperBound, among: rank..<ranks.upperBound)
    }
    if pieces > 0, ranks > 0 { share(0..<pieces, among: 0..<ranks) }
    self.owned = owned
  }

  /// Where a node's second half begins.
  package static func middle(of node: Range<Int>) -> Int {
    node.lowerBound + (node.count + 1) / 2
  }

  /// Adds up what the ranks have, in the tree's order: `add(a, b)` adds rank b's sum to rank a's.
  package func combine(_ add: (_ first: Int, _ second: Int) -> Void) {
    func combine(_ ranks: Range<Int>) {
      guard ranks.count > 1 else { return }
      let middle = Self.middle(of: ranks)
      combine(ranks.lowerBound..<middle)
      combine(middle..<ranks.upperBound)
      // Ranks without pieces are the second half of nodes with one piece.
      if !owned[middle].isEmpty { add(ranks.lowerBound, middle) }
    }
    combine(owned.indices)
  }
}
