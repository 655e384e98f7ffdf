import KernelInterface

// A 3 x 3 depthwise kernel on whole vectors of channels. Line by line and vector by vector: the
// nine weights stay in registers along a line, and four outputs side by side share the columns they
// read.

/// Nine vectors, one for each tap, column by column.
struct Nine {
  var left: ThreeVectors
  var middle: ThreeVectors
  var right: ThreeVectors

  @inline(__always) init(_ value: (_ row: Int, _ column: Int) -> Vector) {
    left = (value(0, 0), value(1, 0), value(2, 0))
    middle = (value(0, 1), value(1, 1), value(2, 1))
    right = (value(0, 2), value(1, 2), value(2, 2))
  }
}

/// The columns of the input's three lines under one line of outputs, at one vector's channels.
struct Columns {
  /// The lines' first pixels. In place of one outside the image stands the nearest inside, which
  /// the caller leaves out.
  private var top: UnsafePointer<Float>
  private var middle: UnsafePointer<Float>
  private var bottom: UnsafePointer<Float>
  private var zeros: UnsafePointer<Float>
  private var width: Int
  private var channels: Int

  @inline(__always)
  init(
    _ image: DepthwiseImage, _ input: UnsafePointer<Float>, firstRow: Int,
    zeros: UnsafePointer<Float>
  ) {
    let length = image.width &* image.channels
    func line(_ row: Int) -> UnsafePointer<Float> {
      input + min(max(row, 0), image.height &- 1) &* length
    }
    top = line(firstRow)
    middle = line(firstRow &+ 1)
    bottom = line(firstRow &+ 2)
    self.zeros = zeros
    width = image.width
    channels = image.channels
  }

  /// A column that lies inside the image.
  @inline(__always)
  func inside(_ x: Int) -> ThreeVectors {
    let offset = x &* channels
    return (load(top + offset), load(middle + offset), load(bottom + offset))
  }

  /// A column that may lie outside, where it is zero.
  ///
  /// The choice is of pointers: one of vectors would be made lane by lane.
  @inline(__always)
  func anywhere(_ x: Int) -> ThreeVectors {
    let offset = x &* channels
    let isInside = x >= 0 && x < width
    return (
      load(isInside ? top + offset : zeros), load(isInside ? middle + offset : zeros),
      load(isInside ? bottom + offset : zeros)
    )
  }
}

extension DepthwiseImage {
  @inline(__always) func isRow(_ row: Int) -> Bool { row >= 0 && row < height }

  /// Whether four outputs from column x on read side by side, and at most the first and the last of
  /// the six columns that they read lie outside the image.
  @inline(__always)
  func hasFour(_ x: Int) -> Bool {
    let column = x &+ taps[0].dx
    return strideX == 1 && x &+ 4 <= gridWidth && column >= -1 && column &+ 4 < width
  }

  /// Calls `body(y, channel, columns, first row)` for every line of the grid and every vector of
  /// channels.
  @inline(__always)
  func forEachLine(
    _ input: UnsafePointer<Float>,
    _ body: (_ y: Int, _ channel: Int, Columns, _ firstRow: Int, _ zeros: UnsafePointer<Float>) ->
      Void
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: lanes) { zeros in
      zeros.initialize(repeating: 0)
      guard let zeros = UnsafePointer(zeros.baseAddress) else { return }
      for y in lines {
        let row = y &* strideY &+ taps[0].dy
        var channel = 0
        while channel < channels {
          let columns = Columns(self, input + channel, firstRow: row, zeros: zeros)
          body(y, channel, columns, row, zeros)
          channel &+= lanes
        }
      }
    }
  }
}

@inline(__always)
private func add(_ column: ThreeVectors, _ weights: ThreeVectors, to sum: inout Vector) {
  sum = multiplyAdd(sum, column.0, weights.0)
  sum = multiplyAdd(sum, column.1, weights.1)
  sum = multiplyAdd(sum, column.2, weights.2)
}

/// Forward pass; bias or residual, not both.
@inline(never)
func depthwiseThreeByThree(
  _ image: DepthwiseImage, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
  _ epilogue: Epilogue
) {
  image.forEachLine(input) { y, channel, columns, firstRow, zeros in
    let weights = Nine { row, column in
      let weight = image.weights + ((row &* 3 &+ column) &* image.channels &+ channel)
      return load(image.isRow(firstRow &+ row) ? weight : zeros)
    }
    let start = y &* image.gridWidth &* image.channels &+ channel
    let line = OutputLine(
      begin: epilogue.residual.map { $0 + start } ?? epilogue.bias.map { $0 + channel } ?? zeros,
      beginStep: epilogue.residual == nil ? 0 : image.channels, output: output + start,
      step: image.channels, lower: Vector(repeating: epilogue.bounds.lower),
      upper: Vector(repeating: epilogue.bounds.upper))
    line.write(image, weights, columns)
  }
}

/// One line of outputs at one vector's channels.
private struct OutputLine {
  /// What the sums begin with: `beginStep` floats from one output to the next.
  var begin: UnsafePointer<Float>
  var beginStep: Int
  var output: UnsafeMutablePointer<Float>
  var step: Int
  var lower: Vector
  var upper: Vector

  @inline(__always) private func begin(_ x: Int) -> Vector { load(begin + x &* beginStep) }
  @inline(__always) private func end(_ sum: Vector, _ x: Int) {
    store(clamp(sum, lower, upper), output + x &* step)
  }

  @inline(__always)
  func write(_ image: DepthwiseImage, _ weights: Nine, _ columns: Columns) {
    var x = 0
    while x < image.gridWidth {
      let column = x &* image.strideX &+ image.taps[0].dx
      if image.hasFour(x) {
        writeFour(x, column, weights, columns)
        x &+= 4
      } else {
        writeOne(x, column, weights, columns)
        x &+= 1
      }
    }
  }

  @inline(__always)
  private func writeFour(_ x: Int, _ column: Int, _ weights: Nine, _ columns: Columns) {
    var first = begin(x)
    var second = begin(x &+ 1)
    let column0 = columns.anywhere(column)
    add(column0, weights.left, to: &first)
    let column1 = columns.inside(column &+ 1)
    add(column1, weights.middle, to: &first)
    add(column1, weights.left, to: &second)
    var third = begin(x &+ 2)
    let column2 = columns.inside(column &+ 2)
    add(column2, weights.right, to: &first)
    add(column2, weights.middle, to: &second)
    add(column2, weights.left, to: &third)
    end(first, x)
    var fourth = begin(x &+ 3)
    let column3 = columns.inside(column &+ 3)
    add(column3, weights.right, to: &second)
    add(column3, weights.middle, to: &third)
    add(column3, weights.left, to: &fourth)
    end(second, x &+ 1)
    let column4 = columns.inside(column &+ 4)
    add(column4, weights.right, to: &third)
    add(column4, weights.middle, to: &fourth)
    end(third, x &+ 2)
    add(columns.anywhere(column &+ 5), weights.right, to: &fourth)
    end(fourth, x &+ 3)
  }

  @inline(__always)
  private func writeOne(_ x: Int, _ column: Int, _ weights: Nine, _ columns: Columns) {
    var sum = begin(x)
    add(columns.anywhere(column), weights.left, to: &sum)
    add(columns.anywhere(column &+ 1), weights.middle, to: &sum)
    add(columns.anywhere(column &+ 2), weights.right, to: &sum)
    end(sum, x)
  }
}
