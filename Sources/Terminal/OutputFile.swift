import Foundation

/// Why output cannot be written where the user wants it.
package enum OutputError: Error, Equatable, CustomStringConvertible {
  case exists(path: String)
  case isDirectory(path: String)
  case isFile(path: String)
  case notEmpty(path: String)
  case noParent(path: String, parent: String)
  case cannotCreate(path: String, reason: String)

  package var description: String {
    switch self {
    case .exists(let path): "\(path) exists; --force replaces it"
    case .isDirectory(let path): "\(path): expected a file to write, found a directory"
    case .isFile(let path): "\(path): expected a directory to write into, found a file"
    case .notEmpty(let path): "\(path) is not empty; --force writes into it all the same"
    case .noParent(let path, let parent): "\(path): there is no directory \(parent)"
    case .cannotCreate(let path, let reason): "\(path): cannot be created: \(reason)"
    }
  }
}

/// The rule for files the user names as output; asked before the work, not after it.
package enum OutputFile {
  /// - Throws: `OutputError` when `path` exists and `force` is not set, is a directory, or lies in
  ///   a directory that does not exist.
  package static func check(_ path: String, force: Bool) throws(OutputError) {
    switch FileKind(of: path) {
    case .directory: throw .isDirectory(path: path)
    case .file where !force: throw .exists(path: path)
    case .file: return
    case .absent:
      let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
      guard FileKind(of: parent) == .directory else { throw .noParent(path: path, parent: parent) }
    }
  }
}

/// The rule for directories the user names as output.
package enum OutputDirectory {
  /// Asks before the work whether `prepare` would succeed after it, and creates nothing.
  ///
  /// - Throws: `OutputError` when `path` is a file, or a directory that holds something and `force`
  ///   is not set.
  package static func check(_ path: String, force: Bool) throws(OutputError) {
    switch FileKind(of: path) {
    case .file: throw .isFile(path: path)
    case .directory:
      let contents = try? FileManager.default.contentsOfDirectory(atPath: path)
      guard force || contents?.isEmpty ?? true else { throw .notEmpty(path: path) }
    case .absent: return
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
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .cannotCreate(path: path, reason: error.localizedDescription)
    }
  }
}

/// What stands at a path, links followed.
private enum FileKind {
  case absent, file, directory

  init(of path: String) {
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) {
      self = isDirectory.boolValue ? .directory : .file
    } else {
      self = .absent
    }
  }
}
