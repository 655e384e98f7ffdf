extension ValueKind where Value == String {
  /// Any text but the empty one.
  package static var string: Self { text(nil) }

  /// A file that is read; `-` is standard input.
  package static var inputFile: Self { text(.input) }

  /// A file or a directory that is read, or a word that stands for one.
  package static var inputPath: Self { text(.inputOrDirectory) }

  /// A file that is written; `-` is standard output.
  package static var outputFile: Self { text(.output) }

  /// A drawing that is written; a name that ends as another kind of picture's is refused.
  package static var svgFile: Self { picture("SVG", ending: ".svg") }

  /// A picture of dots that is written; a name that ends as another kind of picture's is refused.
  package static var pngFile: Self { picture("PNG", ending: ".png") }

  private static func picture(_ kind: String, ending: String) -> Self {
    let endings = [
      ".png", ".svg", ".jpg", ".jpeg", ".gif", ".pdf", ".webp", ".tif", ".tiff", ".bmp",
    ]
    return Self(
      expected: "a file for a picture as \(kind), which is what is written", file: .output
    ) { text in
      let name = text.lowercased()
      let isOther = endings.contains { $0 != ending && name.hasSuffix($0) }
      return text.isEmpty || isOther ? nil : StandardFile.path(text, .output)
    }
  }

  /// A directory that is written into.
  package static var outputDirectory: Self { text(.outputDirectory) }

  /// One of a few words.
  package static func word(_ words: [String]) -> Self {
    Self(expected: "one of " + words.joined(separator: ", "), candidates: words) {
      words.contains($0) ? $0 : nil
    }
  }

  private static func text(_ file: FileUse?) -> Self {
    Self(expected: "a text that is not empty", file: file) { text in
      text.isEmpty ? nil : StandardFile.path(text, file)
    }
  }
}

/// The files by which the system names what a program reads from and writes to.
package enum StandardFile {
  package static let input = "/dev/stdin"
  package static let output = "/dev/stdout"

  /// The path that a text names, where a lone dash names the standard file of that use.
  static func path(_ text: String, _ use: FileUse?) -> String {
    switch (text, use) {
    case ("-", .input): input
    case ("-", .output): output
    default: text
    }
  }

  /// Whether writing to the path is writing to standard output.
  package static func isOutput(_ path: String) -> Bool {
    [output, "/dev/fd/1", "/proc/self/fd/1"].contains(path)
  }
}
