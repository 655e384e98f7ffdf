/// The images of a labelled set in two halves, each with half of every class.
///
/// Sets may be sorted by class, so that the first half of all images would lack classes.
package struct ClassHalves: Sendable {
  /// Places of the first images of each class, one more where their number is odd; ascending.
  package let first: [Int]
  package let second: [Int]

  package init(labels: [Int]) {
    var counts: [Int: Int] = [:]
    for label in labels { counts[label, default: 0] += 1 }
    var seen: [Int: Int] = [:]
    var (first, second): ([Int], [Int]) = ([], [])
    for (place, label) in labels.enumerated() {
      let number = seen[label, default: 0]
      seen[label] = number + 1
      if 2 * number < counts[label, default: 0] {
        first.append(place)
      } else {
        second.append(place)
      }
    }
    (self.first, self.second) = (first, second)
  }
}
