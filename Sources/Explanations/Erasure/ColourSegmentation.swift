package import Tensors

/// Object and background by colour: what is unlike the border and like the middle.
///
/// A simplification of GrabCut (Rother, Kolmogorov & Blake 2004): the image is cut into superpixels;
/// those at the border are background at first, the others object; then each superpixel goes to the side
/// whose colours it is nearer to, with a bonus for the side of its neighbours and, for the object, for
/// lying in the middle, until nothing changes. Of the object only the piece of the most pixels, weighted
/// towards the middle, is kept, and its holes are filled. It knows no class and asks no network.
package struct ColourSegmentation: Sendable {
  /// H x W.
  package let object: [Bool]

  private static let superpixels = 80
  private static let rounds = 10

  /// - Parameter pixels: normalised, H x W x 3.
  package init(
    of pixels: ArraySlice<Float>, height: Int, width: Int, normalization: Normalization
  ) {
    let colors = LabColour.of(pixels, normalization: normalization)
    let pieces = Superpixels(colors: colors, height: height, width: width, about: Self.superpixels)
    let regions = Regions(pieces, colors, height, width)
    var isObject = regions.borderShare.map { $0 == 0 }
    for _ in 0..<Self.rounds {
      let next = regions.assigned(isObject)
      if next == isObject { break }
      isObject = next
    }
    let marks = pieces.labels.map { isObject[$0] }
    object = Self.mainPiece(marks, height, width)
  }

  /// What is known of each superpixel.
  private struct Regions {
    let colors: [LabColour]
    /// Share of the superpixel's pixels that lie at the image's border.
    let borderShare: [Double]
    /// 1 in the middle of the image, 0 at its corners.
    let centrality: [Double]
    let neighbours: [Set<Int>]

    init(_ pieces: Superpixels, _ pixels: [LabColour], _ height: Int, _ width: Int) {
      let none = [Double](repeating: 0, count: pieces.count)
      var (l, a, b, border, middle, count) = (none, none, none, none, none, none)
      var neighbours = [Set<Int>](repeating: [], count: pieces.count)
      for (pixel, label) in pieces.labels.enumerated() {
        let (row, column) = (pixel / width, pixel % width)
        l[label] += pixels[pixel].l
        a[label] += pixels[pixel].a
        b[label] += pixels[pixel].b
        count[label] += 1
        if row == 0 || column == 0 || row == height - 1 || column == width - 1 {
          border[label] += 1
        }
        let y = 2 * (Double(row) + 0.5) / Double(height) - 1
        let x = 2 * (Double(column) + 0.5) / Double(width) - 1
        middle[label] += 1 - (x * x + y * y) / 2
        for other in PixelNeighbours.of(pixel, height: height, width: width)
        where pieces.labels[other] != label {
          neighbours[label].insert(pieces.labels[other])
        }
      }
      colors = count.indices.map {
        LabColour(l: l[$0] / count[$0], a: a[$0] / count[$0], b: b[$0] / count[$0])
      }
      borderShare = count.indices.map { border[$0] / count[$0] }
      centrality = count.indices.map { middle[$0] / count[$0] }
      self.neighbours = neighbours
    }

    /// Each superpixel on the side that it fits better, given the sides of the others.
    func assigned(_ isObject: [Bool]) -> [Bool] {
      colors.indices.map { region in
        if borderShare[region] > 0.2 { return false }
        let inside = distance(region, to: true, isObject)
        let outside = distance(region, to: false, isObject)
        guard let inside else { return false }
        guard let outside else { return true }
        let around = neighbours[region]
        let agreement = around.reduce(0.0) { $0 + (isObject[$1] ? 1 : -1) }
        let bonus = 8 * agreement / Double(max(around.count, 1)) + 12 * (centrality[region] - 0.6)
        return inside < outside + bonus
      }
    }

    /// Mean distance to the three nearest colours of a side; nil where it has no others.
    private func distance(_ region: Int, to side: Bool, _ isObject: [Bool]) -> Double? {
      let others = colors.indices.filter { $0 != region && isObject[$0] == side }
      guard !others.isEmpty else { return nil }
      let nearest = others.map { colors[region].squaredDistance(to: colors[$0]).squareRoot() }
        .sorted().prefix(3)
      return nearest.reduce(0, +) / Double(nearest.count)
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
