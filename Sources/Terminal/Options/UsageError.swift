/// The command line asked for something the program does not take.
package struct UsageError: Error, Equatable, CustomStringConvertible {
  /// What is wrong: the option, what was expected, what was found.
  package let problem: String
  /// The nearest spelling that would be right, if one is near.
  package let suggestion: String?
  /// The command whose help tells more, such as `misclass train`; nil until it is known.
  package let command: String?

  package init(_ problem: String, suggestion: String? = nil, command: String? = nil) {
    self.problem = problem
    self.suggestion = suggestion
    self.command = command
  }

  /// The same, of a command, unless it knows one already.
  func of(_ path: String) -> UsageError {
    UsageError(problem, suggestion: suggestion, command: command ?? path)
  }

  package var description: String {
    var text = problem
    if let suggestion { text += "; did you mean '\(suggestion)'?" }
    if let command { text += "\nsee '\(command) --help'" }
    return text
  }
}
