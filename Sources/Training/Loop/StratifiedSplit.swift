package import Datasets
import Images

extension ImageSet {
  /// Splits off `count` images that hold every class in the share it has in the whole set.
  ///
  /// Shares that are no whole numbers of images are rounded by largest remainders, of equal ones
  /// the earlier class. Which images go is drawn from the seed; both parts keep the order of the
  /// whole.
  /// - Precondition: `count` is in 0...self.count.
  package func splittingOff(_ count: Int, seed: UInt64) -> (rest: ImageSet, split: ImageSet) {
    precondition((0...self.count).contains(count))
    let quotas = Self.quotas(count, of: countPerClass)
    var members = [[Int]](repeating: [], count: classNames.count)
    for (index, label) in labels.enumerated() { members[label].append(index) }
    var isSplitOff = [Bool](repeating: false, count: self.count)
    for (label, indices) in members.enumerated() {
      var stream = RandomStream(seed, .validationImages, UInt64(label))
      for place in stream.permutation(of: indices.count).prefix(quotas[label]) {
        isSplitOff[indices[place]] = true
      }
    }
    return (
      selecting(labels.indices.filter { !isSplitOff[$0] }),
      selecting(labels.indices.filter { isSplitOff[$0] })
    )
  }

  /// `count` shared out in proportion to `sizes`, never more than a size.
  private static func quotas(_ count: Int, of sizes: [Int]) -> [Int] {
    let total = sizes.reduce(0, +)
    guard total > 0 else { return sizes }
    let products = sizes.map { $0 * count }
    var quotas = products.map { $0 / total }
    let missing = count - quotas.reduce(0, +)
    let order = sizes.indices.sorted {
      (products[$1] % total, $0) < (products[$0] % total, $1)
    }
    for label in order.prefix(missing) { quotas[label] += 1 }
    return quotas
  }
}
