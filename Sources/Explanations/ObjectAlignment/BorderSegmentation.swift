package import Tensors

/// A guess at where the object is: what differs in colour from the border of the image.
///
/// The colours (L*a*b*) of the outermost pixels are put into three groups; a pixel's distance is that to
/// the nearest of them. Otsu's threshold parts near from far, and of the far pixels the piece that hangs
/// together and has the most is the object, with its holes. An object that reaches the border, or has the
/// colours of what is behind it, is missed: hold it against masks made by hand before you trust it.
package enum BorderSegmentation {
  private static let groups = 3
  private static let rounds = 10

  /// One mask per image; empty where an image has one colour.
  package static func masks(of images: ByteImages, workers: Workers) -> ObjectMasks {
    let area = images.height * images.width
    let unit = Normalization(mean: [0, 0, 0], deviation: [1, 1, 1])
    let pixels = [Bool](unsafeUninitializedCapacity: images.count * area) { buffer, count in
      // Piece k writes the mask of image k.
      workers.forEach(pieces: images.count) { image in
        let floats = unit.apply(to: images, range: image..<image + 1)
        let mask = mask(
          LabColour.of(floats[...], normalization: unit), height: images.height,
          width: images.width)
        for (pixel, isObject) in mask.enumerated() {
          buffer.initializeElement(at: image * area + pixel, to: isObject)
        }
      }
      count = images.count * area
    }
    return ObjectMasks(
      count: images.count, height: images.height, width: images.width, pixels: pixels)
  }

  private static func mask(_ colours: [LabColour], height: Int, width: Int) -> [Bool] {
    let border = colours.indices.filter {
      let (row, column) = ($0 / width, $0 % width)
      return row == 0 || column == 0 || row == height - 1 || column == width - 1
    }
    let ground = centres(of: border.map { colours[$0] })
    let distances = colours.map { colour in
      (ground.map { colour.squaredDistance(to: $0) }.min() ?? 0).squareRoot()
    }
    guard let threshold = otsu(distances) else {
      return [Bool](repeating: false, count: colours.count)
    }
    let far = distances.map { $0 > threshold ? 1 : 0 }
    let pieces = ConnectedComponents(far, height: height, width: width)
    var sizes = [Int](repeating: 0, count: pieces.count)
    for (pixel, piece) in pieces.labels.enumerated() where far[pixel] == 1 { sizes[piece] += 1 }
    guard let largest = sizes.indices.max(by: { (sizes[$0], $1) < (sizes[$1], $0) }),
      sizes[largest] > 0
    else { return [Bool](repeating: false, count: colours.count) }
    // What the border cannot be reached from without crossing the object is a hole in it.
    let around = ConnectedComponents(
      pieces.labels.map { $0 == largest ? 1 : 0 }, height: height, width: width)
    let outside = Set(border.filter { pieces.labels[$0] != largest }.map { around.labels[$0] })
    return around.labels.map { !outside.contains($0) }
  }

  /// Lloyd's algorithm, from colours spread evenly along the border sorted by lightness.
  private static func centres(of colours: [LabColour]) -> [LabColour] {
    let sorted = colours.sorted { ($0.l, $0.a, $0.b) < ($1.l, $1.a, $1.b) }
    guard !sorted.isEmpty else { return [] }
    var centres = (0..<groups).map { sorted[(2 * $0 + 1) * sorted.count / (2 * groups)] }
    for _ in 0..<rounds {
      var sums = [(l: Double, a: Double, b: Double, count: Double)](
        repeating: (0, 0, 0, 0), count: groups)
      for colour in sorted {
        let nearest = centres.indices.min {
          centres[$0].squaredDistance(to: colour) < centres[$1].squaredDistance(to: colour)
        }
        guard let nearest else { continue }
        sums[nearest].l += colour.l
        sums[nearest].a += colour.a
        sums[nearest].b += colour.b
        sums[nearest].count += 1
      }
      for (group, sum) in sums.enumerated() where sum.count > 0 {
        centres[group].l = sum.l / sum.count
        centres[group].a = sum.a / sum.count
        centres[group].b = sum.b / sum.count
      }
    }
    return centres
  }

  /// The value that parts the numbers into two groups with the least spread inside them (Otsu 1979), by a
  /// histogram of 64 bins; nil where all are alike.
  private static func otsu(_ values: [Double]) -> Double? {
    let bins = 64
    guard let low = values.min(), let high = values.max(), high > low else { return nil }
    var counts = [Double](repeating: 0, count: bins)
    for value in values {
      counts[min(Int((value - low) / (high - low) * Double(bins)), bins - 1)] += 1
    }
    let total = Double(values.count)
    let sum = counts.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    var (below, belowSum, best, chosen) = (0.0, 0.0, -1.0, 0)
    for bin in 0..<bins - 1 {
      below += counts[bin]
      belowSum += Double(bin) * counts[bin]
      guard below > 0, below < total else { continue }
      let difference = belowSum / below - (sum - belowSum) / (total - below)
      let between = below * (total - below) * difference * difference
      if between > best { (best, chosen) = (between, bin) }
    }
    return low + (high - low) * Double(chosen + 1) / Double(bins)
  }
}
