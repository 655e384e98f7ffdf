/// The values that a parameter of a method may take, as data.
package enum AllowedValues: Sendable, Equatable {
  case wholeNumber(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  /// Above the first number, at most the second.
  case numberAbove(Double, upTo: Double)
  /// One of some names.
  case choice([String])
  /// A height and a width.
  case box
  /// The name of a layer of the classifier.
  case layer
  case segmentation

  /// Completes "expected …" in a message.
  package var expected: String {
    switch self {
    case .wholeNumber(let range):
      "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
    case .numberAbove(let low, let high): "a number above \(low), at most \(high)"
    case .choice(let names): "one of " + names.joined(separator: ", ")
    case .box: "HEIGHTxWIDTH, each from 1 to \(BoxShape.largestSide), such as 3x3"
    case .layer: "the name of a layer"
    case .segmentation: Segmentation.expected
    }
  }

  /// The values that can be listed, from which a message can suggest the nearest.
  package var names: [String] {
    guard case .choice(let names) = self else { return [] }
    return names
  }
}
