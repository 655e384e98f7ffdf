/// Segments of similar colour and roughly equal size: simple linear iterative clustering.
///
/// Achanta et al. 2012, with compactness 10 and ten rounds. Small disconnected
/// pieces are joined to the neighbour they touch most, so that every segment is connected.
package struct Superpixels {
  /// H x W, numbered from 0 in row-major order of their first pixels.
  package let labels: [Int]
  package let count: Int

  private struct Center {
    var color: LabColour
    var row: Double
    var column: Double
  }

  /// - Parameters:
  ///   - colors: H x W, at least one.
  ///   - about: how many segments are aimed at, at least 1.
  package init(colors: [LabColour], height: Int, width: Int, about: Int) {
    let spacing = max((Double(height * width) / Double(max(about, 1))).squareRoot(), 1)
    var centers = Self.start(colors, height, width, spacing)
    var labels = [Int](repeating: 0, count: colors.count)
    for _ in 0..<10 {
      labels = Self.assign(colors, height, width, centers, spacing)
      centers = Self.move(centers, labels, colors, width)
    }
    let whole = Self.joined(labels, height, width, least: Int(spacing * spacing / 4))
    self.labels = whole
    count = (whole.max() ?? 0) + 1
  }

  private static func start(
    _ colors: [LabColour], _ height: Int, _ width: Int, _ spacing: Double
  ) -> [Center] {
    let rows = max(Int((Double(height) / spacing).rounded()), 1)
    let columns = max(Int((Double(width) / spacing).rounded()), 1)
    return (0..<rows * columns).map { index in
      let row = (Double(index / columns) + 0.5) * Double(height) / Double(rows)
      let column = (Double(index % columns) + 0.5) * Double(width) / Double(columns)
      let pixel = min(Int(row), height - 1) * width + min(Int(column), width - 1)
      return Center(color: colors[pixel], row: row - 0.5, column: column - 0.5)
    }
  }

  /// Each pixel to the nearest centre within twice the spacing.
  private static func assign(
    _ colors: [LabColour], _ height: Int, _ width: Int, _ centers: [Center], _ spacing: Double
  ) -> [Int] {
    let compactness = 10.0
    let weight = compactness * compactness / (spacing * spacing)
    var labels = [Int](repeating: 0, count: colors.count)
    var least = [Double](repeating: .infinity, count: colors.count)
    for (label, center) in centers.enumerated() {
      let top = max(Int(center.row - 2 * spacing), 0)
      let bottom = min(Int(center.row + 2 * spacing) + 1, height - 1)
      let left = max(Int(center.column - 2 * spacing), 0)
      let right = min(Int(center.column + 2 * spacing) + 1, width - 1)
      guard top <= bottom, left <= right else { continue }
      for row in top...bottom {
        for column in left...right {
          let pixel = row * width + column
          let (dy, dx) = (Double(row) - center.row, Double(column) - center.column)
          let distance =
            colors[pixel].squaredDistance(to: center.color) + weight * (dy * dy + dx * dx)
          if distance < least[pixel] {
            least[pixel] = distance
            labels[pixel] = label
          }
        }
      }
    }
    return labels
  }

  private static func move(
    _ centers: [Center], _ labels: [Int], _ colors: [LabColour], _ width: Int
  ) -> [Center] {
    var sums = centers.map { _ in
      (l: 0.0, a: 0.0, b: 0.0, row: 0.0, column: 0.0, count: 0.0)
    }
    for (pixel, label) in labels.enumerated() {
      sums[label].l += colors[pixel].l
      sums[label].a += colors[pixel].a
      sums[label].b += colors[pixel].b
      sums[label].row += Double(pixel / width)
      sums[label].column += Double(pixel % width)
      sums[label].count += 1
    }
    return zip(centers, sums).map { center, sum in
      guard sum.count > 0 else { return center }
      var moved = center
      moved.color.l = sum.l / sum.count
      moved.color.a = sum.a / sum.count
      moved.color.b = sum.b / sum.count
      moved.row = sum.row / sum.count
      moved.column = sum.column / sum.count
      return moved
    }
  }

  /// Connected pieces as segments, those with fewer than `least` pixels given to a neighbour.
  private static func joined(
    _ labels: [Int], _ height: Int, _ width: Int, least: Int
  ) -> [Int] {
    var pieces = ConnectedComponents(labels, height: height, width: width)
    pieces.joinSmall(least: least)
    return pieces.labels
  }
}
