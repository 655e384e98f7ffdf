import Foundation

extension RootCommand {
  /// Parses, runs, and tells the user what went wrong; the program's whole life but for `exit`.
  ///
  /// - Parameters:
  ///   - words: the command line after the program's name.
  ///   - codeForOthers: the code for errors of other parts: which mean that input is wrong, which
  ///     that an option is, and which that work failed.
  package func main(_ words: [String], codeForOthers: (any Error) -> ExitCode) -> ExitCode {
    main(
      words, codeForOthers: codeForOthers, width: Console.columns(of: STDOUT_FILENO),
      console: Console(), show: StandardOutput.write)
  }

  /// The same with the terminal given: where results and messages go, and how wide it is.
  package func main(
    _ words: [String], codeForOthers: (any Error) -> ExitCode, width: Int, console: Console,
    show: (String) throws -> Void
  ) -> ExitCode {
    var path = name
    do {
      switch try parse(words, width: width) {
      case .show(let text): try show(text)
      case .nothing(let help):
        console.show(help)
        return .wrongUsage
      case .run(let run, let given):
        path = given.command
        try OutputCheck.check(given)
        try run(given)
      }
      return .done
    } catch {
      let code = ExitCode(for: error, others: codeForOthers)
      switch code {
      case .interrupted: console.end("interrupted", program: name)
      case .wrongUsage:
        let usage = error as? UsageError ?? UsageError(Self.message(for: error))
        console.error(usage.of(path).description, program: name)
      case .done, .failed, .badData: console.error(Self.message(for: error), program: name)
      }
      return code
    }
  }

  private static func message(for error: any Error) -> String {
    // Foundation's own errors describe themselves for programmers, and leave out the file.
    if let error = error as? CocoaError {
      let path = error.filePath ?? error.url?.path
      return (path.map { $0 + ": " } ?? "") + error.localizedDescription
    }
    return error is POSIXError ? error.localizedDescription : String(describing: error)
  }
}
