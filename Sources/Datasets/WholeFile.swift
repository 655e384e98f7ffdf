import Foundation
import Interchange

/// Files that appear whole or not at all, and are read only where they are ordinary files.
enum WholeFile {
  /// Writes a file as a whole.
  static func write(_ bytes: some Sequence<UInt8>, to path: String) throws(DatasetError) {
    do {
      try AtomicFile.write([UInt8](bytes), to: path)
    } catch {
      let problem = (error as? InterchangeError)?.problem ?? reason(of: error)
      throw .inaccessible(path: path, reason: problem)
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
