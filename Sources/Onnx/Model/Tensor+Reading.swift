import Foundation
import Interchange

/// Where a tensor lies in a file beside the model.
struct ExternalPlace: Equatable {
  var location: String?
  var offset = 0
  var length: Int?
}

/// A tensor as the file writes it, before its elements are looked at.
struct WrittenTensor {
  var name = ""
  var dimensions: [Int] = []
  var code = 0
  var floats: [Float] = []
  var doubles: [Double] = []
  /// Of the fields for 32 and for 64 bits.
  var integers: [Int] = []
  var raw: Range<Int>?
  var isExternal = false
  var external = ExternalPlace()
  var hasStrings = false

  init(_ reader: WireReader) throws(OnnxError) {
    var reader = reader
    while let (number, value) = try reader.next() {
      switch number {
      case 1: try reader.append(value, to: &dimensions)
      case 2: code = try reader.integer(value)
      case 3:
        throw .malformed(
          file: reader.file, place: "a tensor", expected: "a whole tensor", found: "a segment")
      case 4: try reader.append(value, to: &floats)
      case 5, 7, 11: try reader.append(value, to: &integers)
      case 6: hasStrings = true
      case 8: name = try reader.string(value)
      case 9: raw = try reader.range(value)
      case 10: try reader.append(value, to: &doubles)
      case 13: try readExternal(try reader.message(value))
      case 14: isExternal = try reader.integer(value) == 1
      default: break
      }
    }
  }

  private mutating func readExternal(_ reader: WireReader) throws(OnnxError) {
    let (key, text) = try StringPair.read(reader)
    switch key {
    case "location": external.location = text
    case "offset":
      guard let offset = Int(text), offset >= 0 else { throw malformed(reader, key, text) }
      external.offset = offset
    case "length":
      guard let length = Int(text), length >= 0 else { throw malformed(reader, key, text) }
      external.length = length
    default: break
    }
  }

  private func malformed(_ reader: WireReader, _ key: String, _ text: String) -> OnnxError {
    .malformed(
      file: reader.file, place: "tensor \(Excerpt.quoted(name))",
      expected: "a whole number as the \(key) of external data", found: Excerpt.quoted(text))
  }
}

/// Reads tensors of a model's file, and of the files beside it.
struct TensorReader {
  let bytes: [UInt8]
  let file: String
  private var beside: [String: [UInt8]] = [:]
  /// Whether a tensor's elements were found in a file beside the model.
  private(set) var readsBeside = false
  /// Bytes that tensors have taken from each of the files beside the model.
  private var taken: [String: Int] = [:]

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// - Throws: `OnnxError` where type, shape and elements do not fit together.
  mutating func tensor(_ written: WrittenTensor) throws -> Tensor {
    let place = "tensor \(Excerpt.quoted(written.name))"
    func malformed(_ expected: String, _ found: String) -> OnnxError {
      .malformed(file: file, place: place, expected: expected, found: found)
    }
    guard let type = ElementType(code: written.code), !written.hasStrings else {
      throw malformed(
        "numbers of 8 bits or more",
        written.hasStrings ? "strings" : ElementType.name(of: written.code))
    }
    guard let count = Tensor.count(of: written.dimensions) else {
      throw malformed(
        "sizes of 0 or more with a product of at most 2^40", "\(written.dimensions)")
    }
    let size = count * type.size
    if written.isExternal {
      readsBeside = true
      let (data, start) = try externalData(written.external, size, place)
      return try data.withUnsafeBytes { all in
        let slice = UnsafeRawBufferPointer(rebasing: all[start..<start + size])
        return try tensor(written, type, slice, count, malformed)
      }
    }
    if let raw = written.raw {
      guard raw.count == size else {
        throw malformed("\(size) bytes for \(written.dimensions) of \(type)", "\(raw.count)")
      }
      return try bytes.withUnsafeBytes {
        try tensor(written, type, UnsafeRawBufferPointer(rebasing: $0[raw]), count, malformed)
      }
    }
    let elements = try elements(of: written, type, malformed)
    guard elements.count == count else {
      throw malformed("\(count) elements for \(written.dimensions)", "\(elements.count)")
    }
    return Tensor(type: type, shape: written.dimensions, elements: elements)
  }

