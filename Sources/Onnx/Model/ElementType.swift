package import Interchange

/// What kind of numbers a tensor holds: the same kinds as in other files of tensors.
package typealias ElementType = NamedTensor.ElementType

/// ONNX's codes of them ("TensorProto.DataType").
extension ElementType {
  /// Nil for a code of no such kind.
  init?(code: Int) {
    guard let known = Self.allCases.first(where: { $0.code == code }) else { return nil }
    self = known
  }

  var code: Int {
    switch self {
    case .float32: 1
    case .uint8: 2
    case .int8: 3
    case .uint16: 4
    case .int16: 5
    case .int32: 6
    case .int64: 7
    case .bool: 9
    case .float16: 10
    case .float64: 11
    case .uint32: 12
    case .uint64: 13
    case .bfloat16: 16
    }
  }

  /// The whole numbers that the type holds; as many of UInt64's as Int has.
  var range: ClosedRange<Int> {
    switch self {
    case .uint8: 0...Int(UInt8.max)
    case .int8: Int(Int8.min)...Int(Int8.max)
    case .uint16: 0...Int(UInt16.max)
    case .int16: Int(Int16.min)...Int(Int16.max)
    case .int32: Int(Int32.min)...Int(Int32.max)
    case .uint32: 0...Int(UInt32.max)
    case .uint64: 0...Int.max
    case .bool: 0...1
    default: Int.min...Int.max
    }
  }

  /// The name that ONNX has for a code, as errors show it.
  static func name(of code: Int) -> String {
    if let known = ElementType(code: code) { return "\(known)" }
    switch code {
    case 0: return "no type"
    case 8: return "strings"
    case 14, 15: return "complex numbers"
    case 17...20: return "float8"
    case 21, 22: return "4-bit integers"
    default: return "type \(code)"
    }
  }
}
