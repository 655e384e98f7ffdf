/// How much of every pixel a polygon covers, by 4 x 4 samples a pixel.
struct Coverage {
  static let side = CifarBinary.side
  static let samplesPerPixel = 16
  private static let fine = 4
  private static let fineSide = side * fine

  /// Covered samples of each pixel, H x W, 0...16.
  let samples: [Int]

  /// Even-odd rule; a sample is inside where an odd number of edges lies left of it.
  init(of polygon: [Point]) {
    let (fine, fineSide) = (Self.fine, Self.fineSide)
    var crossings = [Bool](repeating: false, count: fineSide * fineSide)
    for index in polygon.indices {
      Self.mark(
        from: polygon[index], to: polygon[(index + 1) % polygon.count], crossings: &crossings)
    }
    var samples = [Int](repeating: 0, count: Self.side * Self.side)
    for row in 0..<fineSide {
      var isInside = false
      for column in 0..<fineSide {
        if crossings[row * fineSide + column] { isInside.toggle() }
        if isInside { samples[row / fine * Self.side + column / fine] += 1 }
      }
    }
    self.samples = samples
  }

  /// Marks in every row of samples the first sample right of where the edge crosses the row.
  private static func mark(from start: Point, to end: Point, crossings: inout [Bool]) {
    let low = row(below: min(start.y, end.y))
    let high = row(below: max(start.y, end.y))
    for row in low..<high {
      let y = (Double(row) + 0.5) / Double(fine)
      let x = start.x + (y - start.y) / (end.y - start.y) * (end.x - start.x)
      let column = (x * Double(fine) - 0.5).rounded(.up)
      if column < Double(fineSide) { crossings[row * fineSide + Int(max(column, 0))].toggle() }
    }
  }

  /// The first row of samples at or below `y`, kept within the picture.
  private static func row(below y: Double) -> Int {
    Int(min(max((y * Double(fine) - 0.5).rounded(.up), 0), Double(fineSide)))
  }
}
