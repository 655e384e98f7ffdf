import KernelInterface

/// A step that can compute some lines of one image's output from some lines of its first input
/// (inference).
protocol LineStep: Step {
  var inputShape: Shape { get }
  var outputShape: Shape { get }
  /// The lines of the first input that lines of the output read.
  var reach: LineReach { get }
  /// Whether it can do so as it was compiled.
  var goesByLines: Bool { get }

  func forward(_ run: Run, _ band: LineBand)
}

extension LineStep {
  /// Floats of a line of the output.
  var lineFloats: Int { outputShape.width * outputShape.channels }
}

/// Lines of one image on the way through a step.
struct LineBand {
  var image: Int
  var lines: Range<Int>
  /// Line 0 of the first input and of the output, of which only those lines may be there that are
  /// read or written.
  var input: UnsafePointer<Float>
  var output: UnsafeMutablePointer<Float>
  var scratch: UnsafeMutablePointer<Float>
}

/// Line y of an output reads lines stride * y + least to stride * y + most of an input with
/// `height` lines.
struct LineReach {
  var stride: Int
  var least: Int
  var most: Int
  var height: Int

  init(_ window: Window) {
    stride = window.strideY
    least = window.taps.map(\.dy).min() ?? 0
    most = window.taps.map(\.dy).max() ?? 0
    height = window.height
  }

  /// Each line reads its own.
  init(height: Int) {
    (stride, least, most) = (1, 0, 0)
    self.height = height
  }

  /// In place of lines outside the image stand the nearest inside: kernels may read those, and
  /// leave them out.
  func lines(for lines: Range<Int>) -> Range<Int> {
    let first = min(max(stride * lines.lowerBound + least, 0), height - 1)
    let end = min(stride * (lines.upperBound - 1) + most + 1, height)
    return first..<max(end, first + 1)
  }

  /// The most that so many lines read.
  func count(for lines: Int) -> Int { min(stride * (lines - 1) + most - least + 1, height) }
}
