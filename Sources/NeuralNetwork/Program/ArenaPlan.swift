/// Places buffers with known lifetimes into one arena, so that those never alive together share
/// memory.
package struct ArenaPlan {
  /// A buffer that must exist from time `first` to `last`, both included.
  package struct Request {
    package var count: Int
    package var first: Int
    package var last: Int

    package init(count: Int, first: Int, last: Int) {
      self.count = count
      self.first = first
      self.last = last
    }
  }

  package private(set) var offsets: [Int]
  /// Floats of the whole arena.
  package private(set) var count = 0

  /// Greedy by size: the largest first, each at the lowest place that is free in its lifetime.
  package init(_ requests: [Request]) {
    offsets = [Int](repeating: 0, count: requests.count)
    let order = requests.indices.sorted {
      (requests[$0].count, $1) > (requests[$1].count, $0)
    }
    var placed: [Int] = []
    for index in order {
      let request = requests[index]
      // A line of the cache apart at least, and never at the same offset in a 4 KB page.
      let size = (request.count + 15) / 16 * 16
      let busy =
        placed.filter { requests[$0].first <= request.last && request.first <= requests[$0].last }
        .map { offsets[$0]..<offsets[$0] + (requests[$0].count + 15) / 16 * 16 }
        .sorted { $0.lowerBound < $1.lowerBound }
      var start = 0
      for range in busy where range.lowerBound < start + size && range.upperBound > start {
        start = range.upperBound
      }
      offsets[index] = start
      count = max(count, start + size)
      placed.append(index)
    }
  }
}
