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
}
