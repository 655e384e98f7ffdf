import Explanations
import Testing

/// A score of numbers, where a masked number is zero.
struct NumbersScore: MaskedScore {
  var numbers: [Double]
  var score: @Sendable ([Double]) -> Double
  var unitCount: Int { numbers.count }

  static let norm: @Sendable ([Double]) -> Double = {
    $0.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
  static let sum: @Sendable ([Double]) -> Double = { $0.reduce(0, +) }

  func score(masking masked: [Bool]) -> Double {
    score(zip(numbers, masked).map { $1 ? 0 : $0 })
  }

  func scores(masking masked: [Bool], andEachOf candidates: [Int]) -> [Double] {
    candidates.map { candidate in
      var masked = masked
      masked[candidate] = true
      return score(masking: masked)
    }
  }
}

/// The worked examples of the published code of Carter et al.
@Suite struct SubsetOracleTests {
  @Test func theNormOfThreeNumbersHasTwoSubsets() throws {
    let score = NumbersScore(numbers: [0.1, 10, 5], score: NumbersScore.norm)
    let found = try BackwardSelection.subsets(of: score, threshold: 1)
    #expect(found.subsets.map(\.units) == [[1], [2]])
    #expect(found.subsets.map(\.value) == [10, 5])
  }

  @Test func equalNumbersAreMaskedInTheirOrder() throws {
    let score = NumbersScore(numbers: [10, 10, 10], score: NumbersScore.norm)
    let path = try BackwardSelection.path(of: score)
    #expect(path.order == [0, 1, 2])
    #expect(path.values == [Double(200).squareRoot(), 10, 0])
    #expect(path.start == Double(300).squareRoot())
  }

  @Test func theSmallestOfASumGoesFirst() throws {
    // [[10, 5], [2, 3]], row-major.
    let score = NumbersScore(numbers: [10, 5, 2, 3], score: NumbersScore.sum)
    let path = try BackwardSelection.path(of: score)
    #expect(path.order == [2, 3, 1, 0])
    #expect(path.values == [18, 15, 10, 0])
  }

  @Test(arguments: [(0.8, [3, 1]), (0.6, []), (2, [3, 1, 2, 0])] as [(Double, [Int])])
  func whatIsLeftAtAThresholdIsReadFromTheEnd(threshold: Double, units: [Int]) {
    let path = SelectionPath(start: 1, order: [0, 2, 1, 3], values: [1, 0.9, 0.7, 0.6])
    #expect(path.unitsLeft(threshold: threshold) == units)
    let subset = path.sufficientSubset(threshold: threshold)
    #expect(subset?.units == (threshold > 1 ? nil : units))
  }

  @Test func anEmptySubsetIsEmptyAndEndsTheSearch() throws {
    let score = NumbersScore(numbers: [1, 2]) { _ in 5 }
    let found = try BackwardSelection.subsets(of: score, threshold: 5)
    #expect(found.subsets == [SufficientSubset(units: [], value: 5)])
    #expect(found.paths.count == 1)
  }

  @Test func belowTheThresholdThereIsAnOrderAndNoSubset() throws {
    let score = NumbersScore(numbers: [1, 2], score: NumbersScore.sum)
    let found = try BackwardSelection.subsets(of: score, threshold: 4)
    #expect(found.subsets.isEmpty)
    #expect(found.paths.map(\.order) == [[0, 1]])
  }

  @Test func aSumIsReducedToItsLargestTerms() throws {
    // 9 + 8 reach 15, 7 + 6 + 5 do next; 4 + 3 do not.
    let score = NumbersScore(numbers: [3, 9, 6, 4, 8, 5, 7], score: NumbersScore.sum)
    let found = try BackwardSelection.subsets(of: score, threshold: 15)
    #expect(found.subsets.map(\.units) == [[1, 4], [6, 2, 5]])
    let one = try BackwardSelection.subsets(of: score, threshold: 15, limit: 1)
    #expect(one.subsets.map(\.units) == [[1, 4]])
  }
}
