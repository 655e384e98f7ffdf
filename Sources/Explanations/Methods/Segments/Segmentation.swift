package import Images

/// How an image is divided into segments.
package enum Segmentation: Sendable, Equatable, CustomStringConvertible {
  /// About this many segments of similar colour (Achanta et al. 2012).
  case slic(segments: Int)
  /// Cells of a grid, with this many per side.
  case grid(cells: Int)

  private static let most = 4096

  /// Completes "expected …" in a message.
  static let expected = "slic, slic:SEGMENTS, grid or grid:CELLS with 1 to \(most)"

  /// Reads `slic`, `slic:SEGMENTS`, `grid` or `grid:CELLS`.
  package init(parsing text: String) throws(ExplanationError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let number = parts.count > 1 ? Int(parts[1]) : nil
    let isFine = parts.count == 1 || (1...Self.most).contains(number ?? 0)
    switch parts[0] {
    case "slic" where isFine: self = .slic(segments: number ?? 32)
    case "grid" where isFine: self = .grid(cells: number ?? 8)
    default:
      throw .setting("segments", expected: Self.expected, found: "'\(text)'")
    }
  }

  package var description: String {
    switch self {
    case .slic(let segments): "slic:\(segments)"
    case .grid(let cells): "grid:\(cells)"
    }
  }

  /// The segment of every pixel, H x W; numbered from 0 without gaps.
  ///
  /// - Parameter pixels: normalised, H x W x 3.
  package func segments(
    of pixels: ArraySlice<Float>, height: Int, width: Int, normalization: Normalization
  ) -> [Int] {
    switch self {
    case .slic(let segments):
      let colors = LabColour.of(pixels, normalization: normalization)
      return Superpixels(colors: colors, height: height, width: width, about: segments).labels
    case .grid(let cells):
      let (rows, columns) = (min(cells, height), min(cells, width))
      return (0..<height * width).map { pixel in
        pixel / width * rows / height * columns + pixel % width * columns / width
      }
    }
  }
}
