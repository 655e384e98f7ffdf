import Text

/// The words of the command line that started the process.
enum ProcessWords {
  /// All but the program's name.
  ///
  /// - Throws: `UsageError` for words that are not UTF-8: no `String` holds them, so that a file of
  ///   such a name would be looked for under another.
  static func all() throws(UsageError) -> [String] {
    let count = Int(CommandLine.argc)
    let words = (0..<count).compactMap { CommandLine.unsafeArgv[$0] }.map { word in
      var bytes: [UInt8] = []
      while word[bytes.count] != 0 { bytes.append(UInt8(bitPattern: word[bytes.count])) }
      return bytes
    }
    return try decoded(words.dropFirst())
  }

  static func decoded(_ words: some Sequence<[UInt8]>) throws(UsageError) -> [String] {
    var texts: [String] = []
    for (number, word) in words.enumerated() {
      guard let text = String(validating: word, as: UTF8.self) else {
        let shown = Printable.text(String(decoding: word, as: UTF8.self))
        throw UsageError(
          "argument \(number + 1): expected UTF-8, found other bytes in '\(shown)'; "
            + "a file with such a name can be renamed, or reached through a symbolic link")
      }
      texts.append(text)
    }
    return texts
  }
}
