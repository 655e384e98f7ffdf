import Statistics
import Testing

@Suite struct SymmetricEigenTests {
  private func product(_ one: [Double], _ other: [Double]) -> Double {
    zip(one, other).reduce(0.0) { (sum: Double, pair: (Double, Double)) -> Double in
      sum + pair.0 * pair.1
    }
  }

  /// By hand: eigenvalues 3, 1 and 5 along (1, 1), (1, -1) and the third axis.
  @Test func aSmallMatrixByHand() {
    let eigen = SymmetricEigen([[2, 1, 0], [1, 2, 0], [0, 0, 5]])
    let root = 0.5.squareRoot()
    for (found, expected) in zip(eigen.values, [5.0, 3, 1]) {
      #expect(abs(found - expected) < 1e-14)
    }
    let expected = [[0, 0, 1], [root, root, 0], [root, -root, 0]]
    for (found, expected) in zip(eigen.vectors[..<2], expected) {
      for (one, other) in zip(found, expected) { #expect(abs(one - other) < 1e-14) }
    }
    let last = eigen.vectors[2]
    #expect(abs(last[0] + last[1]) < 1e-14 && abs(abs(last[0]) - root) < 1e-14)
  }

  /// M v = λ v and vectors at right angles, with a pair of equal eigenvalues and a zero.
  @Test func vectorsAreEigenvectors() {
    let count = 9
    let factors: [[Double]] = (0..<count).map { row in
      (0..<count - 1).map { column in
        let number: Int = (row * 31 + column * 17 + row * column) % 23
        return Double(number) / 11 - 1
      }
    }
    var matrix: [[Double]] = factors.map { one in factors.map { product(one, $0) } }
    for i in 0..<count { matrix[i][i] += i < 2 ? 0.5 : 0 }
    let eigen = SymmetricEigen(matrix)
    #expect(eigen.values == eigen.values.sorted(by: >))
    for (value, vector) in zip(eigen.values, eigen.vectors) {
      for (row, own) in zip(matrix, vector) {
        #expect(abs(product(row, vector) - value * own) < 1e-13 * eigen.values[0])
      }
    }
    for (i, one) in eigen.vectors.enumerated() {
      for (j, other) in eigen.vectors.enumerated() {
        #expect(abs(product(one, other) - (i == j ? 1 : 0)) < 1e-13)
      }
    }
  }

  @Test func emptyAndSingle() {
    #expect(SymmetricEigen([]).values.isEmpty)
    let one = SymmetricEigen([[-4]])
    #expect(one.values == [-4] && one.vectors == [[1]])
    let zero = SymmetricEigen([[0, 0], [0, 0]])
    #expect(zero.values == [0, 0])
  }
}
