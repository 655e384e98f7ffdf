import Foundation
import Interchange

/// Valid files to begin with.
enum Seeds {
  static func fixture(_ name: String) throws -> [UInt8] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try FileReader.bytes(
      of: root.appending(path: "Fixtures/" + name).path(percentEncoded: false))
  }

  /// Small pictures that other programs wrote (Scripts/make-picture-goldens.py).
  static func pictures(ending: String) throws -> [[UInt8]] {
    let bytes = try fixture("Pictures/pictures.safetensors")
    return try SafetensorsFile(bytes: bytes, file: "pictures").tensors
      .filter { $0.name.hasSuffix("." + ending) }.map { $0.values.map { UInt8($0) } }
  }

  static func texts(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

  static func numpy(_ array: NumpyArray) throws -> [UInt8] {
    try written { try array.write(to: $0) }
  }

  /// A `.npy` file of bytes.
  static func numpy(shape: String, bytes: [UInt8]) -> [UInt8] {
    let header = Array("{'descr': '|u1', 'fortran_order': False, 'shape': \(shape), }\n".utf8)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count), 0] + header + bytes
  }

  /// An eight-bit picture whose image data are not compressed: any damage to them can be read.
  static func uncompressedPicture(
    width: Int, height: Int, colourType: UInt8, channels: Int
  ) -> [UInt8] {
    func bigEndian(_ number: Int) -> [UInt8] {
      (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    }
    func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
      bigEndian(content.count) + Array(name.utf8) + content + bigEndian(0)
    }
    var rows: [UInt8] = []
    for row in 0..<height {
      rows.append(UInt8(row % 5))
      rows += (0..<width * channels).map { UInt8(truncatingIfNeeded: 37 * $0 + row) }
    }
    let header: [UInt8] = bigEndian(width) + bigEndian(height) + [8, colourType, 0, 0, 0]
    let palette = (0..<256 * 3).map { UInt8(truncatingIfNeeded: 91 * $0) }
    var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    bytes += chunk("IHDR", header)
    if colourType == 3 { bytes += chunk("PLTE", palette) }
    bytes += chunk("IDAT", [0x78, 0x01, 0x01, 0, 0, 0, 0] + rows + [0, 0, 0, 0])
    bytes += chunk("IEND", [])
    return Repair.png(bytes)
  }

  /// The bytes of a file that `write` writes to the path that it is given.
  static func written(_ write: (String) throws -> Void) throws -> [UInt8] {
    try inTemporaryDirectory { directory in
      try write(directory + "/file")
      return try FileReader.bytes(of: directory + "/file")
    }
  }

  /// Writes a file without the care that results get: quicker, as it is done for each case.
  static func put(_ bytes: [UInt8], in path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
    defer { close(file) }
    guard write(file, bytes, bytes.count) == bytes.count else {
      throw CocoaError(.fileWriteUnknown)
    }
  }

  static func putOnce(_ bytes: [UInt8], in path: String) throws {
    if !FileManager.default.fileExists(atPath: path) { try put(bytes, in: path) }
  }

  /// Runs `body` with a new directory, in memory where the system has such a place.
  static func inTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    let memory = "/dev/shm"
    let place =
      access(memory, W_OK) == 0
      ? URL(filePath: memory) : FileManager.default.temporaryDirectory
    let directory = place.appending(path: "misclass-fuzz-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    return try body(directory.path(percentEncoded: false))
  }
}
