/// An order of classes in which those that are taken for each other stand together.
///
/// Agglomerative clustering with average linkage: the two groups are joined whose classes are taken
/// for each other most, n_ij + n_ji on average over the pairs of both, and turned so that the ends
/// that meet are alike. Only pairs that are confused take time and memory, so
/// that any number of classes will do; groups that nothing joins follow by their first class.
package struct LikenessOrder: Sendable {
  private struct Group {
    var classes: [Int]
    /// The sum of n_ij + n_ji over the pairs with each other group.
    var links: [Int: Int]
  }

  private var groups: [Int: Group]
  private let likeness: [Int: [Int: Int]]

  /// Every class once.
  package static func of(_ counts: ConfusionCounts) -> [Int] {
    var order = LikenessOrder(counts)
    order.join()
    return order.groups.values.map(\.classes).sorted { ($0.min() ?? 0) < ($1.min() ?? 0) }
      .flatMap { $0 }
  }

  private init(_ counts: ConfusionCounts) {
    var likeness: [Int: [Int: Int]] = [:]
    for (label, predicted, count) in counts.confusions {
      likeness[label, default: [:]][predicted, default: 0] += count
      likeness[predicted, default: [:]][label, default: 0] += count
    }
    self.likeness = likeness
    groups = Dictionary(
      uniqueKeysWithValues: (0..<counts.classCount).map {
        ($0, Group(classes: [$0], links: likeness[$0] ?? [:]))
      })
  }

  /// Follows nearest neighbours until two are each other's, and joins these.
  private mutating func join() {
    for start in groups.keys.sorted() {
      var chain = groups[start] == nil ? [] : [start]
      while let last = chain.last {
        guard let next = nearest(last) else {
          chain.removeLast()
          continue
        }
        // Equal neighbours must not lead around in a circle.
        if let place = chain.firstIndex(of: next) {
          chain.removeSubrange(place...)
          merge(next, last)
        } else {
          chain.append(next)
        }
      }
    }
  }

  private func nearest(_ group: Int) -> Int? {
    guard let own = groups[group] else { return nil }
    var best: (group: Int, likeness: Double)?
    for (other, sum) in own.links {
      let pairs = own.classes.count * (groups[other]?.classes.count ?? 1)
      let mean = Double(sum) / Double(pairs)
      if let best, (mean, best.group) <= (best.likeness, other) { continue }
      best = (other, mean)
    }
    return best?.group
  }

  private mutating func merge(_ first: Int, _ second: Int) {
    guard let one = groups.removeValue(forKey: first),
      let two = groups.removeValue(forKey: second)
    else { return }
    var joined = Group(classes: arranged(one.classes, two.classes), links: one.links)
    joined.links.merge(two.links, uniquingKeysWith: +)
    joined.links[first] = nil
    joined.links[second] = nil
    let name = min(first, second)
    for (other, sum) in joined.links {
      groups[other]?.links[first] = nil
      groups[other]?.links[second] = nil
      groups[other]?.links[name] = sum
    }
    groups[name] = joined
  }

  /// Both lists one after the other, turned so that the ends that meet are alike.
  private func arranged(_ one: [Int], _ two: [Int]) -> [Int] {
    let (first, second) =
      (one.min() ?? 0) < (two.min() ?? 0) ? (one, two) : (two, one)
    var best = (order: first + second, likeness: -1)
    for left in [first, Array(first.reversed())] {
      for right in [second, Array(second.reversed())] {
        let meeting = likeness[left[left.count - 1]]?[right[0]] ?? 0
        if meeting > best.likeness { best = (left + right, meeting) }
      }
    }
    return best.order
  }
}
