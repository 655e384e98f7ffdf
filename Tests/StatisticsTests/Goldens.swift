import Foundation
import Interchange
import Testing

/// What Scripts/make-statistics-goldens.py wrote.
enum Goldens {
  private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/Statistics")

  static func read<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws
    -> Value
  {
    try JSON.read(type, from: directory.appending(path: name).path(percentEncoded: false))
  }
}

/// The largest relative error allowed of any statistic, p-value and special function.
let tolerance = 1e-10

/// Whether a number is within the tolerance of its golden value, relative to that.
func expectClose(
  _ found: Double?, _ expected: Double?, _ what: [Double] = [], within rtol: Double = tolerance,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let found, let expected else {
    #expect((found == nil) == (expected == nil), "row \(what)", sourceLocation: sourceLocation)
    return
  }
  #expect(
    (found - expected).magnitude <= rtol * expected.magnitude,
    "found \(found), expected \(expected), row \(what)", sourceLocation: sourceLocation)
}
