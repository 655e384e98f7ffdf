import KernelInterface

// A depthwise kernel of any taps on whole vectors of channels. Line by line and vector by vector:
// eight or four outputs side by side share each weight that is loaded.

/// Forward pass.
@inline(never)
func depthwiseAnyTaps(
  _ image: DepthwiseImage, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
  _ epilogue: Epilogue
) {
  guard let columns = image.columnsRead else { return }
  withUnsafeTemporaryAllocation(of: LineTap.self, capacity: image.taps.count) { taps in
    guard let first = taps.baseAddress else { return }
    for y in image.lines {
      let inside = UnsafeBufferPointer(start: first, count: image.tapsInside(y, first))
      let line = AnyTapsLine(
        image: image, taps: inside, columns: columns, input: input,
        output: output + y &* image.gridWidth &* image.channels, epilogue: epilogue,
        start: y &* image.gridWidth &* image.channels)
      var channel = 0
      while channel < image.channels {
        line.write(channel)
        channel &+= lanes
      }
    }
  }
}

/// A tap whose line lies inside the image.
private struct LineTap {
  var dx: Int
  /// The first float of its weights, and of the pixel that the line's first output reads (which may
  /// lie outside).
  var weight: Int
  var offset: Int
}

extension DepthwiseImage {
  /// The least and the greatest column that taps reach for, counted from an output's own.
  fileprivate var columnsRead: (least: Int, most: Int)? {
    guard var columns = taps.first.map({ (least: $0.dx, most: $0.dx) }) else { return nil }
    for tap in taps {
      columns = (min(columns.least, tap.dx), max(columns.most, tap.dx))
    }
    return columns
  }

  /// Writes the taps that are inside under line y of the grid, and returns how many there are.
  @inline(__always)
  fileprivate func tapsInside(_ y: Int, _ target: UnsafeMutablePointer<LineTap>) -> Int {
    var count = 0
    var weight = 0
    for tap in taps {
      let row = y &* strideY &+ tap.dy
      if row >= 0, row < height {
        (target + count).initialize(
          to: LineTap(
            dx: tap.dx, weight: weight, offset: (row &* width &+ tap.dx) &* channels))
        count &+= 1
      }
      weight &+= channels
    }
    return count
  }
}

/// One line of outputs.
private struct AnyTapsLine {
  var image: DepthwiseImage
  var taps: UnsafeBufferPointer<LineTap>
  var columns: (least: Int, most: Int)
  var input: UnsafePointer<Float>
  var output: UnsafeMutablePointer<Float>
  var epilogue: Epilogue
  /// The line's first output, counted from the image's.
  var start: Int

  /// Whether some outputs from x on read nothing outside the image.
  @inline(__always)
  private func isInside(_ x: Int, _ count: Int) -> Bool {
    x &+ count <= image.gridWidth && x &* image.strideX &+ columns.least >= 0
      && (x &+ count &- 1) &* image.strideX &+ columns.most < image.width
  }

  /// The outputs of one vector's channels.
  @inline(__always)
  func write(_ channel: Int) {
    var x = 0
    while x < image.gridWidth {
      if isInside(x, 8) {
        writeSome(SumPair<SumPair<SumPair<OneSum>>>.self, x, channel)
        x &+= 8
      } else if isInside(x, 4) {
        writeSome(SumPair<SumPair<OneSum>>.self, x, channel)
        x &+= 4
      } else {
        writeOne(x, channel)
        x &+= 1
      }
    }
  }

  @inline(__always)
  private func begin(_ channel: Int) -> Vector { epilogue.bias.map { load($0 + channel) } ?? .zero }

  @inline(__always)
  private func writeSome<Sums: SideBySide>(_: Sums.Type, _ x: Int, _ channel: Int) {
    let step = image.strideX &* image.channels
    let pixels = input + (x &* step &+ channel)
    let weights = image.weights + channel
    var sums = Sums(begin(channel))
    for tap in taps { sums.add(pixels + tap.offset, step, load(weights + tap.weight)) }
    let place = x &* image.channels &+ channel
    sums.forEach(0) { index, sum in end(sum, place &+ index &* image.channels) }
  }

  @inline(__always)
  private func writeOne(_ x: Int, _ channel: Int) {
    let column = x &* image.strideX
    let pixels = input + (column &* image.channels &+ channel)
    var sum = begin(channel)
    for tap in taps where column &+ tap.dx >= 0 && column &+ tap.dx < image.width {
      sum = multiplyAdd(
        sum, load(pixels + tap.offset), load(image.weights + (channel &+ tap.weight)))
    }
    end(sum, x &* image.channels &+ channel)
  }

  @inline(__always)
  private func end(_ sum: Vector, _ place: Int) {
    var value = sum
    if let residual = epilogue.residual { value += load(residual + (start &+ place)) }
    let lower = Vector(repeating: epilogue.bounds.lower)
    let upper = Vector(repeating: epilogue.bounds.upper)
    store(clamp(value, lower, upper), output + place)
  }
}

/// Sums of outputs side by side, built by doubling so that all stay in registers.
private protocol SideBySide {
  static var count: Int { get }
  init(_ begin: Vector)
  mutating func add(_ pixel: UnsafePointer<Float>, _ step: Int, _ weight: Vector)
  func forEach(_ first: Int, _ body: (Int, Vector) -> Void)
}

private struct OneSum: SideBySide {
  @inline(__always) static var count: Int { 1 }
  private var sum: Vector
  @inline(__always) init(_ begin: Vector) { sum = begin }
  @inline(__always)
  mutating func add(_ pixel: UnsafePointer<Float>, _ step: Int, _ weight: Vector) {
    sum = multiplyAdd(sum, load(pixel), weight)
  }
  @inline(__always)
  func forEach(_ first: Int, _ body: (Int, Vector) -> Void) { body(first, sum) }
}

private struct SumPair<Part: SideBySide>: SideBySide {
  @inline(__always) static var count: Int { 2 &* Part.count }
  private var left: Part
  private var right: Part
  @inline(__always) init(_ begin: Vector) {
    left = Part(begin)
    right = Part(begin)
  }
  @inline(__always)
  mutating func add(_ pixel: UnsafePointer<Float>, _ step: Int, _ weight: Vector) {
    left.add(pixel, step, weight)
    right.add(pixel + Part.count &* step, step, weight)
  }
  @inline(__always)
  func forEach(_ first: Int, _ body: (Int, Vector) -> Void) {
    left.forEach(first, body)
    right.forEach(first &+ Part.count, body)
  }
}
