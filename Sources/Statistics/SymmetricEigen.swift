/// Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations in cyclic order
/// (Golub & Van Loan, "Matrix Computations", section 8.5).
///
/// One thread and one order of operations: the same bits for the same matrix. Each vector's sign is
/// such that its largest component is positive.
package struct SymmetricEigen: Sendable {
  /// The largest first.
  package let values: [Double]
  /// Of length 1, in the order of the values.
  package let vectors: [[Double]]

  /// - Parameter matrix: row by row; only finite numbers, `matrix[i][j]` being `matrix[j][i]`.
  package init(_ matrix: [[Double]]) {
    let count = matrix.count
    precondition(matrix.allSatisfy { $0.count == count })
    var rest = matrix
    var vectors = (0..<count).map { row in (0..<count).map { $0 == row ? 1.0 : 0 } }
    // Each sweep squares what is left beside the diagonal; ten are enough for any matrix.
    for _ in 0..<Self.mostSweeps {
      var isDiagonal = true
      for first in 0..<count {
        for second in first + 1..<max(count, first + 1) where rest[first][second] != 0 {
          isDiagonal = false
          Self.rotate(&rest, &vectors, first, second)
        }
      }
      if isDiagonal { break }
    }
    let order = (0..<count).sorted { (rest[$0][$0], $1) > (rest[$1][$1], $0) }
    values = order.map { rest[$0][$0] }
    self.vectors = order.map { column in Self.oriented((0..<count).map { vectors[$0][column] }) }
  }

  private static let mostSweeps = 50

  /// Turns two axes so that the element beside the diagonal becomes 0.
  private static func rotate(
    _ matrix: inout [[Double]], _ vectors: inout [[Double]], _ p: Int, _ q: Int
  ) {
    let apart = matrix[p][q]
    let (first, second) = (matrix[p][p], matrix[q][q])
    // What no longer changes the diagonal is rounding.
    if first + apart == first, second + apart == second {
      matrix[p][q] = 0
      matrix[q][p] = 0
      return
    }
    let ratio = (second - first) / (2 * apart)
    let sign: Double = ratio < 0 ? -1 : 1
    let tangent = sign / (ratio.magnitude + (1 + ratio * ratio).squareRoot())
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = tangent * cosine
    for k in matrix.indices {
      let (left, right) = (matrix[k][p], matrix[k][q])
      matrix[k][p] = cosine * left - sine * right
      matrix[k][q] = sine * left + cosine * right
    }
    for k in matrix.indices {
      let (upper, lower) = (matrix[p][k], matrix[q][k])
      matrix[p][k] = cosine * upper - sine * lower
      matrix[q][k] = sine * upper + cosine * lower
    }
    matrix[p][q] = 0
    matrix[q][p] = 0
    for k in vectors.indices {
      let (left, right) = (vectors[k][p], vectors[k][q])
      vectors[k][p] = cosine * left - sine * right
      vectors[k][q] = sine * left + cosine * right
    }
  }

  private static func oriented(_ vector: [Double]) -> [Double] {
    let largest = vector.max { $0.magnitude < $1.magnitude } ?? 1
    return largest < 0 ? vector.map { -$0 } : vector
  }
}
