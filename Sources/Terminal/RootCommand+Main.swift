import Foundation

extension RootCommand {
  /// Parses, runs, and tells the user what went wrong; the program's whole life but for `exit`.
  ///
  /// - Parameters:
  ///   - words: the command line after the program's name.
  ///   - isBadData: which errors mean that input is wrong (exit 3) and not that work failed.
  package func main(_ words: [String], isBadData: (any Error) -> Bool) -> ExitCode {
    main(
      words, isBadData: isBadData, width: Console.columns(of: STDOUT_FILENO), console: Console(),
      show: { try? FileHandle.standardOutput.write(contentsOf: Data($0.utf8)) })
  }

  /// The same with the terminal given: where results and messages go, and how wide it is.
  package func main(
    _ words: [String], isBadData: (any Error) -> Bool, width: Int, console: Console,
    show: (String) -> Void
  ) -> ExitCode {
    var path = name
    do {
      switch try parse(words, width: width) {
      case .show(let text): show(text)
      case .run(let command, let arguments):
        path = arguments.command
        try command.run?(arguments)
      }
      return .done
    } catch {
      console.error(Self.message(for: error, of: path), program: name)
      return ExitCode(for: error, isBadData: isBadData)
    }
  }

  private static func message(for error: any Error, of path: String) -> String {
    if var usage = error as? UsageError {
      usage.command = usage.command ?? path
      return usage.description
    }
    // Foundation's own errors describe themselves for programmers.
    let isFoundation = error is CocoaError || error is POSIXError
    return isFoundation ? error.localizedDescription : String(describing: error)
  }
}
