/// Writes an array piece by piece, for those too large to hold in memory.
package final class NumpyWriter {
  /// What elements are, and how they are written.
  package enum Kind: String, Sendable {
    case bytes = "|u1"
    case integers = "<i8"
    case floats = "<f4"
    case doubles = "<f8"
  }

  private let sink: FileSink
  private let path: String
  private let kind: Kind
  private let count: Int
  private var written = 0

  /// Writes version 1.0, C order, with the elements at a multiple of 64 bytes, as NumPy does; the
  /// file appears whole or not at all.
  ///
  /// - Parameter body: hands over the elements in their order.
  /// - Throws: `InterchangeError` where the system refuses, or there are more or fewer elements
  ///   than the shape has; what `body` throws.
  package static func write(
    to path: String, shape: [Int], of kind: Kind, _ body: (NumpyWriter) throws -> Void
  ) throws {
    try AtomicFile.write(to: path) { sink in
      let writer = try NumpyWriter(sink, path, shape, kind)
      try body(writer)
      guard writer.written == writer.count else {
        throw writer.wrongCount(writer.written)
      }
    }
  }

  private init(_ sink: FileSink, _ path: String, _ shape: [Int], _ kind: Kind) throws {
    self.sink = sink
    self.path = path
    self.kind = kind
    count = Shape.elementCount(shape) ?? 0
    try sink.write(Self.header(kind, shape, path))
  }

  package func append(_ values: some Collection<UInt8>) throws {
    try add(values.count, .bytes)
    try sink.write(Array(values))
  }

  package func append(_ values: some Collection<Int>) throws {
    try add(values.count, .integers)
    try sink.write(LittleEndian.bytes(of: Array(values)) { Int64($0) })
  }

  package func append(_ values: some Collection<Float>) throws {
    try add(values.count, .floats)
    try sink.write(LittleEndian.bytes(of: Array(values)) { $0.bitPattern })
  }

  package func append(_ values: some Collection<Double>) throws {
    try add(values.count, .doubles)
    try sink.write(LittleEndian.bytes(of: Array(values)) { $0.bitPattern })
  }

  private func add(_ more: Int, _ kind: Kind) throws {
    precondition(kind == self.kind)
    guard more <= count - written else { throw wrongCount(written + more) }
    written += more
  }

  private func wrongCount(_ found: Int) -> InterchangeError {
    InterchangeError(
      kind: .unwritable, file: path,
      problem: "expected \(count) elements by its shape, found \(found)")
  }

  static func header(_ kind: Kind, _ shape: [Int], _ path: String) throws -> [UInt8] {
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = Array(
      "{'descr': '\(kind.rawValue)', 'fortran_order': False, 'shape': (\(sizes)), }".utf8)
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
