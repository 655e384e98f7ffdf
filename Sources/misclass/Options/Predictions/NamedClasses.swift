import Interchange
import Terminal

/// The names of classes, or the file that they stand in.
enum NamedClasses: Sendable {
  case names([String])
  case file(String)

  /// - Throws: `InterchangeError` for a file that cannot be read, `UsageError` for one whose names
  ///   cannot be told apart.
  func read() throws -> [String] {
    switch self {
    case .names(let names): return names
    case .file(let path):
      let names = try ClassNames.lines(of: FileReader.bytes(of: path), file: path)
      guard names.count >= 2 else {
        throw UsageError(
          "--classes: \(path): expected at least two names, found \(Excerpt.list(names))")
      }
      if let problem = ClassNames.problem(of: names) {
        throw UsageError("--classes: \(path): \(problem)")
      }
      return names
    }
  }
}

extension ValueKind where Value == NamedClasses {
  /// Names parted by commas, none empty or twice, or a file.
  static var classNames: Self {
    Self(
      expected: "different names parted by commas, at least two, or a file with one per line",
      file: .input
    ) { text in
      if text.isEmpty { return nil }
      guard text.contains(",") else { return .file(text == "-" ? StandardFile.input : text) }
      let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return ClassNames.problem(of: names) == nil ? .names(names) : nil
    }
  }
}
