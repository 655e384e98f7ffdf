import Foundation

extension RootCommand {
  /// Parses the command line of the process, runs, and tells the user what went wrong; the
  /// program's whole life but for `exit`.
  ///
  /// - Parameters:
  ///   - codeForOthers: the code for errors of other parts: which mean that input is wrong, which
  ///     that an option is, and which that work failed.
  ///   - textForOthers: what to say of errors of other parts, which do not know the options.
  package func main(
    codeForOthers: (any Error) -> ExitCode, textForOthers: (any Error) -> String
  ) -> ExitCode {
    let words: [String]
    do {
      words = try ProcessWords.all()
    } catch {
      Console().error(error.of(name).description, program: name)
      return .wrongUsage
    }
    return main(
      words, codeForOthers: codeForOthers, textForOthers: textForOthers,
      width: Console.columns(of: STDOUT_FILENO), console: Console(), show: StandardOutput.write)
  }

  /// The same with the words and the terminal given: where results and messages go, and how wide it
  /// is.
  package func main(
    _ words: [String], codeForOthers: (any Error) -> ExitCode,
    textForOthers: (any Error) -> String = { String(describing: $0) }, width: Int,
    console: Console, show: (String) throws -> Void
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
      case .interrupted, .preempted: console.end("\(error)", program: name)
      case .wrongUsage:
        let usage = error as? UsageError ?? UsageError(Self.message(for: error, textForOthers))
        console.error(usage.of(path).description, program: name)
      case .done, .failed, .badData:
        console.error(Self.message(for: error, textForOthers), program: name)
      }
      return code
    }
  }

  private static func message(
    for error: any Error, _ textForOthers: (any Error) -> String
  ) -> String {
    // Foundation's own errors describe themselves for programmers, and leave out the file.
    if let error = error as? CocoaError {
      let path = error.filePath ?? error.url?.path
      return (path.map { $0 + ": " } ?? "") + error.localizedDescription
    }
    return error is POSIXError ? error.localizedDescription : textForOthers(error)
  }
}
