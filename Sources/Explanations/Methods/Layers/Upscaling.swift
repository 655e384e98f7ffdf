/// How a coarse map is enlarged to the size of the image; the outer edges of the two are aligned.
package enum Upscaling: String, Sendable, CaseIterable {
  case nearest
  case bilinear
  /// Keys 1981 with a = -0.75, as PyTorch and OpenCV have it.
  case cubic

  /// - Parameter map: height x width.
  /// - Returns: newHeight x newWidth; places beyond the border have the border's value.
  package func apply(
    to map: [Float], height: Int, width: Int, newHeight: Int, newWidth: Int
  ) -> [Float] {
    let rows = (0..<newHeight).map { taps($0, from: height, to: newHeight) }
    let columns = (0..<newWidth).map { taps($0, from: width, to: newWidth) }
    return rows.flatMap { row in
      columns.map { column in
        var sum: Float = 0
        for vertical in row {
          var inner: Float = 0
          for horizontal in column {
            inner += horizontal.weight * map[vertical.place * width + horizontal.place]
          }
          sum += vertical.weight * inner
        }
        return sum
      }
    }
  }

  /// The source places and weights of each new place, along one axis.
  private func taps(
    _ place: Int, from side: Int, to newSide: Int
  ) -> [(place: Int, weight: Float)] {
    let ratio = Double(side) / Double(newSide)
    func clamped(_ place: Int) -> Int { min(max(place, 0), side - 1) }
    switch self {
    case .nearest:
      return [(clamped(Int(Double(place) * ratio)), 1)]
    case .bilinear:
      let exact = max((Double(place) + 0.5) * ratio - 0.5, 0)
      let first = Int(exact)
      let share = Float(exact - Double(first))
      return [(clamped(first), 1 - share), (clamped(first + 1), share)]
    case .cubic:
      let exact = (Double(place) + 0.5) * ratio - 0.5
      let first = exact.rounded(.down)
      return (-1...2).map { offset in
        let distance = abs(exact - first - Double(offset))
        return (clamped(Int(first) + offset), Float(Self.keys(distance)))
      }
    }
  }

  private static func keys(_ x: Double) -> Double {
    let a = -0.75
    if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
  }
}
