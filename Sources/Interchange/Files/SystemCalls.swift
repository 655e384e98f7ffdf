import Foundation

/// The calls by which files are read and written, begun anew where a signal interrupts them.
///
/// Tests let single calls fail: see ``FileFaults``.
enum SystemCalls {
  static func open(_ path: String, _ flags: Int32, _ mode: mode_t = 0) -> Int32 {
    uninterrupted { FileFaults.fail(.open) ?? Foundation.open(path, flags, mode) }
  }

  static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    uninterrupted {
      FileFaults.fail(.read).map { Int($0) }
        ?? Foundation.read(
          descriptor, buffer.baseAddress, FileFaults.shortened(.read, min(buffer.count, 1 << 30)))
    }
  }

  static func read(
    _ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) -> Int {
    uninterrupted {
      FileFaults.fail(.read).map { Int($0) }
        ?? Foundation.pread(
          descriptor, buffer.baseAddress, FileFaults.shortened(.read, min(buffer.count, 1 << 30)),
          off_t(offset))
    }
  }

  static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    uninterrupted {
      FileFaults.fail(.write).map { Int($0) }
        ?? Foundation.write(
          descriptor, bytes.baseAddress, FileFaults.shortened(.write, min(bytes.count, 1 << 30)))
    }
  }

  static func setPermissions(_ descriptor: Int32, _ mode: mode_t) -> Int32 {
    uninterrupted { FileFaults.fail(.permissions) ?? fchmod(descriptor, mode) }
  }

  static func flush(_ descriptor: Int32) -> Int32 {
    uninterrupted { FileFaults.fail(.flush) ?? fsync(descriptor) }
  }

  static func rename(_ old: String, _ new: String) -> Int32 {
    uninterrupted { FileFaults.fail(.rename) ?? Foundation.rename(old, new) }
  }

  private static func uninterrupted<Result: BinaryInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result != -1 || errno != EINTR { return result }
    }
  }
}
