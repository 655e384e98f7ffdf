import Images

/// Interference of kinds that lie on parts of an image or over all of it.
extension MixedPictures {
  /// - Parameter sixteenths: of the shorter side.
  func frame(sixteenths: Int) -> Mixed {
    let thickness = max(min(height, width) * sixteenths / 16, 1)
    return replacing(with: ground) { row, column in
      min(row, column, height - 1 - row, width - 1 - column) < thickness
    }
  }

  /// A piece of the ground from any place at any place.
  func patch(sixteenths: Int, _ stream: inout RandomStream) -> Mixed {
    let (rows, columns) = (max(height * sixteenths / 16, 1), max(width * sixteenths / 16, 1))
    let top = stream.integer(in: 0..<height - rows + 1)
    let left = stream.integer(in: 0..<width - columns + 1)
    let fromTop = stream.integer(in: 0..<height - rows + 1)
    let fromLeft = stream.integer(in: 0..<width - columns + 1)
    return replacing(with: groundMoved(down: top - fromTop, right: left - fromLeft)) {
      (top..<top + rows).contains($0) && (left..<left + columns).contains($1)
    }
  }

  /// A disc about the object's centre, of the ground moved by up to a quarter of the sides.
  ///
  /// - Parameter radius: in shorter sides.
  func occluder(radius: Double, _ stream: inout RandomStream) -> Mixed {
    func shift(_ length: Int) -> Int { stream.integer(in: -(length / 4)..<length / 4 + 1) }
    let other = groundMoved(down: shift(height), right: shift(width))
    let middle = centre(of: baseMask)
    let y = Double(middle.row) + 0.2 * (stream.uniformDouble() - 0.5) * Double(height)
    let x = Double(middle.column) + 0.2 * (stream.uniformDouble() - 0.5) * Double(width)
    let most = radius * Double(min(height, width))
    return replacing(with: other) { row, column in
      let (down, right) = (Double(row) - y, Double(column) - x)
      return down * down + right * right < most * most
    }
  }

  /// The ground's mean colour, or its strongest, over the base.
  func tint(_ share: Double, _ stream: inout RandomStream) -> Mixed {
    var colour = [0.0, 0, 0]
    if stream.uniformDouble() < 0.5 {
      for (place, value) in ground.enumerated() { colour[place % 3] += Double(value) }
      colour = colour.map { $0 / Double(height * width) }
    } else {
      let soft = blurredGround(sixteenths: 2)
      func strength(_ pixel: Int) -> Double {
        (0..<3).reduce(0) { $0 + abs(soft[3 * pixel + $1] - 128) }
      }
      let place = (0..<height * width).max { strength($0) < strength($1) } ?? 0
      colour = Array(soft[3 * place..<3 * place + 3])
    }
    return over(share) { colour[$0 % 3] }
  }

  /// The ground, or twice what distinguishes it from its blurred self, over the base.
  func texture(_ share: Double, _ stream: inout RandomStream) -> Mixed {
    guard stream.uniformDouble() < 0.5 else { return over(share) { Double(ground[$0]) } }
    let soft = blurredGround(sixteenths: 1.5)
    return over(share) { 128 + 2 * (Double(ground[$0]) - soft[$0]) }
  }

  private func blurredGround(sixteenths: Double) -> [Double] {
    let deviation = max(Double(min(height, width)) * sixteenths / 16, 0.5)
    return GaussianBlur.continued(deviation: deviation)
      .picture(ground.map(Float.init), height: height, width: width).map(Double.init)
  }

  private func over(_ share: Double, _ value: (_ place: Int) -> Double) -> Mixed {
    let first = base.startIndex
    let pixels = (0..<base.count).map { place in
      let mixed = (1 - share) * Double(base[first + place]) + share * value(place)
      return UInt8(min(max(mixed.rounded(), 0), 255))
    }
    return (pixels, Array(baseMask))
  }

  /// What is moved out at one side comes in at the other.
  private func groundMoved(down: Int, right: Int) -> [UInt8] {
    var moved = [UInt8](repeating: 0, count: ground.count)
    for row in 0..<height {
      for column in 0..<width {
        let target = ((row + down + height) % height * width + (column + right + width) % width) * 3
        let source = (row * width + column) * 3
        for channel in 0..<3 { moved[target + channel] = ground[source + channel] }
      }
    }
    return moved
  }

  /// The base with another's pixels where `isChanged` says so; the object lies beneath them.
  private func replacing(
    with other: [UInt8], where isChanged: (_ row: Int, _ column: Int) -> Bool
  ) -> Mixed {
    var pixels = Array(base)
    for pixel in 0..<height * width where isChanged(pixel / width, pixel % width) {
      for channel in 0..<3 {
        pixels[3 * pixel + channel] = other[3 * pixel + channel]
      }
    }
    let mask = baseMask.enumerated().map { pixel, isObject in
      isObject && !isChanged(pixel / width, pixel % width)
    }
    return (pixels, mask)
  }
}
