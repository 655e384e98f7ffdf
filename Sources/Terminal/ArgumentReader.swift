import Text

/// Sorts the words after a command's name into options and positionals.
struct ArgumentReader {
  private let command: Command
  private let path: String
  private let options: [Option]
  private var given: [String: [String]] = [:]
  private var positionals: [String] = []

  init(command: Command, path: String, options: [Option]) {
    self.command = command
    self.path = path
    self.options = options
  }

  mutating func read(_ words: ArraySlice<String>) throws(UsageError) -> Arguments {
    var rest = words
    while let word = rest.popFirst() {
      if word == "--" {
        for word in rest { try take(positional: word) }
        break
      }
      if Self.isOption(word) {
        try take(option: word, rest: &rest)
      } else {
        try take(positional: word)
      }
    }
    try checkComplete()
    return Arguments(
      command: path, positionals: positionals, given: given, declared: Set(options.map(\.name)))
  }

  /// A lone dash, and what begins with a negative number, are values.
  private static func isOption(_ word: String) -> Bool {
    guard word.hasPrefix("-"), word != "-", Double(word) == nil else { return false }
    let second = word.dropFirst().first ?? "-"
    return second != "." && !(second.isASCII && second.isNumber)
  }

  private mutating func take(
    option word: String, rest: inout ArraySlice<String>
  ) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let spelling = String(parts[0])
    guard let option = options.first(where: { $0.spelling == spelling }) else {
      throw failure(
        "unknown option '\(spelling)'", near: spelling, among: options.map(\.spelling))
    }
    let values = try values(of: option, attached: parts.count > 1 ? parts[1] : nil, rest: &rest)
    if given[option.name] != nil, !option.isFlag, !option.isRepeatable {
      throw failure("\(spelling) is given twice")
    }
    given[option.name, default: []] += values
  }

  private func values(
    of option: Option, attached: Substring?, rest: inout ArraySlice<String>
  ) throws(UsageError) -> [String] {
    guard let placeholder = option.placeholder else {
      guard let attached else { return [] }
      throw failure("\(option.spelling) takes no value, found '\(attached)'")
    }
    if let attached { return [String(attached)] }
    var values: [String] = []
    while let next = rest.first, !Self.isOption(next), values.isEmpty || option.isRepeatable {
      values.append(next)
      rest.removeFirst()
    }
    guard values.isEmpty else { return values }
    let found = rest.first.map { "'\($0)'" } ?? "nothing"
    throw failure("\(option.spelling) needs a value: expected \(placeholder), found \(found)")
  }

  private mutating func take(positional word: String) throws(UsageError) {
    let takesAll = command.positionals.last?.isRepeatable ?? false
    guard takesAll || positionals.count < command.positionals.count else {
      throw failure(
        "unexpected argument '\(word)'", near: word, among: command.subcommands.map(\.name))
    }
    positionals.append(word)
  }

  private func checkComplete() throws(UsageError) {
    let options = options.filter { $0.isRequired && given[$0.name] == nil }.map(\.usage)
    let places = command.positionals.dropFirst(positionals.count).filter(\.isRequired)
    let missing = options + places.map(\.usage)
    guard missing.isEmpty else {
      throw failure("missing: " + missing.joined(separator: ", "))
    }
  }

  private func failure(
    _ problem: String, near word: String = "", among candidates: [String] = []
  ) -> UsageError {
    UsageError(
      problem, suggestion: Spelling.nearest(to: word, among: candidates), command: path)
  }
}
