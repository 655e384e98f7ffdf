/// One of several parts into which work is cut, each done by a process of its own.
package struct Shard: Sendable, Equatable, Codable, CustomStringConvertible {
  /// From 1.
  package let number: Int
  package let count: Int

  package static let most = 1_000_000
  /// The only one of one.
  package static let all = Shard(only: ())

  /// Nil unless `number` is in 1...count, and there are no more than a million.
  package init?(_ number: Int, of count: Int) {
    guard (1...Self.most).contains(count), (1...count).contains(number) else { return nil }
    self.number = number
    self.count = count
  }

  private init(only: ()) { (number, count) = (1, 1) }

  /// From a text such as `3/8`.
  package init?(parsing text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1] else { return nil }
    self.init(number, of: count)
  }

  package var description: String { "\(number)/\(count)" }

  /// The shard's share of so many equal items: sizes differ by one at most, and the shares of all
  /// shards, in their order, are the whole.
  package func range(of items: Int) -> Range<Int> {
    let (share, rest) = items.quotientAndRemainder(dividingBy: count)
    func bound(_ shards: Int) -> Int { shards * share + min(shards, rest) }
    return bound(number - 1)..<bound(number)
  }

  /// The shard's share of items that are unequal in work: each goes to the shard in whose part of
  /// the whole its middle lies.
  package func range(ofWeights weights: [Int]) -> Range<Int> {
    let total = Double(max(weights.reduce(0, +), 1))
    var before = 0.0
    let owners = weights.map { weight in
      defer { before += Double(weight) }
      let middle = (before + Double(weight) / 2) / total
      return min(Int(middle * Double(count)), count - 1)
    }
    let first = owners.firstIndex { $0 >= number - 1 } ?? weights.count
    let end = owners.firstIndex { $0 >= number } ?? weights.count
    return first..<end
  }
}
