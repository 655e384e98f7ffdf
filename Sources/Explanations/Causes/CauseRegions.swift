import Images

/// The regions of an image that are tried as what misleads, H x W each.
struct CauseRegions {
  let height: Int
  let width: Int

  func frame(sixteenths: Int) -> [Bool] {
    let thickness = max(min(height, width) * sixteenths / 16, 1)
    return (0..<height * width).map { pixel in
      let (row, column) = (pixel / width, pixel % width)
      return min(row, column, height - 1 - row, width - 1 - column) < thickness
    }
  }

  func windows(_ corners: [Int], size: (height: Int, width: Int)) -> [Bool] {
    var region = [Bool](repeating: false, count: height * width)
    for corner in corners {
      for row in corner / width..<min(corner / width + size.height, height) {
        for column in corner % width..<min(corner % width + size.width, width) {
          region[row * width + column] = true
        }
      }
    }
    return region
  }

  /// Where a map is largest; of equal places the first.
  func top(_ share: Double, of map: [Double]) -> [Bool] {
    let count = Int((share * Double(map.count)).rounded())
    let order = map.indices.sorted { (map[$1], $0) < (map[$0], $1) }
    var region = [Bool](repeating: false, count: map.count)
    for place in order.prefix(count) { region[place] = true }
    return region
  }

  /// The corners of windows of a size, moved by an eighth of the sides.
  func corners(_ size: (height: Int, width: Int)) -> [Int] {
    stride(from: 0, through: height - size.height, by: max(height / 8, 1)).flatMap { row in
      stride(from: 0, through: width - size.width, by: max(width / 8, 1)).map {
        row * width + $0
      }
    }
  }
}

/// Difference maps of several stages as one of what speaks for the predicted class.
struct StageMaps {
  /// H x W each, of the stages from the first to the last.
  let stages: [[Double]]
  let height: Int
  let width: Int

  /// The positive parts, each stage counting the same, softened.
  var forPredicted: [Double] { combined { max($0, 0) } }

  /// What speaks against the predicted class, likewise.
  var forTrue: [Double] { combined { max(-$0, 0) } }

  private func combined(_ part: (Double) -> Double) -> [Double] {
    var sum = [Double](repeating: 0, count: height * width)
    for stage in stages {
      let values = stage.map(part)
      let total = values.reduce(0, +)
      guard total > 0 else { continue }
      for place in sum.indices { sum[place] += values[place] / total }
    }
    let blur = GaussianBlur.continued(deviation: Double(min(height, width)) / 32)
    let image = sum.flatMap { value in [Float](repeating: Float(value), count: 3) }
    let soft = blur.picture(image, height: height, width: width)
    return stride(from: 0, to: soft.count, by: 3).map { Double(soft[$0]) }
  }
}
