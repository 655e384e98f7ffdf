import Explanations
import Terminal
import Text

extension Option where Value == String {
  /// Whose score is explained; which classes there are is known with the data.
  static var target: Self {
    Option(
      "target", "CLASS", .string,
      help: "Whose score: predicted, true, predicted-true (their difference), predicted-second "
        + "(that of the two likeliest, which needs no label), or a class by name or number.",
      default: "predicted")
  }
}

extension Option where Value == Bool {
  static var onOriginals: Self {
    Option(
      flag: "on-originals",
      help: "Show pictures as they are in their files, with maps and boxes carried back from what "
        + "the network saw of them."
    ).advanced
  }
}

extension Option where Value == Int {
  static var sheetImages: Self {
    Option(
      "sheet-images", "N", .int(in: 1...1000),
      help: "Show at most this many images in the picture.",
      default: 32
    ).advanced
  }
}

extension ScoreTarget {
  /// The target that `--target` or one of `--targets` names; classes by name or number.
  ///
  /// - Throws: `UsageError` with the nearest name.
  static func named(
    _ text: String, option: String = "target", classNames: [String]
  ) throws -> ScoreTarget {
    do {
      return try ScoreTarget(parsing: text, classNames: classNames)
    } catch {
      throw UsageError(
        "--\(option): expected \(words.joined(separator: ", ")), a class from 0 to "
          + "\(classNames.count - 1) or one of \(classNames.joined(separator: ", ")), found "
          + "'\(text)'",
        suggestion: Spelling.nearest(to: text, among: words + classNames))
    }
  }
}
