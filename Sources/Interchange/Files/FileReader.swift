import Foundation

/// Whole files as bytes.
package enum FileReader {
  /// Files above this size (bytes) are refused before memory is asked for: 16 GiB.
  package static let largestFile = 1 << 34

  /// All bytes of a file, a pipe or a device.
  ///
  /// - Throws: `InterchangeError` when the file is missing, a directory, not readable or too large.
  package static func bytes(of path: String) throws -> [UInt8] {
    let descriptor = SystemCalls.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path, SystemReason.last) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path, SystemReason.last) }
    if status.st_mode & S_IFMT == S_IFDIR {
      throw unreadable(path, "is a directory, expected a file")
    }
    let size = Int(status.st_size)
    guard size <= largestFile else {
      throw unreadable(path, "has \(size) bytes, more than the \(largestFile) that are read")
    }
    var bytes = try next(max(size, 0), of: descriptor, path)
    try appendRest(of: descriptor, to: &bytes, path)
    return bytes
  }

  /// Reads an ordinary file front to back in pieces of `size` bytes, the last perhaps shorter.
  ///
  /// - Throws: `InterchangeError` when the file is missing, not readable, or a directory, pipe or
  ///   device, reading which could go on for ever; and what `body` throws.
  package static func read(
    _ path: String, inPiecesOf size: Int, each body: ([UInt8]) throws -> Void
  ) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { throw unreadable(path, SystemReason.last) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw unreadable(path, "is not an ordinary file")
    }
    let descriptor = SystemCalls.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path, SystemReason.last) }
    defer { close(descriptor) }
    while true {
      let piece = try next(size, of: descriptor, path)
      if piece.isEmpty { return }
      try body(piece)
    }
  }

  /// So many bytes from where reading stands, or fewer where the file ends.
  private static func next(
    _ size: Int, of descriptor: Int32, _ path: String
  ) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      while initialized < size {
        let rest = UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[initialized...])
        let count = try readOnce(descriptor, into: rest, path)
        if count == 0 { return }
        initialized += count
      }
    }
  }

  /// Pipes and devices tell no size, and a file may have grown: reads on until the end.
  private static func appendRest(
    of descriptor: Int32, to bytes: inout [UInt8], _ path: String
  ) throws {
    while true {
      let chunk = try next(1 << 16, of: descriptor, path)
      if chunk.isEmpty { return }
      bytes += chunk
      guard bytes.count <= largestFile else {
        throw unreadable(path, "has more than the \(largestFile) bytes that are read")
      }
    }
  }

  private static func readOnce(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, _ path: String
  ) throws -> Int {
    let count = SystemCalls.read(descriptor, buffer)
    guard count >= 0 else { throw unreadable(path, SystemReason.last) }
    return count
  }

  private static func unreadable(_ path: String, _ reason: String) -> InterchangeError {
    InterchangeError(kind: .unreadable, file: path, problem: reason)
  }
}

/// The system's own words for why a call failed.
package enum SystemReason {
  package static var last: String {
    let text = String(cString: strerror(errno))
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
