package import Explanations

/// Which images a report shows: some of every fate, so that it does not show successes alone.
package struct StudyExamples {
  private var left: [ErasureFate: Int] = [.fixed: 6, .moved: 3, .stillWrong: 3, .broken: 4]

  package init() {}

  package mutating func wants(_ row: ErasureRow) -> Bool {
    guard let count = left[row.fate], count > 0 else { return false }
    left[row.fate] = count - 1
    return true
  }
}
