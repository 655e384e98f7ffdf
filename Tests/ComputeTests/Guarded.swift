import Compute
import Images
import Testing

/// Floats with a margin on both sides, at an address of any alignment that floats may have.
///
/// The margin of an operand is NaN: a kernel that reads past its end and uses what it finds shows
/// it. The margin of a target is checked to be untouched.
final class Guarded {
  private static let margin = 37

  private let buffer: FloatBuffer
  let count: Int

  /// Uniform values in -1..<1.
  init(_ count: Int, _ stream: inout RandomStream) {
    self.count = count
    buffer = FloatBuffer(count: count + 2 * Self.margin)
    for index in 0..<buffer.count { buffer.pointer[index] = .nan }
    for index in 0..<count { pointer[index] = 2 * stream.uniform() - 1 }
  }

  var pointer: UnsafeMutablePointer<Float> { buffer.pointer + Self.margin }
  var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }
  var doubles: [Double] { values.map(Double.init) }

  /// Records an issue unless the values are the expected ones and the margins untouched.
  func expect(
    _ expected: [Double], tolerance: Double, _ what: @autoclosure () -> String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for index in 0..<count {
      let value = Double(pointer[index])
      let isEqual =
        value == expected[index] || (value.isNaN && expected[index].isNaN)
        || abs(value - expected[index]) <= tolerance
      if !isEqual {
        Issue.record(
          "\(what()): element \(index) is \(value), expected \(expected[index])",
          sourceLocation: sourceLocation)
        return
      }
    }
    for index in 0..<Self.margin {
      if !buffer.pointer[index].isNaN || !pointer[count + index].isNaN {
        Issue.record("\(what()): written outside", sourceLocation: sourceLocation)
        return
      }
    }
  }
}
