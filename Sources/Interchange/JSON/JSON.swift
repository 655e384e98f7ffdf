import Foundation

/// JSON in and out.
package enum JSON {
  /// Readable JSON with sorted keys and a newline at the end.
  ///
  /// - Throws: `InterchangeError` naming `file` where a value has no JSON form (NaN, infinity).
  package static func encoded(_ value: some Encodable, for file: String = "JSON") throws -> [UInt8]
  {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do {
      return try Array(encoder.encode(value)) + [0x0A]
    } catch EncodingError.invalidValue(let bad, let context) {
      let place = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw InterchangeError(
        kind: .unwritable, file: file, place: place.isEmpty ? nil : place,
        problem: "\(bad) has no form in JSON")
    }
  }

  /// Writes readable JSON with sorted keys; the file appears whole or not at all.
  package static func write(_ value: some Encodable, to path: String) throws {
    try AtomicFile.write(encoded(value, for: path), to: path)
  }

  /// A value from a JSON file.
  ///
  /// - Throws: `InterchangeError` naming the file, the member and what is wrong with it.
  package static func read<Value: Decodable>(_ type: Value.Type, from path: String) throws -> Value
  {
    try decode(type, from: try FileReader.bytes(of: path), file: path)
  }

  /// A value from the bytes of a JSON file.
  ///
  /// - Parameter allowsInfinity: takes the words `inf`, `-inf` and `nan` for numbers.
  /// - Throws: as ``read(_:from:)``.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], file path: String, allowsInfinity: Bool = false
  ) throws -> Value {
    let decoder = JSONDecoder()
    if allowsInfinity {
      decoder.nonConformingFloatDecodingStrategy = .convertFromString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    }
    do {
      return try decoder.decode(type, from: Data(bytes))
    } catch let error as DecodingError {
      throw malformed(error, bytes, path)
    }
  }

  private static func malformed(
    _ error: DecodingError, _ bytes: [UInt8], _ path: String
  ) -> InterchangeError {
    let context: DecodingError.Context
    var problem: String?
    switch error {
    case .keyNotFound(let key, let found):
      context = found
      problem = "expected a field '\(key.stringValue)', found none"
    case .dataCorrupted(let found):
      context = found
      if found.codingPath.isEmpty { return fault(of: bytes, path) }
    case .typeMismatch(_, let found), .valueNotFound(_, let found):
      context = found
    @unknown default:
      return InterchangeError(kind: .malformed, file: path, problem: "\(error)")
    }
    let place = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
    return InterchangeError(
      kind: .malformed, file: path,
      place: place.isEmpty ? nil : place.joined(separator: "."),
      problem: problem ?? context.debugDescription)
  }

  /// Where bytes that Foundation calls no JSON go wrong, which it does not tell.
  private static func fault(of bytes: [UInt8], _ path: String) -> InterchangeError {
    var scanner = JSONScanner(bytes, in: bytes.indices, file: path)
    do {
      try scanner.passValue()
      try scanner.expectEnd()
    } catch let error as InterchangeError {
      return error
    } catch {}
    return InterchangeError(
      kind: .malformed, file: path,
      problem: "expected numbers in the range of their fields, found one that is not")
  }

  /// A JSON array of whole numbers; a fraction of zero, as in `3.0`, is passed over.
  ///
  /// - Throws: `InterchangeError` naming `file` and the byte where something else stands.
  package static func wholeNumbers(_ bytes: [UInt8], file: String) throws -> [Int] {
    var scanner = JSONScanner(
      bytes, in: ByteOrderMark.length(in: bytes)..<bytes.count, file: file)
    var numbers: [Int] = []
    try scanner.array { numbers.append(try $0.wholeNumberOrFloat()) }
    try scanner.expectEnd()
    return numbers
  }
}
