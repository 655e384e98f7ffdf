extension NumpyArray {
  /// Writes version 1.0, C order, with the elements at a multiple of 64 bytes, as NumPy does; the
  /// file appears whole or not at all.
  package func write(to path: String) throws {
    try AtomicFile.write(to: path) { sink in
      try sink.write(header(for: path))
      try sink.write(content)
    }
  }

  /// The bytes of such a file.
  ///
  /// - Parameter file: the name for error messages.
  package func bytes(for file: String) throws -> [UInt8] { try header(for: file) + content }

  private var content: [UInt8] {
    switch elements {
    case .bytes(let values): values
    case .integers(let values): LittleEndian.bytes(of: values) { Int64($0) }
    case .floats(let values): LittleEndian.bytes(of: values) { $0.bitPattern }
    case .doubles(let values): LittleEndian.bytes(of: values) { $0.bitPattern }
    }
  }

  private func header(for path: String) throws -> [UInt8] {
    let descriptor =
      switch elements {
      case .bytes: "|u1"
      case .integers: "<i8"
      case .floats: "<f4"
      case .doubles: "<f8"
      }
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = Array(
      "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (\(sizes)), }".utf8)
    while (10 + text.count + 1) % 64 != 0 { text.append(UInt8(ascii: " ")) }
    text.append(UInt8(ascii: "\n"))
    guard let length = UInt16(exactly: text.count) else {
      throw InterchangeError(
        kind: .unwritable, file: path, problem: "a shape of \(shape.count) axes is too long")
    }
    var bytes = NumpyHeader.magic + [1, 0]
    LittleEndian.append(length, to: &bytes)
    return bytes + text
  }
}
