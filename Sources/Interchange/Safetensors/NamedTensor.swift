/// A tensor with its name, as weight files hold it.
package struct NamedTensor: Sendable, Equatable {
  /// How the file stores the elements.
  package enum ElementType: String, Sendable, CaseIterable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case int32 = "I32"
    case int16 = "I16"
    case int8 = "I8"
    case uint64 = "U64"
    case uint32 = "U32"
    case uint16 = "U16"
    case uint8 = "U8"
    case bool = "BOOL"

    /// Bytes of one element.
    package var size: Int {
      switch self {
      case .float64, .int64, .uint64: 8
      case .float32, .int32, .uint32: 4
      case .float16, .bfloat16, .int16, .uint16: 2
      case .int8, .uint8, .bool: 1
      }
    }

    package var isFloatingPoint: Bool {
      switch self {
      case .float64, .float32, .float16, .bfloat16: true
      default: false
      }
    }
  }

  package var name: String
  /// Sizes from the outermost axis; empty for a scalar.
  package var shape: [Int]
  /// Row-major elements; whole numbers above 2^24 and F64 are rounded to Float.
  package var values: [Float]
  /// How the file that it was read from stores it. Written as I64 where integer, else as the writer
  /// says.
  package var elementType: ElementType

  package init(
    name: String, shape: [Int], values: [Float], elementType: ElementType = .float32
  ) {
    self.name = name
    self.shape = shape
    self.values = values
    self.elementType = elementType
  }
}

extension NamedTensor.ElementType {
  /// `count` elements as Float.
  func floats(_ bytes: UnsafeRawBufferPointer, count: Int) -> [Float] {
    switch self {
    case .float64:
      LittleEndian.load(UInt64.self, bytes, count: count) { Float(Double(bitPattern: $0)) }
    case .float32: LittleEndian.floats(bytes, count: count)
    case .float16:
      LittleEndian.load(UInt16.self, bytes, count: count) { Float(Float16(bitPattern: $0)) }
    case .bfloat16:
      LittleEndian.load(UInt16.self, bytes, count: count) { Float(bitPattern: UInt32($0) << 16) }
    case .int64: LittleEndian.load(Int64.self, bytes, count: count) { Float($0) }
    case .int32: LittleEndian.load(Int32.self, bytes, count: count) { Float($0) }
    case .int16: LittleEndian.load(Int16.self, bytes, count: count) { Float($0) }
    case .int8: LittleEndian.load(Int8.self, bytes, count: count) { Float($0) }
    case .uint64: LittleEndian.load(UInt64.self, bytes, count: count) { Float($0) }
    case .uint32: LittleEndian.load(UInt32.self, bytes, count: count) { Float($0) }
    case .uint16: LittleEndian.load(UInt16.self, bytes, count: count) { Float($0) }
    case .uint8: LittleEndian.load(UInt8.self, bytes, count: count) { Float($0) }
    case .bool: LittleEndian.load(UInt8.self, bytes, count: count) { $0 == 0 ? 0 : 1 }
    }
  }
}
