import Foundation
import Images
import Interchange
import Testing

enum Fixture {
  static func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/Interchange/\(name)")
      .path(percentEncoded: false)
  }

  static func bytes(_ name: String) throws -> [UInt8] { try FileReader.bytes(of: path(name)) }
}

/// Runs `body` with a new directory, which is removed afterwards.
func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
  let directory = FileManager.default.temporaryDirectory
    .appending(path: "misclass-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  return try body(directory.path(percentEncoded: false))
}

func withTemporaryDirectory<Result>(
  _ body: (String) async throws -> Result
) async throws -> Result {
  let directory = FileManager.default.temporaryDirectory
    .appending(path: "misclass-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  return try await body(directory.path(percentEncoded: false))
}

/// Every beginning of a file, and many copies with a few bytes changed.
///
/// Readers must answer each with a value or an `InterchangeError`; a trap ends the test run.
func hostileVariants(of bytes: [UInt8], mutations: Int, seed: UInt64) -> [[UInt8]] {
  var stream = RandomStream(seed)
  let telling: [UInt8] = Array("{}[]()\"',:-+.0123456789eE\\\n\r ".utf8) + [0, 0x7F, 0x80, 0xFF]
  let truncated = (0..<bytes.count).map { Array(bytes[..<$0]) }
  let mutated = (0..<mutations).map { _ in
    var copy = bytes
    for _ in 0..<stream.integer(in: 1..<5) {
      let position = stream.integer(in: 0..<copy.count)
      switch stream.integer(in: 0..<4) {
      case 0: copy[position] = UInt8(stream.integer(in: 0..<256))
      case 1: copy[position] = telling[stream.integer(in: 0..<telling.count)]
      case 2: copy.insert(telling[stream.integer(in: 0..<telling.count)], at: position)
      default: if copy.count > 1 { copy.remove(at: position) }
      }
    }
    return copy
  }
  return truncated + mutated
}

/// Reads each variant; anything but success or an `InterchangeError` that names the file fails.
func expectNoSurprise(
  _ variants: [[UInt8]], _ read: ([UInt8]) throws -> Void,
  sourceLocation: SourceLocation = #_sourceLocation
) -> (accepted: Int, refused: Int) {
  var (accepted, refused) = (0, 0)
  for variant in variants {
    do {
      try read(variant)
      accepted += 1
    } catch let error as InterchangeError {
      refused += 1
      #expect(error.file == "f" && !error.problem.isEmpty, sourceLocation: sourceLocation)
    } catch {
      Issue.record(error, sourceLocation: sourceLocation)
    }
  }
  return (accepted, refused)
}
