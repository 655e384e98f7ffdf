/// How the program ended, for whoever started it.
package enum ExitCode: Int32, Sendable {
  case done = 0
  case failed = 1
  case wrongUsage = 2
  case badData = 3
  /// The scheduler asked the program to stop, which kept what it had done: `EX_TEMPFAIL` of
  /// sysexits.h, "try again later".
  case preempted = 75
  case interrupted = 130

  /// What the codes say, for the manual.
  static let meanings: [(code: ExitCode, meaning: String)] = [
    (.done, "The work is done."),
    (.failed, "The work failed, or its results could not be written."),
    (.wrongUsage, "The command line is wrong."),
    (.badData, "A file is missing, or is not what it should be."),
    (
      .preempted,
      "SIGTERM, SIGUSR1 or SIGUSR2 stopped the work; started again, the same command goes on."
    ),
    (.interrupted, "The work was interrupted."),
  ]

  /// The code for an error that ended a command.
  ///
  /// - Parameter others: the code for errors of other parts, which this part does not know.
  package init(for error: any Error, others: (any Error) -> ExitCode) {
    if error is UsageError {
      self = .wrongUsage
    } else if let error = error as? Interrupted {
      self = error.reason == .scheduler ? .preempted : .interrupted
    } else {
      self = others(error)
    }
  }
}
