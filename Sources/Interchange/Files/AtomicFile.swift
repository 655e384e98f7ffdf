import Foundation

/// Files that appear whole or not at all.
///
/// The bytes go to a temporary file in the same directory, which is flushed to the disk and then
/// takes the file's name; a reader sees the old file or the new one, never half of it. Through a
/// symbolic link its target is written, whether it exists or not, and the link stays. What is not a
/// regular file (a pipe, `/dev/stdout`) cannot be replaced and is written to directly.
package enum AtomicFile {
  /// - Throws: `InterchangeError` with the system's reason; the old file is then untouched.
  package static func write(_ bytes: [UInt8], to path: String) throws {
    try write(to: path) { try $0.write(bytes) }
  }

  /// Writes text as UTF-8.
  package static func write(_ text: String, to path: String) throws {
    try write(to: path) { try $0.write(text) }
  }

  /// Writes what `body` hands to the sink, piece by piece, for files too large to hold in memory.
  ///
  /// - Throws: `InterchangeError` with the system's reason, or what `body` throws; the old file is
  ///   then untouched and nothing is left behind.
  package static func write(to path: String, _ body: (FileSink) throws -> Void) throws {
    if let descriptor = OpenDescriptor.number(of: path) {
      // A descriptor of its own would begin at the beginning of the file, over what stands there.
      return try writeDirectly(dup(descriptor), path, body)
    }
    let target = try LinkTarget.of(path)
    var status = stat()
    let exists = stat(target, &status) == 0
    if exists && status.st_mode & S_IFMT == S_IFDIR {
      throw FileSink.unwritable(path, "is a directory, expected a file")
    }
    if exists && status.st_mode & S_IFMT != S_IFREG {
      return try writeDirectly(SystemCalls.open(target, O_WRONLY | O_CLOEXEC), path, body)
    }
    let temporary = temporaryName(beside: target)
    let descriptor = SystemCalls.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileSink.unwritable(path, SystemReason.last) }
    do {
      defer { close(descriptor) }
      // Who could not read the old file must not read the new one.
      if exists, SystemCalls.setPermissions(descriptor, status.st_mode & 0o7777) != 0 {
        throw FileSink.unwritable(path, "its permissions cannot be kept: " + SystemReason.last)
      }
      let sink = FileSink(descriptor: descriptor, path: path)
      try body(sink)
      try sink.flush()
      guard SystemCalls.flush(descriptor) == 0 else {
        throw FileSink.unwritable(path, SystemReason.last)
      }
    } catch {
      unlink(temporary)
      throw error
    }
    guard SystemCalls.rename(temporary, target) == 0 else {
      let reason = SystemReason.last
      unlink(temporary)
      throw FileSink.unwritable(path, reason)
    }
    flushDirectory(of: target)
  }

  private static func writeDirectly(
    _ descriptor: Int32, _ path: String, _ body: (FileSink) throws -> Void
  ) throws {
    guard descriptor >= 0 else { throw FileSink.unwritable(path, SystemReason.last) }
    defer { close(descriptor) }
    let sink = FileSink(descriptor: descriptor, path: path)
    try body(sink)
    try sink.flush()
  }

  private static func temporaryName(beside path: String) -> String {
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let mark = String(UInt64.random(in: .min ... .max), radix: 36)
    return directory + temporaryPrefix + mark + temporarySuffix
  }

  /// Whether a file of this name is what a process that was killed left half written.
  package static func isTemporary(_ name: String) -> Bool {
    name.hasPrefix(temporaryPrefix) && name.hasSuffix(temporarySuffix)
  }

  private static let temporaryPrefix = ".misclass-"
  private static let temporarySuffix = ".tmp"

  /// Puts the new name itself on the disk, so that files renamed one after the other also outlast a
  /// loss of power in that order. A directory that cannot be opened or flushed is no failure.
  private static func flushDirectory(of path: String) {
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = open(directory, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
  }
}

/// Where the bytes of a file being written go; buffered.
package final class FileSink {
  private let descriptor: Int32
  private let path: String
  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 18

  init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
    buffer.reserveCapacity(Self.bufferSize)
  }

  package func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write($0) }
  }

  package func write(_ text: String) throws {
    try write(Array(text.utf8))
  }

  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    if buffer.count + bytes.count > Self.bufferSize { try flush() }
    if bytes.count > Self.bufferSize {
      try writeOut(bytes)
    } else {
      buffer.append(contentsOf: bytes)
    }
  }

  func flush() throws {
    try buffer.withUnsafeBytes { try writeOut($0) }
    buffer.removeAll(keepingCapacity: true)
  }

  private func writeOut(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest)
      let count = SystemCalls.write(descriptor, piece)
      guard count >= 0 else { throw Self.unwritable(path, SystemReason.last) }
      rest = rest.dropFirst(count)
    }
  }

  static func unwritable(_ path: String, _ reason: String) -> InterchangeError {
    InterchangeError(kind: .unwritable, file: path, problem: "cannot be written: " + reason)
  }
}
