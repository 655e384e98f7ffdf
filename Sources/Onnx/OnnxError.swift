import Interchange

/// What is wrong with an ONNX file, or what in it is not computed here.
package enum OnnxError: Error, Equatable, CustomStringConvertible {
  /// The file is not what the format asks for.
  case malformed(file: String, place: String, expected: String, found: String)
  /// A sound node that is not understood, and why.
  case refused(file: String, node: String, operation: String, opset: Int, reason: String)
  /// The model as a whole is not a classifier of images that can be computed here.
  case unsuitable(file: String, expected: String, found: String)

  package var description: String {
    switch self {
    case .malformed(let file, let place, let expected, let found):
      Excerpt.message(
        "\(file): not a sound ONNX model: \(place): expected \(expected), found \(found)")
    case .refused(let file, let node, let operation, let opset, let reason):
      Excerpt.message(
        "\(file): node \(Excerpt.quoted(node)): \(operation) (opset \(opset)): \(reason)")
    case .unsuitable(let file, let expected, let found):
      Excerpt.message("\(file): expected \(expected), found \(found)")
    }
  }
}

/// What is wrong at a place that the catcher knows.
struct Fault: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }

  init(expected: String, found: some CustomStringConvertible) {
    reason = "expected \(expected), found \(found)"
  }
}
