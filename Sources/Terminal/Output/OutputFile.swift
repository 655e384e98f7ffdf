import Foundation

/// The rule for files the user names as output; asked before the work, not after it.
package enum OutputFile {
  /// - Throws: `OutputError` when `path` exists and `force` is not set, is a directory, or cannot
  ///   be written. A device or a pipe is written to and never replaced.
  package static func check(_ path: String, force: Bool) throws(OutputError) {
    if StandardFile.isOutput(path) { return }
    switch FileKind(of: path) {
    case .directory: throw .isDirectory(path: path)
    case .file where !force: throw .exists(path: path)
    case .device:
      if access(path, W_OK) != 0 { throw .cannotWrite(path: path, reason: SystemError.last) }
    case .file, .absent:
      // A file is replaced by another of its name, so what counts is its directory.
      let parent = URL(fileURLWithPath: FileLink.target(of: path)).deletingLastPathComponent().path
      guard FileKind(of: parent) == .directory else { throw .noParent(path: path, parent: parent) }
      if access(parent, W_OK | X_OK) != 0 {
        throw .cannotWrite(path: path, reason: SystemError.last)
      }
    }
  }
}

/// The rule for directories the user names as output.
package enum OutputDirectory {
  /// Asks before the work whether `prepare` would succeed after it, and creates nothing.
  ///
  /// - Throws: `OutputError` when `path` is a file, or a directory that holds something and `force`
  ///   is not set, or cannot be written into.
  package static func check(_ path: String, force: Bool) throws(OutputError) {
    switch FileKind(of: path) {
    case .file, .device: throw .isFile(path: path)
    case .directory:
      let contents = try? FileManager.default.contentsOfDirectory(atPath: path)
      guard force || contents?.isEmpty ?? true else { throw .notEmpty(path: path) }
      if access(path, W_OK | X_OK) != 0 {
        throw .cannotWrite(path: path, reason: SystemError.last)
      }
    case .absent:
      var ancestor = URL(fileURLWithPath: FileLink.target(of: path))
      while FileKind(of: ancestor.path) == .absent, ancestor.pathComponents.count > 1 {
        ancestor.deleteLastPathComponent()
      }
      guard FileKind(of: ancestor.path) == .directory else {
        throw .cannotCreate(path: path, reason: "\(ancestor.path) is no directory")
      }
      if access(ancestor.path, W_OK | X_OK) != 0 {
        throw .cannotCreate(path: path, reason: SystemError.last)
      }
    }
  }

  /// Creates the directory, and those above it, where they do not exist.
  ///
  /// - Throws: `OutputError` when `path` is a file, or a directory that holds something and `force`
  ///   is not set, or cannot be created.
  package static func prepare(_ path: String, force: Bool) throws(OutputError) {
    try check(path, force: force)
    guard FileKind(of: path) == .absent else { return }
    do {
      try FileManager.default.createDirectory(
        atPath: FileLink.target(of: path), withIntermediateDirectories: true)
    } catch {
      throw .cannotCreate(path: path, reason: error.localizedDescription)
    }
  }
}

/// What stands at a path, links followed.
private enum FileKind {
  case absent, file, directory
  /// Anything that is written to and cannot be replaced: a device, a pipe, a socket.
  case device

  init(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      self = .absent
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: self = .directory
    case S_IFREG: self = .file
    default: self = .device
    }
  }
}

/// Symbolic links, also those to what is not there yet.
private enum FileLink {
  /// Where a path leads through links at its end; as many are followed as the system follows.
  static func target(of path: String) -> String {
    var path = path
    for _ in 0..<40 {
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
        break
      }
      path =
        next.hasPrefix("/")
        ? next : URL(fileURLWithPath: path).deletingLastPathComponent().path + "/" + next
    }
    return path
  }
}

/// The system's own words for why a call failed.
enum SystemError {
  static var last: String { String(cString: strerror(errno)) }
}
