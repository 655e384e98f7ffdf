import Foundation

/// A name in a directory and what stands there, links not followed.
package struct DirectoryEntry: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case file, directory, link, other
  }

  /// Nil for a name that is not in UTF-8: none that this program gives.
  package let name: String?
  package let kind: Kind

  /// Whether the path leads to a directory, by links too.
  package static func isDirectory(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }

  /// What a directory holds, ordered by name; nothing where there is no directory.
  ///
  /// - Throws: `InterchangeError` where the system refuses to tell.
  package static func all(in directory: String) throws -> [DirectoryEntry] {
    var entries: [DirectoryEntry] = []
    _ = try first(in: directory) { entry in
      entries.append(entry)
      return false
    }
    return entries.sorted { ($0.name ?? "") < ($1.name ?? "") }
  }

  /// The first that is looked for, in whatever order the system tells them; nil without one.
  ///
  /// - Throws: `InterchangeError` where the system refuses to tell.
  package static func first(
    in directory: String, where isWanted: (DirectoryEntry) -> Bool
  ) throws -> DirectoryEntry? {
    guard let stream = opendir(directory) else {
      if errno == ENOENT { return nil }
      throw InterchangeError(kind: .unreadable, file: directory, problem: SystemReason.last)
    }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let told = kind(Int32(entry.pointee.d_type))
      let next = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)) {
          DirectoryEntry(
            name: String(validatingCString: $0), kind: told ?? kind(of: $0, in: stream))
        }
      }
      if next.name != "." && next.name != "..", isWanted(next) { return next }
    }
    return nil
  }

  /// What the directory itself tells; nil where its file system does not.
  private static func kind(_ told: Int32) -> Kind? {
    switch told {
    case Int32(DT_REG): .file
    case Int32(DT_DIR): .directory
    case Int32(DT_LNK): .link
    case Int32(DT_UNKNOWN): nil
    default: .other
    }
  }

  #if canImport(Darwin)
    private typealias Stream = UnsafeMutablePointer<DIR>
  #else
    private typealias Stream = OpaquePointer
  #endif

  private static func kind(of name: UnsafePointer<CChar>, in stream: Stream) -> Kind {
    var status = stat()
    guard fstatat(dirfd(stream), name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return .other }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .directory
    case S_IFLNK: return .link
    default: return .other
    }
  }
}