  private func tensor(
    _ written: WrittenTensor, _ type: ElementType, _ data: UnsafeRawBufferPointer, _ count: Int,
    _ malformed: (String, String) -> OnnxError
  ) throws -> Tensor {
    guard let elements = type.elements(data, count: count) else {
      throw malformed("numbers below 2^63", "larger ones")
    }
    return Tensor(type: type, shape: written.dimensions, elements: elements)
  }

  /// Elements in fields of their own; narrow types stand in those of 32 bits.
  private func elements(
    of written: WrittenTensor, _ type: ElementType, _ malformed: (String, String) -> OnnxError
  ) throws -> Tensor.Elements {
    switch type {
    case .float32: return .floats(written.floats)
    case .float64: return .doubles(written.doubles)
    case .float16:
      return .floats(
        written.integers.map { Float(Float16(bitPattern: UInt16(truncatingIfNeeded: $0))) })
    case .bfloat16:
      return .floats(
        written.integers.map { Float(bitPattern: UInt32(UInt16(truncatingIfNeeded: $0)) << 16) })
    default:
      if let bad = written.integers.first(where: { !type.range.contains($0) }) {
        throw malformed("numbers that \(type) holds", "\(bad)")
      }
      return .integers(written.integers)
    }
  }

  /// The bytes of a file in the model's own folder, or below it.
  private mutating func externalData(
    _ external: ExternalPlace, _ size: Int, _ place: String
  ) throws -> (data: [UInt8], start: Int) {
    func malformed(_ expected: String, _ found: String) -> OnnxError {
      .malformed(file: file, place: place, expected: expected, found: found)
    }
    let location = external.location ?? ""
    let parts = location.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains(".."), !parts.contains(""), !location.contains("\0"),
      !location.contains("\\")
    else {
      throw malformed(
        "external data in the model's own folder", Excerpt.quoted(location))
    }
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    if beside[location] == nil {
      beside[location] = try FileReader.bytes(of: folder + "/" + location)
    }
    let data = beside[location] ?? []
    guard external.offset <= data.count, size <= data.count - external.offset,
      external.length ?? size == size
    else {
      throw malformed(
        "\(size) bytes at \(external.offset) of \(Excerpt.quoted(location))",
        "a length of \(external.length ?? size) in a file of \(data.count) bytes")
    }
    // Tensors may share bytes, but not so that a small model asks for any amount of memory.
    taken[location, default: 0] += size
    guard taken[location, default: 0] <= 2 * data.count else {
      throw malformed(
        "tensors that hardly share the bytes of \(Excerpt.quoted(location))", "them used many times"
      )
    }
    return (data, external.offset)
  }
}

extension ElementType {
  /// Elements in raw data, little-endian; nil for numbers that `Int` does not hold.
  func elements(_ data: UnsafeRawBufferPointer, count: Int) -> Tensor.Elements? {
    func load<Stored: FixedWidthInteger, Value>(
      _ type: Stored.Type, _ convert: (Stored) -> Value
    ) -> [Value] { LittleEndian.load(type, data, count: count, convert) }
    switch self {
    case .float32: return .floats(LittleEndian.floats(data, count: count))
    case .float16: return .floats(load(UInt16.self) { Float(Float16(bitPattern: $0)) })
    case .bfloat16: return .floats(load(UInt16.self) { Float(bitPattern: UInt32($0) << 16) })
    case .float64: return .doubles(load(UInt64.self) { Double(bitPattern: $0) })
    case .int64: return .integers(load(Int64.self) { Int($0) })
    case .int32: return .integers(load(Int32.self) { Int($0) })
    case .int16: return .integers(load(Int16.self) { Int($0) })
    case .int8: return .integers(load(Int8.self) { Int($0) })
    case .uint32: return .integers(load(UInt32.self) { Int($0) })
    case .uint16: return .integers(load(UInt16.self) { Int($0) })
    case .uint8: return .integers(load(UInt8.self) { Int($0) })
    case .bool: return .integers(load(UInt8.self) { $0 == 0 ? 0 : 1 })
    case .uint64:
      let numbers = load(UInt64.self) { Int(exactly: $0) }
      return numbers.contains(nil) ? nil : .integers(numbers.compactMap { $0 })
    }
  }
}
