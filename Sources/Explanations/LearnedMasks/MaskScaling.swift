/// From a coarse mask to one number per pixel: a linear map along each axis.
package struct MaskScaling: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable, Codable {
    /// Between the centres of the cells; beyond the outermost, constant (PyTorch's default).
    case bilinear
    /// The centres of the corner cells lie on the corner pixels (PyTorch's `align_corners`).
    case bilinearCorners = "bilinear-corners"
    case nearest
  }

  /// Rows and columns of the coarse mask.
  package let rows: Int
  package let columns: Int
  package let height: Int
  package let width: Int
  /// Weights of the rows of cells in each row of pixels, height x rows; likewise of the columns.
  private let down: [Double]
  private let across: [Double]

  /// - Parameter smoothing: blurs the large mask; nil for no blur.
  /// - Precondition: all sides above zero.
  package init(
    rows: Int, columns: Int, height: Int, width: Int, kind: Kind = .bilinear,
    smoothing: GaussianBlur? = nil
  ) {
    precondition(rows > 0 && columns > 0 && height > 0 && width > 0)
    self.rows = rows
    self.columns = columns
    self.height = height
    self.width = width
    down = Self.weights(rows, height, kind, smoothing)
    across = Self.weights(columns, width, kind, smoothing)
  }

  /// The mask at the size of the image, H x W.
  ///
  /// - Parameter mask: rows x columns.
  package func enlarged(_ mask: [Double]) -> [Double] {
    let tall = Self.product(down, mask, height, rows, columns)
    var result = [Double](repeating: 0, count: height * width)
    for y in 0..<height {
      for x in 0..<width {
        var sum = 0.0
        for column in 0..<columns {
          sum += across[x * columns + column] * tall[y * columns + column]
        }
        result[y * width + x] = sum
      }
    }
    return result
  }

  /// The transposed map: from a gradient with respect to the enlarged mask, H x W, to that with
  /// respect to the mask, rows x columns.
  package func transposed(_ gradient: [Double]) -> [Double] {
    let narrow = Self.product(gradient, across, height, width, columns)
    var result = [Double](repeating: 0, count: rows * columns)
    for y in 0..<height {
      for row in 0..<rows where down[y * rows + row] != 0 {
        for column in 0..<columns {
          result[row * columns + column] += down[y * rows + row] * narrow[y * columns + column]
        }
      }
    }
    return result
  }

  /// a (m x k) times b (k x n).
  private static func product(
    _ a: [Double], _ b: [Double], _ m: Int, _ k: Int, _ n: Int
  ) -> [Double] {
    var result = [Double](repeating: 0, count: m * n)
    for row in 0..<m {
      for inner in 0..<k where a[row * k + inner] != 0 {
        for column in 0..<n {
          result[row * n + column] += a[row * k + inner] * b[inner * n + column]
        }
      }
    }
    return result
  }

  /// `pixels` x `cells`.
  private static func weights(
    _ cells: Int, _ pixels: Int, _ kind: Kind, _ smoothing: GaussianBlur?
  ) -> [Double] {
    var weights = [Double](repeating: 0, count: pixels * cells)
    for pixel in 0..<pixels {
      let place: Double
      switch kind {
      case .nearest:
        weights[pixel * cells + pixel * cells / pixels] = 1
        continue
      case .bilinear:
        place = (Double(pixel) + 0.5) * Double(cells) / Double(pixels) - 0.5
      case .bilinearCorners:
        place = pixels == 1 ? 0 : Double(pixel * (cells - 1)) / Double(pixels - 1)
      }
      let inside = min(max(place, 0), Double(cells - 1))
      let low = min(Int(inside), max(cells - 2, 0))
      weights[pixel * cells + low] += 1 - (inside - Double(low))
      if inside > Double(low) { weights[pixel * cells + low + 1] += inside - Double(low) }
    }
    guard let smoothing else { return weights }
    return product(smoothing.matrix(pixels), weights, pixels, pixels, cells)
  }
}
