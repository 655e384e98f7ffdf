/// Indices as somebody types them: `0,5,9`, `0-9`, or both.
///
/// Ranges stay ranges until the number of things is known, so `0-999999999999` costs nothing.
package struct IndexList: Sendable, Equatable {
  package let ranges: [ClosedRange<Int>]

  /// Nil for anything but whole numbers from zero and rising ranges, parted by commas.
  package init?(_ text: String) {
    var ranges: [ClosedRange<Int>] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map(Self.index)
      guard let first = ends[0], let last = ends[ends.count - 1], ends.count <= 2, first <= last
      else { return nil }
      ranges.append(first...last)
    }
    self.ranges = ranges
  }

  /// The indices in the order given, each once.
  ///
  /// - Throws: `UsageError` that names `option` when an index is not below `count`.
  package func indices(below count: Int, option: String) throws(UsageError) -> [Int] {
    var taken = [Bool](repeating: false, count: count)
    var indices: [Int] = []
    for range in ranges {
      guard range.upperBound < count else {
        let allowed = count > 0 ? "indices from 0 to \(count - 1)" : "no index, as there is nothing"
        throw UsageError("--\(option): expected \(allowed), found \(range.upperBound)")
      }
      for index in range where !taken[index] {
        taken[index] = true
        indices.append(index)
      }
    }
    return indices
  }

  private static func index(_ text: Substring) -> Int? {
    text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
  }
}
