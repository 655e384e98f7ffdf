import Foundation

/// Files of Fixtures/Explanations, and reference data that only some machines have.
enum Places {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static let shared =
    ProcessInfo.processInfo.environment["MISCLASS_SHARED"].map { URL(filePath: $0) }
    ?? root.deletingLastPathComponent().appending(path: "shared")

  static func model(_ name: String) -> URL {
    shared.appending(path: "data/models/\(name).safetensors")
  }

  static var hasModels: Bool {
    ["resnet20", "resnet56"].allSatisfy {
      FileManager.default.fileExists(atPath: model($0).path(percentEncoded: false))
    }
  }

  static func golden<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
    let url = root.appending(path: "Fixtures/Explanations/\(name).json")
    return try JSONDecoder().decode(type, from: Data(contentsOf: url))
  }
}
