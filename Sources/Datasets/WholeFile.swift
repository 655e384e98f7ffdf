import Foundation

/// Files that appear whole or not at all, and are read only where they are ordinary files.
enum WholeFile {
  /// Writes to a temporary file beside `path`, flushes it to the disk, and renames it into place.
  static func write(_ bytes: some DataProtocol, to path: String) throws(DatasetError) {
    let temporary = path + ".\(UUID().uuidString).part"
    do {
      try Data().write(to: URL(fileURLWithPath: temporary), options: .withoutOverwriting)
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: temporary))
      try handle.write(contentsOf: bytes)
      try handle.synchronize()
      try handle.close()
    } catch {
      try? FileManager.default.removeItem(atPath: temporary)
      throw .inaccessible(path: path, reason: "cannot be written (\(reason(of: error)))")
    }
    guard rename(temporary, path) == 0 else {
      let cause = String(cString: strerror(errno))
      try? FileManager.default.removeItem(atPath: temporary)
      throw .inaccessible(path: path, reason: "cannot be put in place (\(cause))")
    }
  }

  /// Reads the file front to back in pieces of `size` bytes (the last may be shorter).
  ///
  /// Directories, pipes and devices are refused: reading them could go on for ever.
  static func read(
    _ path: String, inPiecesOf size: Int, expected: String, each body: ([UInt8]) throws -> Void
  ) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw DatasetError.missing(path: path, expected: expected)
    }
    let handle: FileHandle
    do {
      let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
      let kind = try FileManager.default.attributesOfItem(atPath: url.path)[.type]
      guard kind as? FileAttributeType == .typeRegular else {
        throw DatasetError.inaccessible(path: path, reason: "is not an ordinary file")
      }
      handle = try FileHandle(forReadingFrom: url)
    } catch let error as DatasetError {
      throw error
    } catch {
      throw DatasetError.inaccessible(path: path, reason: "cannot be read (\(reason(of: error)))")
    }
    defer { try? handle.close() }
    while true {
      let piece: Data?
      do {
        piece = try handle.read(upToCount: size)
      } catch {
        throw DatasetError.inaccessible(path: path, reason: "cannot be read (\(reason(of: error)))")
      }
      guard let piece, !piece.isEmpty else { return }
      try body([UInt8](piece))
    }
  }

  static func reason(of error: any Error) -> String {
    (error as NSError).localizedDescription
  }
}
