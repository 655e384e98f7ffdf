import Foundation

/// A started program, whose output goes to files.
///
/// Foundation's `Process` lists the open files of this process each time it starts a child, and has
/// been seen to read past the end of that list when many tests run at once; it has also been seen
/// to miss the end of a child.
struct ChildProcess {
  struct SystemError: Error, CustomStringConvertible {
    let call: String
    let code: Int32

    var description: String { "\(call): \(String(cString: strerror(code)))" }
  }

  private let identifier: pid_t

  /// Starts a program with this process's environment and nothing to read.
  ///
  /// - Parameters:
  ///   - program: the path of the executable.
  ///   - arguments: what follows the program's name.
  ///   - directory: the directory it runs in.
  ///   - output: the whole path of the file for its standard output.
  ///   - errors: likewise for its standard error.
  /// - Throws: `SystemError`.
  init(
    _ program: String, _ arguments: [String], in directory: String, output: String,
    errors: String
  ) throws {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    try Self.check("posix_spawn_file_actions_init", posix_spawn_file_actions_init(&actions))
    defer { posix_spawn_file_actions_destroy(&actions) }
    let files: [(Int32, String, Int32)] = [
      (STDIN_FILENO, "/dev/null", O_RDONLY),
      (STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC),
      (STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_TRUNC),
    ]
    for (descriptor, path, flags) in files {
      try Self.check(
        path, posix_spawn_file_actions_addopen(&actions, descriptor, path, flags, 0o644))
    }
    // Only some systems let a child be started in another directory; a shell changes to it, and
    // becomes the program.
    let shell = "/bin/sh"
    let start = ["-c", #"cd "$0" && exec "$@""#, directory, program]
    let words = ([shell] + start + arguments).map { strdup($0) }
    let variables = ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") }
    defer { for text in words + variables { free(text) } }
    var started: pid_t = 0
    try Self.check(
      program,
      posix_spawn(&started, shell, &actions, nil, words + [nil], variables + [nil]))
    identifier = started
  }

  /// The exit code, or 128 and the number of the signal that ended it; nil while it runs.
  func codeIfEnded() throws -> Int32? { try code(WNOHANG) }

  /// Waits for the end; the exit code, or 128 and the number of the signal.
  func codeAtEnd() throws -> Int32 { try code(0) ?? -1 }

  func send(_ signal: Int32) { kill(identifier, signal) }

  private func code(_ options: Int32) throws -> Int32? {
    while true {
      var status: Int32 = 0
      let ended = waitpid(identifier, &status, options)
      if ended == identifier {
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
      }
      guard ended == -1 else { return nil }
      guard errno == EINTR else { throw SystemError(call: "waitpid", code: errno) }
    }
  }

  private static func check(_ call: String, _ code: Int32) throws {
    guard code == 0 else { throw SystemError(call: call, code: code) }
  }
}
