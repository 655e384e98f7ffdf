import Foundation

@testable import Datasets

/// Calls `body` with a fresh directory, which is gone afterwards.
func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
  let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("datasets-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  return try body(directory.path)
}

/// A record whose pixel p has red `p`, green `p + 1`, blue `p + 2`, all modulo 251, plus `shift`.
func record(label: UInt8, shift: Int = 0) -> [UInt8] {
  [label]
    + (0..<3).flatMap { channel in (0..<1024).map { UInt8(($0 + channel + shift) % 251) } }
}

func place(_ bytes: [UInt8], _ name: String, in directory: String) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: directory + "/" + name))
}

/// What `body` throws, as the words shown to a person.
func complaint(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return "\(error)"
  }
}
