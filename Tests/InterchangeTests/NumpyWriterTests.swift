import Foundation
import Testing

@testable import Interchange

@Suite struct NumpyWriterTests {
  @Test func piecesBecomeTheArray() throws {
    let path = NSTemporaryDirectory() + "pieces-\(UUID().uuidString).npy"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let values = (0..<30).map { Float($0) / 7 }
    try NumpyWriter.write(to: path, shape: [5, 2, 3], of: .floats) { writer in
      for piece in [0..<6, 6..<6, 6..<24, 24..<30] { try writer.append(values[piece]) }
    }
    #expect(try NumpyArray(path: path) == NumpyArray(shape: [5, 2, 3], floats: values))
    let bytes = [UInt8](5..<29)
    try NumpyWriter.write(to: path, shape: [2, 2, 2, 3], of: .bytes) { try $0.append(bytes) }
    let file = try #require(NumpyByteFile(path: path))
    #expect(file.shape == [2, 2, 2, 3])
    var read = [UInt8](repeating: 0, count: 7)
    try read.withUnsafeMutableBytes { try file.read(at: 11, into: $0) }
    #expect(read == Array(bytes[11..<18]))
  }

  @Test(arguments: [5, 7]) func anotherNumberOfElementsLeavesNoFile(count: Int) {
    let path = NSTemporaryDirectory() + "count-\(UUID().uuidString).npy"
    #expect(throws: InterchangeError.self) {
      try NumpyWriter.write(to: path, shape: [2, 3], of: .integers) {
        try $0.append(Array(0..<count))
      }
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func arraysOfOtherTypesAreNoByteFiles() throws {
    let path = NSTemporaryDirectory() + "floats-\(UUID().uuidString).npy"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try NumpyArray(shape: [2], floats: [1, 2]).write(to: path)
    #expect(NumpyByteFile(path: path) == nil)
    #expect(NumpyByteFile(path: path + "missing") == nil)
  }
}
