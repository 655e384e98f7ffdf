/// Masks that remove a disc in the middle, from the smallest on, as Fong & Vedaldi begin with.
struct MaskDiscs {
  /// Each rows x columns.
  let masks: [[Double]]

  /// Radii of 0 to 170 in steps of 5, blurred with σ 10, all on the scale of 224 pixels.
  init(_ options: LearnedMaskOptions, height: Int, width: Int) {
    let scale = Double(max(height, width)) / 224
    let deviation = 10 * scale
    let blur = GaussianBlur.continued(deviation: deviation)
    masks = stride(from: 0.0, through: 170, by: 5).map { radius in
      var disc = [Float](repeating: 0, count: height * width * 3)
      for y in 0..<height {
        for x in 0..<width {
          let (dy, dx) = (
            Double(y) + 0.5 - Double(height) / 2, Double(x) + 0.5 - Double(width) / 2
          )
          guard dy * dy + dx * dx <= radius * radius * scale * scale else { continue }
          for channel in 0..<3 { disc[(y * width + x) * 3 + channel] = 1 }
        }
      }
      let smooth = blur.blurred(disc, height: height, width: width)
      return Self.means(smooth, height, width, options.rows, options.columns).map { 1 - $0 }
    }
  }

  /// The mean of the pixels of each cell.
  private static func means(
    _ pixels: [Float], _ height: Int, _ width: Int, _ rows: Int, _ columns: Int
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: rows * columns)
    var counts = sums
    for y in 0..<height {
      for x in 0..<width {
        let cell = y * rows / height * columns + x * columns / width
        sums[cell] += Double(pixels[(y * width + x) * 3])
        counts[cell] += 1
      }
    }
    return zip(sums, counts).map { $0 / max($1, 1) }
  }
}
