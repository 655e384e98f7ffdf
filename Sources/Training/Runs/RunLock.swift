import Foundation

/// Holds a directory for this process, until it is freed or the process ends, however it ends.
package final class RunLock {
  private let descriptor: Int32

  /// - Throws: `TrainingError.inUse` where another process holds the directory.
  init(directory: String) throws(TrainingError) {
    descriptor = open(directory, O_RDONLY | O_CLOEXEC)
    // Where the file system knows no locks there is nothing to hold, and nothing to refuse.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw .inUse(path: directory)
    }
  }

  deinit {
    close(descriptor)
  }
}
