import Text

/// What can be wrong with a data set, said to the person who gave it.
package enum DatasetError: PrintableError, Equatable {
  /// Nothing at this path, or nothing of the kind expected.
  case missing(path: String, expected: String)
  /// The system refused to read or write.
  case inaccessible(path: String, reason: String)
  /// The file's bytes are not what the format says; `byte` is the offset where it goes wrong.
  case malformed(path: String, byte: Int, expected: String, found: String)
  /// A file that would be overwritten.
  case alreadyThere(path: String)
  /// An option, or the text that names a data source, outside what it may be.
  case invalidOption(name: String, expected: String, found: String)
  /// Pictures that should be of one size are not; sizes are width and height.
  case differentSizes(first: String, firstSize: [Int], second: String, secondSize: [Int])
  /// Images without labels where they are needed.
  case unlabelled(place: String, reason: String)
  /// What is wrong with each picture that cannot be read.
  case unreadablePictures([String])
  /// The images do not allow what was asked of them.
  case unusable(reason: String)

  /// Named in a message.
  private static let mostProblems = 5

  package var message: String {
    switch self {
    case .missing(let path, let expected):
      "\(path): not found; expected \(expected)"
    case .inaccessible(let path, let reason):
      "\(path): \(reason)"
    case .malformed(let path, let byte, let expected, let found):
      "\(path): at byte \(byte): expected \(expected), found \(found)"
    case .alreadyThere(let path):
      "\(path): is already there and would be overwritten"
    case .invalidOption(let name, let expected, let found):
      "\(name): expected \(expected), found \(found)"
    case .differentSizes(let first, let firstSize, let second, let secondSize):
      "pictures have different sizes: \(first) has \(firstSize[0]) x \(firstSize[1]) pixels, "
        + "\(second) \(secondSize[0]) x \(secondSize[1]), and nothing says which size is wanted"
    case .unlabelled(let place, let reason):
      "\(place): \(reason), and labels are needed here"
    case .unreadablePictures(let problems):
      problems.prefix(Self.mostProblems).joined(separator: "\n")
        + (problems.count > Self.mostProblems ? "\nand more" : "")
    case .unusable(let reason):
      reason
    }
  }
}
