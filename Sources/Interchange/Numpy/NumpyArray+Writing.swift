extension NumpyArray {
  /// Writes the array as `NumpyWriter` does.
  package func write(to path: String) throws {
    switch elements {
    case .bytes(let values):
      try NumpyWriter.write(to: path, shape: shape, of: .bytes) { try $0.append(values) }
    case .integers(let values):
      try NumpyWriter.write(to: path, shape: shape, of: .integers) { try $0.append(values) }
    case .floats(let values):
      try NumpyWriter.write(to: path, shape: shape, of: .floats) { try $0.append(values) }
    case .doubles(let values):
      try NumpyWriter.write(to: path, shape: shape, of: .doubles) { try $0.append(values) }
    }
  }

  /// The bytes of such a file.
  ///
  /// - Parameter file: the name for error messages.
  package func bytes(for file: String) throws -> [UInt8] {
    switch elements {
    case .bytes(let values):
      try NumpyWriter.header(.bytes, shape, file) + values
    case .integers(let values):
      try NumpyWriter.header(.integers, shape, file) + LittleEndian.bytes(of: values) { Int64($0) }
    case .floats(let values):
      try NumpyWriter.header(.floats, shape, file)
        + LittleEndian.bytes(of: values) { $0.bitPattern }
    case .doubles(let values):
      try NumpyWriter.header(.doubles, shape, file)
        + LittleEndian.bytes(of: values) { $0.bitPattern }
    }
  }
}
