/// What a file seems to be, for messages about files of the wrong kind.
package enum FormatGuess {
  /// How well-known files begin.
  private static let beginnings: [(bytes: [UInt8], name: String)] = [
    ([0x89, 0x50, 0x4E, 0x47], "a PNG picture"),
    ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
    (Array("GIF8".utf8), "a GIF picture"),
    (Array("BM".utf8), "a BMP picture"),
    ([0x49, 0x49, 0x2A, 0x00], "a TIFF picture"), ([0x4D, 0x4D, 0x00, 0x2A], "a TIFF picture"),
    ([0x49, 0x49, 0x2B, 0x00], "a TIFF picture"), ([0x4D, 0x4D, 0x00, 0x2B], "a TIFF picture"),
    ([0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50, 0x20, 0x20], "a JPEG 2000 picture"),
    ([0x00, 0x00, 0x00, 0x0C, 0x4A, 0x58, 0x4C, 0x20], "a JPEG XL picture"),
    (Array("8BPS".utf8), "a Photoshop picture"),
    ([0x89, 0x48, 0x44, 0x46], "an HDF5 file (as Keras's .h5 are)"),
    ([0x50, 0x4B, 0x03, 0x04], "a zip archive (as .npz and PyTorch's .pt are)"),
    ([0x50, 0x4B, 0x05, 0x06], "an empty zip archive"),
    ([0x1F, 0x8B], "a gzip archive"),
    (Array("BZh".utf8), "a bzip2 archive"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "an xz archive"),
    ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive"),
    ([0x25, 0x50, 0x44, 0x46], "a PDF"),
    ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], "a NumPy array"),
    (Array("PAR1".utf8), "a Parquet table"),
    (Array("GGUF".utf8), "a GGUF file"),
    (Array("ARROW1".utf8), "an Arrow table"),
    (Array("SQLite format 3".utf8), "an SQLite database"),
    (
      Array("version https://git-lfs".utf8),
      "a pointer of Git LFS (the file itself was not fetched)"
    ),
    (Array("<!DOCTYPE".utf8), "HTML or XML"), (Array("<html".utf8), "HTML or XML"),
    ([0xFF, 0xFE], "UTF-16 text; it must be UTF-8"),
    ([0xFE, 0xFF], "UTF-16 text; it must be UTF-8"),
  ]

  /// What a model in ONNX's format is called.
  package static let onnx = "an ONNX model"

  /// The kind of file in words, such as `a PNG picture`; nil for one that begins as no known kind
  /// does.
  package static func known(_ bytes: [UInt8]) -> String? {
    if let kind = beginnings.first(where: { bytes.starts(with: $0.bytes) })?.name {
      // Words of a table may begin so too.
      return kind == "a BMP picture" && !isBitmap(bytes) ? nil : kind
    }
    if bytes.count > 2, bytes[0] == 0x80, (2...5).contains(bytes[1]) { return "a Python pickle" }
    if bytes.count > 262, bytes[257..<262].elementsEqual("ustar".utf8) { return "a tar archive" }
    if bytes.count >= 12, bytes.starts(with: "RIFF".utf8), bytes[8..<12].elementsEqual("WEBP".utf8)
    {
      return "a WebP picture"
    }
    if let kind = isoMedia(bytes) { return kind }
    return isONNX(bytes) ? onnx : nil
  }

  /// What a file is where a picture is expected that is no such one.
  static func other(thanPicture bytes: [UInt8]) -> String {
    if bytes.isEmpty { return "an empty file" }
    if let known = knownOrWeights(bytes) { return known }
    if bytes.starts(with: "BM".utf8), bytes.dropFirst(6).prefix(4).elementsEqual([0, 0, 0, 0]) {
      return "a BMP picture"
    }
    switch other(thanText: bytes) {
    case nil: return "text"
    case Self.noText: return Excerpt.quoted(bytes.prefix(8))
    case let kind?: return kind
    }
  }

  /// Pictures in the container of MPEG-4, told by their brand (ISO/IEC 14496-12, 4.3).
  private static func isoMedia(_ bytes: [UInt8]) -> String? {
    guard bytes.count >= 12, bytes[4..<8].elementsEqual("ftyp".utf8) else { return nil }
    switch String(decoding: bytes[8..<12], as: UTF8.self) {
    case "avif", "avis": return "an AVIF picture"
    case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1": return "an HEIC picture"
    default: return "a video or sound in MPEG-4's container"
    }
  }

  /// The same, where weights are not expected either.
  package static func knownOrWeights(_ bytes: [UInt8]) -> String? {
    known(bytes) ?? (isSafetensors(bytes) ? "safetensors (weights)" : nil)
  }

  private static let noText = "bytes that are no text"

  /// The same; nil for what may well be a table in text.
  package static func other(thanText bytes: [UInt8]) -> String? {
    if let known = knownOrWeights(bytes) { return known }
    if isTextOfTwoBytes(bytes) { return "UTF-16 text; it must be UTF-8" }
    // Text may hold any byte but these, and a table of bytes holds one of them soon.
    let controls = bytes.prefix(4096).contains { $0 < 0x09 || (0x0E..<0x20).contains($0) }
    if controls { return noText }
    guard let first = bytes.first(where: { !UInt8.space.contains($0) }) else { return nil }
    return first == UInt8(ascii: "<") ? "HTML or XML" : nil
  }

  /// What encoding text has that is not UTF-8; nil for UTF-8.
  package static func otherEncoding(of bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
      || isTextOfTwoBytes(bytes)
    {
      return "UTF-16 text; it must be UTF-8"
    }
    guard let first = bytes.firstIndex(where: { $0 >= 0x80 }),
      String(validating: bytes[first...], as: UTF8.self) == nil
    else { return nil }
    return "text in another encoding, such as Latin-1; it must be UTF-8"
  }

  /// Whether every other byte is zero, as in UTF-16 without its mark.
  private static func isTextOfTwoBytes(_ bytes: [UInt8]) -> Bool {
    let start = bytes.prefix(64)
    guard start.count >= 4 else { return false }
    return [0, 1].contains { parity in
      start.indices.allSatisfy { ($0 % 2 == parity) == (start[$0] == 0) }
    }
  }

  private static func isBitmap(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 26 && bytes[6..<10].allSatisfy { $0 == 0 }
      && bytes[2..<6].reversed().reduce(0) { $0 << 8 | Int($1) } == bytes.count
  }

  /// A length of eight bytes, then JSON.
  private static func isSafetensors(_ bytes: [UInt8]) -> Bool {
    bytes.count > 8 && bytes[5...8].elementsEqual([0, 0, 0, UInt8(ascii: "{")])
  }

  /// Protocol Buffers whose fields are those of ONNX's `ModelProto`: first the version of the
  /// format, then the producer, the opset or the graph.
  ///
  /// Source: onnx.proto3 (ir_version 1, producer_name 2 … graph 7, opset_import 8).
  private static func isONNX(_ bytes: [UInt8]) -> Bool {
    // Versions to come are not far from today's.
    guard bytes.count > 4, bytes[0] == 0x08, (1...64).contains(bytes[1]) else { return false }
    // Text, a model version, a graph, or an opset follow.
    let next: Set<UInt8> = [0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42, 0x72]
    return next.contains(bytes[2])
  }
}

extension UInt8 {
  /// White space of text files: blank, tabulator, line feed, carriage return.
  package static let space: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
}
