extension SafetensorsFile {
  /// Writes the file, whole or not at all: floating-point tensors as F32, integer ones as I64.
  ///
  /// The I64 tensors come first, else the order is that of `tensors`; so every element stands at
  /// a multiple of its size, as readers that map the file need it. The same tensors and metadata
  /// give the same bytes.
  /// - Throws: `InterchangeError` where names repeat, a shape does not fit its values, an integer
  ///   tensor holds something else, or the system refuses.
  package func write(to path: String) throws {
    let ordered = integerTensors + tensors.filter(\.elementType.isFloatingPoint)
    let header = try header(of: ordered, file: path)
    try AtomicFile.write(to: path) { sink in
      try sink.write(header)
      for tensor in ordered { try sink.write(tensor.encoded(for: path)) }
    }
  }

  private var integerTensors: [NamedTensor] { tensors.filter { !$0.elementType.isFloatingPoint } }

  private func header(of tensors: [NamedTensor], file: String) throws -> [UInt8] {
    var names: Set<String> = [SafetensorsHeader.metadataKey]
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map {
        Self.quoted($0) + ":" + Self.quoted($1)
      }
      members.append(
        Self.quoted(SafetensorsHeader.metadataKey) + ":{" + pairs.joined(separator: ",") + "}")
    }
    var offset = 0
    for tensor in tensors {
      guard names.insert(tensor.name).inserted else {
        throw tensor.unwritable(file, "the name comes twice or is reserved")
      }
      guard Shape.elementCount(tensor.shape) == tensor.values.count else {
        throw tensor.unwritable(
          file, "has \(tensor.values.count) values, its shape is \(tensor.shape)")
      }
      let end = offset + tensor.values.count * tensor.writtenType.size
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        Self.quoted(tensor.name) + ":{\"dtype\":\"\(tensor.writtenType.rawValue)\","
          + "\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var text = Array(("{" + members.joined(separator: ",") + "}").utf8)
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    guard text.count <= SafetensorsHeader.largestHeader else {
      throw InterchangeError(
        kind: .unwritable, file: file, problem: "the header of \(text.count) bytes is too long")
    }
    var bytes: [UInt8] = []
    LittleEndian.append(UInt64(text.count), to: &bytes)
    return bytes + text
  }

  /// A JSON string.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\u{0}"..<"\u{20}":
        let code = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - code.count) + code
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

extension NamedTensor {
  fileprivate var writtenType: ElementType { elementType.isFloatingPoint ? .float32 : .int64 }

  fileprivate func encoded(for file: String) throws -> [UInt8] {
    if elementType.isFloatingPoint { return LittleEndian.bytes(of: values) { $0.bitPattern } }
    guard let bad = values.first(where: { Int64(exactly: $0) == nil }) else {
      return LittleEndian.bytes(of: values) { Int64($0) }
    }
    throw unwritable(file, "holds \(bad), which is no whole number of 64 bits")
  }

  fileprivate func unwritable(_ file: String, _ problem: String) -> InterchangeError {
    InterchangeError(kind: .unwritable, file: file, place: "tensor '\(name)'", problem: problem)
  }
}
