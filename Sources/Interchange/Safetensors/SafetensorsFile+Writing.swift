extension SafetensorsFile {
  /// Writes the file, whole or not at all: floating-point tensors as `type`, integer ones as I64.
  ///
  /// Shorter types take the nearest number, of two equally near the even one, as PyTorch does.
  /// The I64 tensors come first, else the order is that of `tensors`; so every element stands at
  /// a multiple of its size, as readers that map the file need it. The same tensors and metadata
  /// give the same bytes.
  /// - Throws: `InterchangeError` where names repeat, a shape does not fit its values, an integer
  ///   tensor holds something else, a finite value would become infinite, or the system refuses.
  /// - Precondition: `type` is F64, F32, F16 or BF16.
  package func write(
    to path: String, floatsAs type: NamedTensor.ElementType = .float32
  ) throws {
    precondition(type.isFloatingPoint)
    let ordered = integerTensors + tensors.filter(\.elementType.isFloatingPoint)
    let header = try header(of: ordered, floatsAs: type, file: path)
    try AtomicFile.write(to: path) { sink in
      try sink.write(header)
      for tensor in ordered { try sink.write(tensor.encoded(floatsAs: type, for: path)) }
    }
  }

  private var integerTensors: [NamedTensor] { tensors.filter { !$0.elementType.isFloatingPoint } }

  private func header(
    of tensors: [NamedTensor], floatsAs type: NamedTensor.ElementType, file: String
  ) throws -> [UInt8] {
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
      let written = tensor.writtenType(floatsAs: type)
      let end = offset + tensor.values.count * written.size
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        Self.quoted(tensor.name) + ":{\"dtype\":\"\(written.rawValue)\","
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
  fileprivate func writtenType(floatsAs type: ElementType) -> ElementType {
    elementType.isFloatingPoint ? type : .int64
  }

  fileprivate func encoded(floatsAs type: ElementType, for file: String) throws -> [UInt8] {
    if elementType.isFloatingPoint { return try floatBytes(type, for: file) }
    guard let bad = values.first(where: { Int64(exactly: $0) == nil }) else {
      return LittleEndian.bytes(of: values) { Int64($0) }
    }
    throw unwritable(file, "holds \(bad), which is no whole number of 64 bits")
  }

  private func floatBytes(_ type: ElementType, for file: String) throws -> [UInt8] {
    switch type {
    case .float64:
      return LittleEndian.bytes(of: values) { Double($0).bitPattern }
    case .float16:
      try checkRange(type, file) { Float16($0).isFinite }
      return LittleEndian.bytes(of: values) { Float16($0).bitPattern }
    case .bfloat16:
      try checkRange(type, file) { Float(bitPattern: UInt32($0.brainBits) << 16).isFinite }
      return LittleEndian.bytes(of: values) { $0.brainBits }
    default:
      return LittleEndian.bytes(of: values) { $0.bitPattern }
    }
  }

  /// A value that overflows would be another number; one that is infinite already stays so.
  private func checkRange(
    _ type: ElementType, _ file: String, _ staysFinite: (Float) -> Bool
  ) throws {
    if let bad = values.first(where: { $0.isFinite && !staysFinite($0) }) {
      throw unwritable(file, "holds \(bad), which is too large for \(type.rawValue)")
    }
  }

  fileprivate func unwritable(_ file: String, _ problem: String) -> InterchangeError {
    InterchangeError(kind: .unwritable, file: file, place: "tensor '\(name)'", problem: problem)
  }
}

extension Float {
  /// The upper half of the bits, rounded to nearest, ties to even; quiet for what is not a number.
  fileprivate var brainBits: UInt16 {
    if isNaN { return UInt16(bitPattern >> 16) | 0x40 }
    return UInt16((bitPattern + 0x7FFF + (bitPattern >> 16 & 1)) >> 16)
  }
}
