/// Changes what a file says of itself, and nothing that it computes.
package enum OnnxRelabelling {
  /// A file's bytes with some properties set and all others kept.
  ///
  /// - Throws: `OnnxError` for what is no such file.
  package static func bytes(
    of bytes: [UInt8], file: String, properties: [String: String]
  ) throws(OnnxError) -> [UInt8] {
    var reader = WireReader(bytes, file: file)
    var writer = WireWriter()
    var start = reader.position
    while let (number, value) = try reader.next() {
      defer { start = reader.position }
      if number == 14 {
        let (key, _) = try StringPair.read(try reader.message(value))
        if properties[key] != nil { continue }
      }
      writer.copy(bytes[start..<reader.position])
    }
    for (key, text) in properties.sorted(by: { $0.key < $1.key }) {
      writer.message(14) {
        $0.text(1, key)
        $0.text(2, text)
      }
    }
    return writer.bytes
  }
}
