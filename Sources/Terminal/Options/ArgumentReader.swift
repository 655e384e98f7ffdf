import Text

/// Sorts the words after a command's name into options and arguments, and checks them.
struct ArgumentReader {
  private let command: Command
  private let path: String
  private let options: [OptionDeclaration]
  private let arguments: [OptionDeclaration]
  private let shortNames: [Character: String]
  private var given: [String: [String]] = [:]
  private var places = 0

  /// - Parameter common: what every command accepts.
  init(
    command: Command, path: String, common: [OptionDeclaration], shortNames: [Character: String]
  ) {
    self.command = command
    self.path = path
    options = command.options + common
    arguments = command.arguments
    self.shortNames = shortNames
  }

  mutating func read(_ words: ArraySlice<String>) throws(UsageError) -> GivenOptions {
    var rest = words
    while let word = rest.popFirst() {
      if word == "--" {
        for word in rest { try take(argument: word) }
        break
      }
      if !Self.isOption(word) {
        try take(argument: word)
      } else if word.hasPrefix("--") {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        try take(
          try option(spelt: String(parts[0])), attached: parts.count > 1 ? parts[1] : nil,
          rest: &rest)
      } else {
        try take(shortOptions: word.dropFirst(), rest: &rest)
      }
    }
    try checkComplete()
    try checkCounts()
    try checkRules()
    return GivenOptions(command: path, texts: given, declared: options + arguments)
  }

  /// A lone dash, and what begins with a negative number, are values.
  private static func isOption(_ word: String) -> Bool {
    guard word.hasPrefix("-"), word != "-", Double(word) == nil else { return false }
    let second = word.dropFirst().first ?? "-"
    return second != "." && !(second.isASCII && second.isNumber)
  }

  private func option(spelt spelling: String) throws(UsageError) -> OptionDeclaration {
    guard let option = options.first(where: { $0.spelling == spelling }) else {
      throw failure(
        "unknown option '\(spelling)'", near: spelling, among: options.map(\.spelling))
    }
    return option
  }

  /// Flags may stand together (`-qf`), and a value may follow its option at once (`-oFILE`).
  private mutating func take(
    shortOptions letters: Substring, rest: inout ArraySlice<String>
  ) throws(UsageError) {
    var letters = letters
    while let letter = letters.popFirst() {
      guard let name = shortNames[letter],
        let option = options.first(where: { $0.name == name })
      else { throw failure("unknown option '-\(letter)'") }
      if option.isFlag {
        try take(option, attached: nil, rest: &rest)
      } else {
        let value = letters.first == "=" ? letters.dropFirst() : letters
        return try take(option, attached: value.isEmpty ? nil : value, rest: &rest)
      }
    }
  }

  private mutating func take(
    _ option: OptionDeclaration, attached: Substring?, rest: inout ArraySlice<String>
  ) throws(UsageError) {
    let values = try values(of: option, attached: attached, rest: &rest)
    if given[option.name] != nil, !option.isFlag, !option.isRepeatable {
      throw failure("\(option.spelling) is given twice")
    }
    try check(values, of: option)
    given[option.name, default: []] += values
  }

  private func values(
    of option: OptionDeclaration, attached: Substring?, rest: inout ArraySlice<String>
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

  private func check(_ texts: [String], of option: OptionDeclaration) throws(UsageError) {
    for text in texts {
      guard let fault = option.fault(text) else { continue }
      throw UsageError(
        "\(option.spelling): expected \(fault.expected), found '\(text)'", suggestion: fault.near,
        command: path)
    }
  }

  private mutating func take(argument word: String) throws(UsageError) {
    guard let argument = places < arguments.count ? arguments[places] : nil else {
      throw failure(
        "unexpected argument '\(word)'", near: word, among: command.subcommands.map(\.name))
    }
    try check([word], of: argument)
    given[argument.name, default: []].append(word)
    if !argument.isRepeatable { places += 1 }
  }

  /// Everything that is missing is named at once.
  private func checkComplete() throws(UsageError) {
    let isGiven = { (option: OptionDeclaration) in given[option.name] != nil }
    let missing = command.demands.filter { !$0.contains(where: isGiven) }
    guard missing.isEmpty else {
      let texts = missing.map { $0.map(\.usage).joined(separator: " or ") }
      throw failure("missing: " + texts.joined(separator: ", "))
    }
  }

  private func checkCounts() throws(UsageError) {
    for option in options {
      guard let count = given[option.name]?.count, !option.isFlag, count < option.least else {
        continue
      }
      throw failure("\(option.spelling): expected \(option.least) or more, found \(count)")
    }
  }

  private func checkRules() throws(UsageError) {
    for rule in command.rules {
      if let problem = rule.problem({ given[$0.name] != nil }) { throw failure(problem) }
    }
  }

  private func failure(
    _ problem: String, near word: String = "", among candidates: [String] = []
  ) -> UsageError {
    UsageError(
      problem, suggestion: Spelling.nearest(to: word, among: candidates), command: path)
  }
}
