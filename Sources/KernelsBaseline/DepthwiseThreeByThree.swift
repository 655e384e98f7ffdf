import KernelInterface

// A 3 x 3 depthwise kernel on whole vectors of channels. Line by line and vector by vector: the nine
// weights, or the nine sums of their gradient, stay in registers along a line.

/// Nine vectors, one for each tap, row by row.
private struct Nine {
  var top: ThreeVectors
  var middle: ThreeVectors
  var bottom: ThreeVectors

  @inline(__always) init(_ value: (Int) -> Vector) {
    top = (value(0), value(1), value(2))
    middle = (value(3), value(4), value(5))
    bottom = (value(6), value(7), value(8))
  }
}

/// The three lines of the input under one line of outputs, at one vector's channels; a line outside the
/// image is one of zeros.
private struct Lines {
  var top: UnsafePointer<Float>
  var middle: UnsafePointer<Float>
  var bottom: UnsafePointer<Float>

  @inline(__always)
  func shifted(by channel: Int) -> Lines {
    Lines(top: top + channel, middle: middle + channel, bottom: bottom + channel)
  }
}

/// Calls `body(y, lines)` for each line of the grid.
@inline(__always)
private func forEachLine(
  _ image: DepthwiseImage, _ input: UnsafePointer<Float>, _ body: (Int, Lines) -> Void
) {
  let length = image.width &* image.channels
  withUnsafeTemporaryAllocation(of: Float.self, capacity: length) { zeros in
    zeros.initialize(repeating: 0)
    guard let zeros = UnsafePointer(zeros.baseAddress) else { return }
    func line(_ row: Int) -> UnsafePointer<Float> {
      row >= 0 && row < image.height ? input + row &* length : zeros
    }
    for y in image.lines {
      let row = y &* image.strideY &+ image.taps[0].dy
      body(y, Lines(top: line(row), middle: line(row &+ 1), bottom: line(row &+ 2)))
    }
  }
}

/// Calls `inside(offset)` for each output whose three columns lie inside the image, and
/// `border(offset, column)` for each column that does of the others; `begin(x)` before and `end(x)` after.
@inline(__always)
private func forEachColumn(
  _ image: DepthwiseImage, begin: (Int) -> Void, inside: (Int) -> Void,
  border: (_ offset: Int, _ column: Int) -> Void, end: (Int) -> Void
) {
  for x in 0..<image.gridWidth {
    let first = x &* image.strideX &+ image.taps[0].dx
    begin(x)
    if first >= 0 && first &+ 2 < image.width {
      inside(first &* image.channels)
    } else {
      for column in 0..<3 where first &+ column >= 0 && first &+ column < image.width {
        border((first &+ column) &* image.channels, column)
      }
    }
    end(x)
  }
}

@inline(__always)
private func element(_ three: ThreeVectors, _ index: Int) -> Vector {
  index == 0 ? three.0 : index == 1 ? three.1 : three.2
}

@inline(never)
func depthwiseThreeByThree(
  _ image: DepthwiseImage, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
  _ epilogue: Epilogue
) {
  let lower = Vector(repeating: epilogue.bounds.lower)
  let upper = Vector(repeating: epilogue.bounds.upper)
  let channels = image.channels
  forEachLine(image, input) { y, lines in
    var channel = 0
    while channel < channels {
      let weights = Nine { load(image.weights + ($0 &* channels &+ channel)) }
      let bias = epilogue.bias.map { load($0 + channel) } ?? .zero
      let lines = lines.shifted(by: channel)
      var sum = Vector.zero
      forEachColumn(
        image, begin: { _ in sum = bias },
        inside: { offset in
          sum = addRow(sum, weights.top, lines.top + offset, channels)
          sum = addRow(sum, weights.middle, lines.middle + offset, channels)
          sum = addRow(sum, weights.bottom, lines.bottom + offset, channels)
        },
        border: { offset, column in
          sum = multiplyAdd(sum, load(lines.top + offset), element(weights.top, column))
          sum = multiplyAdd(sum, load(lines.middle + offset), element(weights.middle, column))
          sum = multiplyAdd(sum, load(lines.bottom + offset), element(weights.bottom, column))
        },
        end: { x in
          let place = (y &* image.gridWidth &+ x) &* channels &+ channel
          if let residual = epilogue.residual { sum += load(residual + place) }
          store(clamp(sum, lower, upper), output + place)
        })
      channel &+= lanes
    }
  }
}

@inline(__always)
private func addRow(
  _ sum: Vector, _ weights: ThreeVectors, _ line: UnsafePointer<Float>, _ channels: Int
) -> Vector {
  var sum = multiplyAdd(sum, load(line), weights.0)
  sum = multiplyAdd(sum, load(line + channels), weights.1)
  return multiplyAdd(sum, load(line + 2 &* channels), weights.2)
}

@inline(never)
func depthwiseThreeByThreeWeightGradient(
  _ image: DepthwiseImage, _ input: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>,
  _ weightGradient: UnsafeMutablePointer<Float>
) {
  let channels = image.channels
  forEachLine(image, input) { y, lines in
    var channel = 0
    while channel < channels {
      let lines = lines.shifted(by: channel)
      // A line's sums by themselves before they join the image's: short chains round less.
      var sums = Nine { _ in .zero }
      var dy = Vector.zero
      forEachColumn(
        image,
        begin: { x in
          dy = load(gradient + ((y &* image.gridWidth &+ x) &* channels &+ channel))
        },
        inside: { offset in
          addProducts(&sums.top, dy, lines.top + offset, channels)
          addProducts(&sums.middle, dy, lines.middle + offset, channels)
          addProducts(&sums.bottom, dy, lines.bottom + offset, channels)
        },
        border: { offset, column in
          addProduct(&sums.top, dy, lines.top + offset, column)
          addProduct(&sums.middle, dy, lines.middle + offset, column)
          addProduct(&sums.bottom, dy, lines.bottom + offset, column)
        },
        end: { _ in })
      let target = weightGradient + channel
      add(sums.top, target, channels)
      add(sums.middle, target + 3 &* channels, channels)
      add(sums.bottom, target + 6 &* channels, channels)
      channel &+= lanes
    }
  }
}

@inline(__always)
private func addProducts(
  _ sums: inout ThreeVectors, _ dy: Vector, _ line: UnsafePointer<Float>, _ channels: Int
) {
  sums.0 = multiplyAdd(sums.0, dy, load(line))
  sums.1 = multiplyAdd(sums.1, dy, load(line + channels))
  sums.2 = multiplyAdd(sums.2, dy, load(line + 2 &* channels))
}

@inline(__always)
private func addProduct(
  _ sums: inout ThreeVectors, _ dy: Vector, _ pixel: UnsafePointer<Float>, _ column: Int
) {
  switch column {
  case 0: sums.0 = multiplyAdd(sums.0, dy, load(pixel))
  case 1: sums.1 = multiplyAdd(sums.1, dy, load(pixel))
  default: sums.2 = multiplyAdd(sums.2, dy, load(pixel))
  }
}

@inline(__always)
private func add(
  _ sums: ThreeVectors, _ target: UnsafeMutablePointer<Float>, _ channels: Int
) {
  store(load(target) + sums.0, target)
  store(load(target + channels) + sums.1, target + channels)
  store(load(target + 2 &* channels) + sums.2, target + 2 &* channels)
}
