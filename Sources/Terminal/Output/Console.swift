import Foundation
import Text

/// Where messages go: standard error, in colour only on a terminal that wants it.
package struct Console: Sendable {
  /// Leaves out progress and remarks; warnings and errors still appear.
  package let isQuiet: Bool
  let isTerminal: Bool
  let usesColor: Bool
  /// Columns, asked for anew each time: a window changes its size.
  let width: @Sendable () -> Int
  private let write: @Sendable (String) -> Void

  /// The console of this process.
  package init(quiet: Bool = false) {
    self.init(
      quiet: quiet, isTerminal: isatty(STDERR_FILENO) == 1,
      width: { Self.columns(of: STDERR_FILENO) },
      environment: ProcessInfo.processInfo.environment,
      write: Self.writeToStandardError)
  }

  /// The console a command's options ask for.
  package init(_ arguments: Arguments<CommonOptions>) {
    self.init(quiet: arguments.quiet)
  }

  /// A console of any kind, given what the process would look up.
  package init(
    quiet: Bool, isTerminal: Bool, width: @escaping @Sendable () -> Int,
    environment: [String: String],
    write: @escaping @Sendable (String) -> Void
  ) {
    isQuiet = quiet
    let isDumb = environment["TERM"] == "dumb"
    self.isTerminal = isTerminal && !isDumb
    // no-color.org: present and not empty, whatever its value.
    usesColor = self.isTerminal && (environment["NO_COLOR"] ?? "").isEmpty
    self.width = width
    self.write = write
  }

  /// A remark that `--quiet` silences.
  package func message(_ text: String) {
    if !isQuiet { write(Printable.text(text) + "\n") }
  }

  /// Something that may make the results other than expected.
  package func warning(_ text: String, program: String) {
    tell("warning:", 33, text, program)
  }

  /// What ended the program.
  package func error(_ text: String, program: String) {
    tell("error:", 31, text, program)
  }

  /// On a terminal, long lines are wrapped at words.
  private func tell(_ word: String, _ color: Int, _ text: String, _ program: String) {
    let head = "\(program): \(word) "
    var lines = Printable.text(text).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    if isTerminal {
      lines[0] = head + lines[0]
      lines = lines.flatMap { HelpText.wrap($0[...], width: max(width() - 1, 40)) }
      lines[0] = String(lines[0].dropFirst(head.count))
    }
    write("\(program): \(colored(word, color)) \(lines.joined(separator: "\n"))\n")
  }

  /// A text as it is, such as the help.
  func show(_ text: String) { write(text) }

  /// That the program ends early, but not by mistake.
  func end(_ text: String, program: String) {
    write("\(program): \(text)\n")
  }

  /// A meter that shows itself as this console allows.
  ///
  /// - Parameter begun: how many were done by an earlier process.
  package func progress(
    _ label: String, total: Int, begun: Int = 0, unit: String
  ) -> ProgressMeter {
    let display: ProgressMeter.Display =
      isQuiet ? .silent : isTerminal ? .bar(width: width) : .lines
    return ProgressMeter(
      label: label, total: total, begun: begun, unit: unit, display: display, write: write)
  }

  /// Columns of a terminal; 80 where it cannot tell or is none.
  package static func columns(of descriptor: Int32) -> Int {
    var size = winsize()
    let answer = ioctl(descriptor, UInt(TIOCGWINSZ), &size)
    return answer == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  private func colored(_ text: String, _ color: Int) -> String {
    usesColor ? "\u{1B}[1;\(color)m\(text)\u{1B}[0m" : text
  }

  private static let writeToStandardError: @Sendable (String) -> Void = { text in
    // A message that cannot be shown is no reason to fail.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
