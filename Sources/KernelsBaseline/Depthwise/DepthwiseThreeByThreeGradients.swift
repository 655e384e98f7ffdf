import KernelInterface

// The gradients of a 3 x 3 depthwise kernel on whole vectors of channels: that of the weights,
// whose nine sums stay in registers along a line, and that of the input at stride 2. (At stride 1
// the latter is a forward pass with the weights turned.)

@inline(never)
func depthwiseThreeByThreeWeightGradient(
  _ image: DepthwiseImage, _ input: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>,
  _ weightGradient: UnsafeMutablePointer<Float>
) {
  image.forEachLine(input) { y, channel, columns, firstRow, _ in
    let dy = gradient + (y &* image.gridWidth &* image.channels &+ channel)
    // A line's sums by themselves before they join the image's: short chains round less.
    let sums = lineSums(image, dy, columns)
    let target = weightGradient + channel
    let (channels, row) = (image.channels, 3 &* image.channels)
    if image.isRow(firstRow) {
      addRow(target, channels, sums.left.0, sums.middle.0, sums.right.0)
    }
    if image.isRow(firstRow &+ 1) {
      addRow(target + row, channels, sums.left.1, sums.middle.1, sums.right.1)
    }
    if image.isRow(firstRow &+ 2) {
      addRow(target + 2 &* row, channels, sums.left.2, sums.middle.2, sums.right.2)
    }
  }
}

@inline(__always)
private func lineSums(
  _ image: DepthwiseImage, _ dy: UnsafePointer<Float>, _ columns: Columns
) -> Nine {
  var sums = Nine { _, _ in .zero }
  var x = 0
  while x < image.gridWidth {
    let column = x &* image.strideX &+ image.taps[0].dx
    let dy = dy + x &* image.channels
    if image.hasFour(x) {
      addFour(&sums, dy, image.channels, column, columns)
      x &+= 4
    } else {
      let value = load(dy)
      add(&sums.left, columns.anywhere(column), value)
      add(&sums.middle, columns.anywhere(column &+ 1), value)
      add(&sums.right, columns.anywhere(column &+ 2), value)
      x &+= 1
    }
  }
  return sums
}

@inline(__always)
private func addFour(
  _ sums: inout Nine, _ dy: UnsafePointer<Float>, _ step: Int, _ column: Int, _ columns: Columns
) {
  let first = load(dy)
  add(&sums.left, columns.anywhere(column), first)
  let second = load(dy + step)
  let column1 = columns.inside(column &+ 1)
  add(&sums.middle, column1, first)
  add(&sums.left, column1, second)
  let third = load(dy + 2 &* step)
  let column2 = columns.inside(column &+ 2)
  add(&sums.right, column2, first)
  add(&sums.middle, column2, second)
  add(&sums.left, column2, third)
  let fourth = load(dy + 3 &* step)
  let column3 = columns.inside(column &+ 3)
  add(&sums.right, column3, second)
  add(&sums.middle, column3, third)
  add(&sums.left, column3, fourth)
  let column4 = columns.inside(column &+ 4)
  add(&sums.right, column4, third)
  add(&sums.middle, column4, fourth)
  add(&sums.right, columns.anywhere(column &+ 5), fourth)
}

@inline(__always)
private func add(_ sums: inout ThreeVectors, _ column: ThreeVectors, _ dy: Vector) {
  sums.0 = multiplyAdd(sums.0, dy, column.0)
  sums.1 = multiplyAdd(sums.1, dy, column.1)
  sums.2 = multiplyAdd(sums.2, dy, column.2)
}

@inline(__always)
private func addRow(
  _ target: UnsafeMutablePointer<Float>, _ step: Int, _ left: Vector, _ middle: Vector,
  _ right: Vector
) {
  store(load(target) + left, target)
  store(load(target + step) + middle, target + step)
  store(load(target + 2 &* step) + right, target + 2 &* step)
}

/// The gradient of lines 2y and 2y + 1 of the input for each line y of `image.lines`.
///
/// An even line is read by the middle row of weights alone, an odd one by the bottom row from above
/// and by the top row from below; columns likewise.
@inline(never)
func depthwiseHalvingInputGradient(
  _ image: DepthwiseImage, _ gradient: UnsafePointer<Float>,
  _ inputGradient: UnsafeMutablePointer<Float>, accumulate: Bool
) {
  let length = image.gridWidth &* image.channels
  withUnsafeTemporaryAllocation(of: Float.self, capacity: lanes) { zeros in
    zeros.initialize(repeating: 0)
    guard let zeros = UnsafePointer(zeros.baseAddress) else { return }
    for y in image.lines {
      for parity in 0..<2 {
        let target = inputGradient + (2 &* y &+ parity) &* 2 &* length
        let hasBelow = parity == 1 && y &+ 1 < image.gridHeight
        var channel = 0
        while channel < image.channels {
          func weights(_ row: Int) -> UnsafePointer<Float> {
            image.weights + (3 &* row &* image.channels &+ channel)
          }
          let above = gradient + (y &* length &+ channel)
          writeHalvedLine(
            image, above, WeightRow(weights(1 &+ parity), image.channels),
            hasBelow ? above + length : above,
            hasBelow ? WeightRow(weights(0), image.channels) : WeightRow(zeros, 0),
            target + channel, zeros, accumulate)
          channel &+= lanes
        }
      }
    }
  }
}

/// The three weights of one row at one vector's channels.
private struct WeightRow {
  var left: Vector
  var middle: Vector
  var right: Vector

  @inline(__always) init(_ weights: UnsafePointer<Float>, _ step: Int) {
    left = load(weights)
    middle = load(weights + step)
    right = load(weights + 2 &* step)
  }
}

@inline(__always)
private func writeHalvedLine(
  _ image: DepthwiseImage, _ above: UnsafePointer<Float>, _ upper: WeightRow,
  _ below: UnsafePointer<Float>, _ lower: WeightRow, _ target: UnsafeMutablePointer<Float>,
  _ zeros: UnsafePointer<Float>, _ accumulate: Bool
) {
  let step = image.channels
  let begin = accumulate ? UnsafePointer(target) : zeros
  let beginStep = accumulate ? step : 0
  for x in 0..<image.gridWidth {
    let offset = x &* step
    let isLast = x &+ 1 == image.gridWidth
    let (first, second) = (load(above + offset), load(below + offset))
    var even = load(begin + 2 &* x &* beginStep)
    var odd = load(begin + (2 &* x &+ 1) &* beginStep)
    even = multiplyAdd(even, first, upper.middle)
    odd = multiplyAdd(odd, first, upper.right)
    even = multiplyAdd(even, second, lower.middle)
    odd = multiplyAdd(odd, second, lower.right)
    odd = multiplyAdd(odd, load(isLast ? zeros : above + (offset &+ step)), upper.left)
    odd = multiplyAdd(odd, load(isLast ? zeros : below + (offset &+ step)), lower.left)
    store(even, target + 2 &* offset)
    store(odd, target + (2 &* offset &+ step))
  }
}
