/// A safetensors file: named tensors and a table of strings.
///
/// Layout: 8 bytes little-endian length, a JSON header of that length, then the elements.
/// The header gives for each tensor `dtype`, `shape` and `data_offsets`, the half-open range of
/// its bytes after the header. Source: github.com/huggingface/safetensors, "Format".
package struct SafetensorsFile: Sendable, Equatable {
  /// In the order of their bytes in the file.
  package var tensors: [NamedTensor]
  /// The header's `__metadata__`.
  package var metadata: [String: String]

  package init(tensors: [NamedTensor], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The tensor of that name, or nil.
  package subscript(_ name: String) -> NamedTensor? {
    tensors.first { $0.name == name }
  }

  /// - Throws: `InterchangeError` where the file cannot be read or breaks a rule of the format.
  package init(path: String) throws {
    try self.init(bytes: FileReader.bytes(of: path), file: path)
  }

  /// The header's `__metadata__` alone.
  ///
  /// - Throws: as reading the whole file, of which the elements are not converted.
  package static func metadata(path: String) throws -> [String: String] {
    try SafetensorsHeader(FileReader.bytes(of: path), file: path).metadata
  }

  /// - Parameter file: the name for error messages.
  package init(bytes: [UInt8], file: String) throws {
    let header = try SafetensorsHeader(bytes, file: file)
    metadata = header.metadata
    tensors = bytes.withUnsafeBytes { raw in
      let data = UnsafeRawBufferPointer(rebasing: raw[header.dataStart...])
      return header.entries.map { entry in
        NamedTensor(
          name: entry.name, shape: entry.shape,
          values: entry.elementType.floats(
            .init(rebasing: data[entry.offsets]), count: entry.elementCount),
          elementType: entry.elementType)
      }
    }
  }
}
