import Foundation

/// What is asked of all files that a command line names, before the command begins.
package enum OutputCheck {
  /// - Throws: `OutputError` where an output file cannot be written, `UsageError` where two options
  ///   name one file, so that one would be lost.
  package static func check(_ given: GivenOptions) throws {
    let common = Arguments(CommonOptions(), given: given)
    var taken: [String: OptionDeclaration] = [:]
    for use in [FileUse.input, .inputOrDirectory] {
      for (option, path) in given.files(use) { taken[place(of: path)] = option }
    }
    for (option, path) in given.files(.output) {
      let isShared = StandardFile.isOutput(path) || !isDevice(path)
      if isShared, let other = taken.updateValue(option, forKey: place(of: path)) {
        throw UsageError(
          "\(other.spelling) and \(option.spelling) name the same file, \(path)",
          command: given.command)
      }
      if StandardFile.isOutput(path), given.wantsJSON {
        throw UsageError(
          "\(option.spelling) and --json both write to \(StandardOutput.name)",
          command: given.command)
      }
      try OutputFile.check(path, force: common.force)
    }
  }

  private static func isDevice(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }

  private static func place(of path: String) -> String {
    StandardFile.isOutput(path)
      ? StandardFile.output
      : URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }
}
