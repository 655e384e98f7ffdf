import Foundation

/// An ordinary file that is open for reading at any place, from any thread.
package final class RandomAccessFile: Sendable {
  package let path: String
  /// Bytes in the file when it was opened.
  package let size: Int
  private let descriptor: Int32

  /// - Throws: `InterchangeError` when the file is missing, not readable, or a directory, pipe or
  ///   device.
  package init(path: String) throws {
    self.path = path
    descriptor = SystemCalls.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unreadable(path, SystemReason.last) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw Self.unreadable(path, "is not an ordinary file")
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills a buffer with the bytes from a place on.
  ///
  /// - Throws: `InterchangeError` where the file ends before, as it was cut short since it was
  ///   opened, or the system refuses.
  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = SystemCalls.read(descriptor, rest, at: offset + done)
      guard count >= 0 else { throw Self.unreadable(path, SystemReason.last) }
      guard count > 0 else {
        throw InterchangeError(
          file: path, place: "byte \(offset + done)", expected: "\(size) bytes as before",
          found: "the end")
      }
      done += count
    }
  }

  /// So many bytes from a place on.
  package func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
      initialized = count
    }
  }

  private static func unreadable(_ path: String, _ reason: String) -> InterchangeError {
    InterchangeError(kind: .unreadable, file: path, problem: reason)
  }
}
