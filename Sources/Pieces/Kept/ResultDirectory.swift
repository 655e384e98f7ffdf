package import Interchange
import Terminal
import Training

/// The rule for directories that commands write their results into.
///
/// One process at a time holds a directory, from before the first file is written or removed.
/// Symbolic links in it are refused, as none of them is the program's and their targets would be
/// written to. With `--force`, files of the command's own names are replaced, except those of a
/// training run.
package enum ResultDirectory {
  /// What may be replaced.
  package enum Content {
    case results
    /// A training run, or what is left of one.
    case trainingRun
  }

  /// Creates the directory where it is missing, and holds it.
  ///
  /// - Throws: `OutputError` for a directory that holds something where `force` is not set,
  ///   `InterchangeError` where another process writes into it, `TrainingError` for files that
  ///   another program or a training run wrote.
  package static func take(
    _ path: String, force: Bool, for content: Content = .results
  ) throws -> HeldDirectory {
    try OutputDirectory.check(path, force: force)
    let held = try HeldDirectory(creating: path)
    // Once more: until now another process may have written into it.
    try OutputDirectory.check(path, force: force)
    try refuseLinks(in: path)
    let run = RunDirectory(path)
    switch content {
    case .trainingRun: try run.checkReplaceable()
    case .results:
      guard try !run.holdsRun() else {
        throw InterchangeError(
          kind: .unwritable, file: path,
          problem: "a training run is in this directory; expected another for these results")
      }
      run.removeLeftovers()
    }
    return held
  }

  /// Holds a directory that work goes on in, and removes what a process that was killed left half
  /// written.
  package static func resume(_ path: String) throws -> HeldDirectory {
    let held = try HeldDirectory(existing: path)
    try refuseLinks(in: path)
    RunDirectory(path).removeLeftovers()
    return held
  }

  /// The error for a file that would have to go, and is not known to be this program's.
  static func foreign(_ path: String) -> InterchangeError {
    InterchangeError(
      kind: .unwritable, file: path,
      problem: "was not made by this command; --force replaces only what was")
  }

  /// - Throws: `InterchangeError` naming the first link in the directory.
  package static func refuseLinks(in path: String) throws {
    guard let link = try DirectoryEntry.all(in: path).first(where: { $0.kind == .link }) else {
      return
    }
    throw InterchangeError(
      kind: .unwritable, file: path + "/" + (link.name ?? "?"),
      problem:
        "is a symbolic link, which this program does not write through within a directory of "
        + "results; remove it")
  }
}
