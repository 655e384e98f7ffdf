extension NumpyArray {
  /// Whether the bytes begin as a `.npy` file does.
  package static func isNumpy(_ bytes: [UInt8]) -> Bool { bytes.starts(with: NumpyHeader.magic) }

  /// - Throws: `InterchangeError` where the file cannot be read or is no such array.
  package init(path: String) throws {
    try self.init(bytes: FileReader.bytes(of: path), file: path)
  }

  /// Reads `b1 u1 i1 u2 i2 u4 i4 u8 i8 f2 f4 f8` of either byte order, in C or Fortran order, of up
  /// to as many axes as NumPy allows.
  ///
  /// - Parameter file: the name for error messages.
  package init(bytes: [UInt8], file: String) throws {
    let header = try NumpyHeader(bytes, file: file)
    guard let type = ElementType(header.descriptor) else {
      throw InterchangeError(
        file: file, place: "header",
        expected: "whole numbers, floats of 2, 4 or 8 bytes, or booleans",
        found: "type \(Excerpt.quoted(header.descriptor))")
    }
    let found = bytes.count - header.dataStart
    guard let count = Shape.elementCount(header.shape),
      case let (size, overflow) = count.multipliedReportingOverflow(by: type.size), !overflow
    else {
      throw InterchangeError(
        file: file, place: "header", expected: "a shape whose product fits 63 bits",
        found: "\(header.shape)")
    }
    guard found == size else {
      throw InterchangeError(
        file: file, place: "byte \(header.dataStart)",
        expected: "\(size) bytes for shape \(header.shape) of '\(header.descriptor)'",
        found: "\(found)")
    }
    let elements = try bytes.withUnsafeBytes {
      try type.load(.init(rebasing: $0[header.dataStart...]), count: count, file: file)
    }
    self.init(
      shape: header.shape,
      elements: header.fortranOrder ? elements.rowMajor(fromColumnMajor: header.shape) : elements)
  }

  /// The element types that are read, by the letter and size of NumPy's descriptor.
  private struct ElementType {
    let kind: Character
    let size: Int
    let isBigEndian: Bool

    init?(_ descriptor: String) {
      let characters = Array(descriptor)
      guard characters.count == 3, let size = characters[2].wholeNumberValue,
        characters[2].isASCII
      else { return nil }
      let orders: Set<Character> = size == 1 ? ["|", "<", ">", "="] : ["<", ">", "="]
      let sizes: [Character: Set<Int>] = [
        "b": [1], "u": [1, 2, 4, 8], "i": [1, 2, 4, 8], "f": [2, 4, 8],
      ]
      guard orders.contains(characters[0]), sizes[characters[1], default: []].contains(size) else {
        return nil
      }
      kind = characters[1]
      self.size = size
      isBigEndian = characters[0] == ">"
    }

    func load(
      _ raw: UnsafeRawBufferPointer, count: Int, file: String
    ) throws -> NumpyArray.Elements {
      func load<Stored: FixedWidthInteger, Value>(
        _ type: Stored.Type, _ convert: (Stored) -> Value
      ) -> [Value] {
        isBigEndian
          ? LittleEndian.load(type, raw, count: count) { convert($0.byteSwapped) }
          : LittleEndian.load(type, raw, count: count, convert)
      }
      switch (kind, size) {
      case ("b", _): return .bytes(load(UInt8.self) { $0 == 0 ? 0 : 1 })
      case ("u", 1): return .bytes(load(UInt8.self) { $0 })
      case ("u", 2): return .integers(load(UInt16.self) { Int($0) })
      case ("u", 4): return .integers(load(UInt32.self) { Int($0) })
      case ("u", _):
        let values = load(UInt64.self) { $0 }
        if let large = values.first(where: { $0 > UInt64(Int.max) }) {
          throw InterchangeError(
            file: file, expected: "whole numbers below 2^63", found: "\(large)")
        }
        return .integers(values.map { Int($0) })
      case ("i", 1): return .integers(load(Int8.self) { Int($0) })
      case ("i", 2): return .integers(load(Int16.self) { Int($0) })
      case ("i", 4): return .integers(load(Int32.self) { Int($0) })
      case ("i", _): return .integers(load(Int64.self) { Int($0) })
      case (_, 2): return .floats(load(UInt16.self) { Float(Float16(bitPattern: $0)) })
      case (_, 4): return .floats(load(UInt32.self) { Float(bitPattern: $0) })
      default: return .doubles(load(UInt64.self) { Double(bitPattern: $0) })
      }
    }
  }
}

extension NumpyArray.Elements {
  /// The same elements with the last axis running fastest instead of the first.
  fileprivate func rowMajor(fromColumnMajor shape: [Int]) -> Self {
    switch self {
    case .bytes(let values): .bytes(Self.reordered(values, shape))
    case .integers(let values): .integers(Self.reordered(values, shape))
    case .floats(let values): .floats(Self.reordered(values, shape))
    case .doubles(let values): .doubles(Self.reordered(values, shape))
    }
  }

  private static func reordered<Value>(_ values: [Value], _ shape: [Int]) -> [Value] {
    var strides: [Int] = []
    var stride = 1
    for size in shape {
      strides.append(stride)
      stride *= size
    }
    var index = [Int](repeating: 0, count: shape.count)
    var source = 0
    return values.indices.map { _ in
      let value = values[source]
      for axis in shape.indices.reversed() {
        index[axis] += 1
        source += strides[axis]
        if index[axis] < shape[axis] { break }
        source -= strides[axis] * shape[axis]
        index[axis] = 0
      }
      return value
    }
  }
}
