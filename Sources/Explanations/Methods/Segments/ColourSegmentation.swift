package import Images

/// Separates object and background by colour: the object is what differs from the image's borders.
///
/// The image is cut into superpixels; those that lie at the border are background, and how unlike
/// the others are to the nearest three of them (in L*a*b*), a little more in the middle of the
/// image, is thresholded by Otsu's method (1979). Of the object only the largest connected piece,
/// weighted towards the middle, is kept, and its holes are filled. It uses neither classes nor a
/// network, and cannot find an object that fills the image up to its borders.
package struct ColourSegmentation: Sendable {
  /// H x W.
  package let object: [Bool]

  private static let superpixels = 80

  /// - Parameter pixels: normalised, H x W x 3.
  package init(
    of pixels: ArraySlice<Float>, height: Int, width: Int, normalization: Normalization
  ) {
    let colors = LabColour.of(pixels, normalization: normalization)
    let pieces = Superpixels(colors: colors, height: height, width: width, about: Self.superpixels)
    let regions = Regions(pieces, colors, height, width)
    let isObject = regions.isObject
    let marks = pieces.labels.map { isObject[$0] }
    object = Self.mainPiece(marks, height, width)
  }

  /// Properties of each superpixel.
  private struct Regions {
    let colors: [LabColour]
    /// Share of the superpixel's pixels that lie in a narrow band at the image's border.
    let borderShare: [Double]
    /// 1 in the middle of the image, 0 at its corners.
    let centrality: [Double]
    let sizes: [Double]

    init(_ pieces: Superpixels, _ pixels: [LabColour], _ height: Int, _ width: Int) {
      let none = [Double](repeating: 0, count: pieces.count)
      var (l, a, b, border, middle, count) = (none, none, none, none, none, none)
      // As wide in proportion as a pixel is of 32.
      let band = (min(height, width) + 31) / 32
      for (pixel, label) in pieces.labels.enumerated() {
        let (row, column) = (pixel / width, pixel % width)
        l[label] += pixels[pixel].l
        a[label] += pixels[pixel].a
        b[label] += pixels[pixel].b
        count[label] += 1
        let toBorder = min(row, column, height - 1 - row, width - 1 - column)
        if toBorder < band {
          border[label] += 1
        }
        let y = 2 * (Double(row) + 0.5) / Double(height) - 1
        let x = 2 * (Double(column) + 0.5) / Double(width) - 1
        middle[label] += 1 - (x * x + y * y) / 2
      }
      colors = count.indices.map {
        LabColour(l: l[$0] / count[$0], a: a[$0] / count[$0], b: b[$0] / count[$0])
      }
      borderShare = count.indices.map { border[$0] / count[$0] }
      centrality = count.indices.map { middle[$0] / count[$0] }
      sizes = count
    }

    /// Of each superpixel.
    var isObject: [Bool] {
      let border = colors.indices.filter { borderShare[$0] > 0.2 }
      let strangeness = colors.indices.map { region -> Double in
        guard borderShare[region] <= 0.2 else { return 0 }
        let nearest = border.map {
          colors[region].squaredDistance(to: colors[$0]).squareRoot()
        }.sorted().prefix(3)
        let mean = nearest.reduce(0, +) / Double(max(nearest.count, 1))
        return mean * (0.5 + 0.5 * centrality[region])
      }
      let bound = threshold(strangeness)
      return colors.indices.map { borderShare[$0] <= 0.2 && strangeness[$0] > bound }
    }

    /// Otsu's, each superpixel counting by its size.
    private func threshold(_ values: [Double]) -> Double {
      let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
      let total = sizes.reduce(0, +)
      let sum = values.indices.reduce(0) { $0 + sizes[$1] * values[$1] }
      var (below, sumBelow, most, bound) = (0.0, 0.0, -1.0, 0.0)
      for (place, region) in order.enumerated().dropLast() {
        below += sizes[region]
        sumBelow += sizes[region] * values[region]
        let gap = sumBelow / below - (sum - sumBelow) / (total - below)
        let between = below * (total - below) * gap * gap
        if between > most {
          most = between
          bound = (values[region] + values[order[place + 1]]) / 2
        }
      }
      return bound
    }
  }

  private static func mainPiece(_ marks: [Bool], _ height: Int, _ width: Int) -> [Bool] {
    let pieces = ConnectedComponents(marks.map { $0 ? 1 : 0 }, height: height, width: width)
    var weights = [Double](repeating: 0, count: pieces.count)
    for (pixel, label) in pieces.labels.enumerated() {
      guard marks[pixel] else { continue }
      let (row, column) = (pixel / width, pixel % width)
      let y = 2 * (Double(row) + 0.5) / Double(height) - 1
      let x = 2 * (Double(column) + 0.5) / Double(width) - 1
      weights[label] += max(1 - (x * x + y * y), 0.05)
    }
    guard let main = weights.indices.max(by: { (weights[$0], $1) < (weights[$1], $0) }),
      weights[main] > 0
    else { return marks }
    let kept = pieces.labels.map { $0 == main }
    // What the piece surrounds is a hole of it.
    let outside = ConnectedComponents(kept.map { $0 ? 1 : 0 }, height: height, width: width)
    var isOpen = [Bool](repeating: false, count: outside.count)
    for pixel in kept.indices where !kept[pixel] {
      let (row, column) = (pixel / width, pixel % width)
      if row == 0 || column == 0 || row == height - 1 || column == width - 1 {
        isOpen[outside.labels[pixel]] = true
      }
    }
    return kept.indices.map { kept[$0] || !isOpen[outside.labels[$0]] }
  }
}
