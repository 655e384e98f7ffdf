/// What a file seems to be, for messages about files of the wrong kind.
package enum FormatGuess {
  /// How well-known files begin.
  private static let beginnings: [(bytes: [UInt8], name: String)] = [
    ([0x89, 0x50, 0x4E, 0x47], "a PNG picture"),
    ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
    ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
    ([0x50, 0x4B, 0x03, 0x04], "a zip archive (as .npz and PyTorch's .pt are)"),
    ([0x1F, 0x8B], "a gzip archive"),
    ([0x25, 0x50, 0x44, 0x46], "a PDF"),
    ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], "a NumPy array"),
    (Array("PAR1".utf8), "a Parquet table"),
    ([0x80, 0x02], "a Python pickle"), ([0x80, 0x03], "a Python pickle"),
    ([0x80, 0x04], "a Python pickle"), ([0x80, 0x05], "a Python pickle"),
    ([0xFF, 0xFE], "UTF-16 text; it must be UTF-8"),
    ([0xFE, 0xFF], "UTF-16 text; it must be UTF-8"),
  ]

  /// The kind of file in words, such as `a PNG picture`; nil for one that begins as no known kind
  /// does.
  static func known(_ bytes: [UInt8]) -> String? {
    beginnings.first { bytes.starts(with: $0.bytes) }?.name
  }

  /// The same; nil for what may well be a table in text.
  package static func other(thanText bytes: [UInt8]) -> String? {
    if let known = known(bytes) { return known }
    // A length of eight bytes, then JSON.
    if bytes.count > 8, bytes[6...8].elementsEqual([0, 0, UInt8(ascii: "{")]) {
      return "safetensors (weights)"
    }
    // Text may hold any byte but these, and a table of bytes holds one of them soon.
    let controls = bytes.prefix(4096).contains { $0 < 0x09 || (0x0E..<0x20).contains($0) }
    if controls { return "bytes that are no text" }
    guard let first = bytes.first(where: { !UInt8.space.contains($0) }) else { return nil }
    switch first {
    case UInt8(ascii: "{"): return "a JSON object"
    case UInt8(ascii: "<"): return "HTML or XML"
    default: return nil
    }
  }
}

extension UInt8 {
  /// White space of text files: blank, tabulator, line feed, carriage return.
  package static let space: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
}
