import Explanations
import Terminal

/// The options by which commands name what is explained and how.
enum ExplanationInputs {
  static let target = Option(
    "target", "CLASS",
    help: "Whose score: predicted, true, predicted-true (their difference), predicted-second (that "
      + "of the two likeliest, which needs no label), or a class by name or number.",
    default: "predicted")
  static let sheetImages = Option(
    "sheet-images", "N", help: "Show at most so many images in the picture.", default: "32")
}

extension ValueKind where Value == ScoreTarget {
  /// A target, as a user names it; classes by name or number.
  static func target(classNames: [String]) -> Self {
    let words = ScoreTarget.words
    return Self(
      expected: words.joined(separator: ", ") + ", a class from 0 to \(classNames.count - 1) or "
        + "one of " + classNames.joined(separator: ", "),
      candidates: words + classNames
    ) {
      try? ScoreTarget(parsing: $0, classNames: classNames)
    }
  }
}

extension ValueKind where Value == BoxShape {
  /// Height x width.
  static var box: Self {
    Self(expected: "HEIGHTxWIDTH, each from 1 to \(BoxShape.largestSide), such as 3x3") {
      try? BoxShape(parsing: $0)
    }
  }
}

extension Arguments {
  func sheetImages() throws -> Int {
    try value("sheet-images", .int(in: 1...1000), default: 32)
  }
}
