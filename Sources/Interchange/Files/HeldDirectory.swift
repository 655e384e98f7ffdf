import Foundation

/// A directory that this process alone writes into, until it is released or the process ends,
/// however it ends.
///
/// The lock is the directory's own, not a file in it: an empty directory can be held, and nothing
/// is left behind. The system's locks end with the process. On file systems that several machines
/// share, where they hold on one machine or on none, a note beside the directory says who holds it,
/// and for how long (`LockNote`).
package final class HeldDirectory {
  package let path: String
  private var descriptor: Int32
  /// Made here; it goes again if nothing came into it.
  private let isNew: Bool
  /// On a shared file system.
  private var note: HeldNote?

  /// Holds the directory, and makes it and those above it where they are missing.
  ///
  /// - Throws: `InterchangeError` where another process holds it or the system refuses.
  package init(creating path: String) throws {
    self.path = path
    try Self.createParent(of: path)
    var isNew = false
    var descriptor: Int32?
    while descriptor == nil {
      isNew = mkdir(path, 0o777) == 0
      // Whoever made it and failed may remove it before it is held here.
      guard isNew || errno == EEXIST else {
        throw Self.refusal(path, "cannot be created: " + SystemReason.last)
      }
      descriptor = try Self.locked(path)
    }
    self.descriptor = descriptor ?? -1
    self.isNew = isNew
    note = try Self.note(beside: path)
  }

  /// Holds a directory that is there.
  ///
  /// - Throws: `InterchangeError` where it is missing, another process holds it or the system
  ///   refuses.
  package init(existing path: String) throws {
    guard let descriptor = try Self.locked(path) else {
      throw InterchangeError(
        kind: .unreadable, file: path, problem: "no such file or directory")
    }
    self.path = path
    self.descriptor = descriptor
    isNew = false
    note = try Self.note(beside: path)
  }

  private static func note(beside path: String) throws -> HeldNote? {
    SharedFileSystem.holds(path) ? try HeldNote(beside: path) : nil
  }

  deinit { release() }

  /// Lets others write into the directory.
  package func release() {
    guard descriptor >= 0 else { return }
    // The system's own call, as it refuses a directory that holds anything.
    if isNew { _ = rmdir(path) }
    note?.release()
    note = nil
    close(descriptor)
    descriptor = -1
  }

  /// The locked directory; nil where it is not there, or went while the lock was taken.
  private static func locked(_ path: String) throws -> Int32? {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw refusal(path, SystemReason.last)
    }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw refusal(path, "another process writes into this directory")
    }
    var (held, named) = (stat(), stat())
    if fstat(descriptor, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino,
      held.st_dev == named.st_dev
    {
      return descriptor
    }
    close(descriptor)
    return nil
  }

  private static func createParent(of path: String) throws {
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    } catch {
      throw refusal(path, "cannot be created: " + error.localizedDescription)
    }
  }

  private static func refusal(_ path: String, _ problem: String) -> InterchangeError {
    InterchangeError(kind: .unwritable, file: path, problem: problem)
  }
}
