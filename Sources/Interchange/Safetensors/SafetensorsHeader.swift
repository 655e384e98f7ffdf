/// The header of a safetensors file, checked against the rules of the format.
struct SafetensorsHeader {
  struct Entry {
    let name: String
    let elementType: NamedTensor.ElementType
    let shape: [Int]
    let elementCount: Int
    /// Bytes after the header.
    let offsets: Range<Int>
  }

  static let largestHeader = 100_000_000
  static let metadataKey = "__metadata__"

  /// Sorted by their bytes' place in the file.
  private(set) var entries: [Entry] = []
  private(set) var metadata: [String: String] = [:]
  /// Where the elements begin in the file.
  let dataStart: Int

  /// - Throws: `InterchangeError` with the tensor and the numbers that do not fit.
  init(_ bytes: [UInt8], file: String) throws {
    guard bytes.count >= 8 else {
      throw InterchangeError(
        file: file, place: "byte 0", expected: "8 bytes that give the header's length",
        found: "a file of \(bytes.count) bytes")
    }
    let length = bytes.withUnsafeBytes { LittleEndian.load(UInt64.self, $0, count: 1) { $0 }[0] }
    let fits = length <= Self.largestHeader && Int(length) <= bytes.count - 8
    // A checkpoint of PyTorch's own is what is most often given instead. A length may look like the
    // beginning of such a file, but a header follows it.
    if !fits || bytes.count < 9 || bytes[8] != UInt8(ascii: "{"),
      let other = FormatGuess.known(bytes)
    {
      throw InterchangeError(file: file, expected: "safetensors", found: other)
    }
    guard fits else {
      throw InterchangeError(
        file: file, place: "byte 0",
        expected: "a header of at most \(min(Self.largestHeader, bytes.count - 8)) bytes",
        found: "a length of \(length)")
    }
    dataStart = 8 + Int(length)
    guard length > 0, bytes[8] == UInt8(ascii: "{") else {
      throw InterchangeError(
        file: file, place: "byte 8", expected: "'{'",
        found: length == 0 ? "an empty header" : Excerpt.quoted(bytes[8..<9]))
    }
    try scan(bytes, file: file)
    entries.sort {
      ($0.offsets.lowerBound, $0.offsets.upperBound) < (
        $1.offsets.lowerBound, $1.offsets.upperBound
      )
    }
    try checkCoverage(of: bytes.count - dataStart, file: file)
  }

  private mutating func scan(_ bytes: [UInt8], file: String) throws {
    var scanner = JSONScanner(bytes, in: 8..<dataStart, file: file)
    var entries: [Entry] = []
    var metadata: [String: String] = [:]
    try scanner.object { scanner, name in
      if name == Self.metadataKey {
        try scanner.object { scanner, key in metadata[key] = try scanner.string() }
      } else {
        entries.append(try Self.entry(name, &scanner, file: file))
      }
    }
    try scanner.expectEnd()
    self.entries = entries
    self.metadata = metadata
  }

  private static func entry(
    _ name: String, _ scanner: inout JSONScanner, file: String
  ) throws -> Entry {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    try scanner.object { scanner, key in
      switch key {
      case "dtype": type = try scanner.string()
      case "shape": shape = try wholeNumbers(&scanner)
      case "data_offsets": offsets = try wholeNumbers(&scanner)
      default:
        throw malformed(file, name, "dtype, shape and data_offsets", "'\(key)'")
      }
    }
    guard let type, let shape, let offsets else {
      throw malformed(
        file, name, "dtype, shape and data_offsets",
        "no " + (type == nil ? "dtype" : shape == nil ? "shape" : "data_offsets"))
    }
    guard let elementType = NamedTensor.ElementType(rawValue: type) else {
      let known = NamedTensor.ElementType.allCases.map(\.rawValue).joined(separator: ", ")
      throw malformed(file, name, "a dtype among \(known)", "'\(type)'")
    }
    guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1] else {
      throw malformed(file, name, "data_offsets [begin, end] with 0 <= begin <= end", "\(offsets)")
    }
    guard let count = Shape.elementCount(shape),
      case let (size, overflow) = count.multipliedReportingOverflow(by: elementType.size),
      !overflow
    else {
      throw malformed(file, name, "a shape of sizes whose product fits 64 bits", "\(shape)")
    }
    guard offsets[1] - offsets[0] == size else {
      throw malformed(
        file, name, "\(size) bytes for shape \(shape) of \(type)",
        "data_offsets \(offsets), which are \(offsets[1] - offsets[0]) bytes")
    }
    return Entry(
      name: name, elementType: elementType, shape: shape, elementCount: count,
      offsets: offsets[0]..<offsets[1])
  }

  private static func wholeNumbers(_ scanner: inout JSONScanner) throws -> [Int] {
    var numbers: [Int] = []
    try scanner.array { numbers.append(try $0.wholeNumber()) }
    return numbers
  }

  /// Every byte after the header must belong to exactly one tensor.
  private func checkCoverage(of dataSize: Int, file: String) throws {
    var covered = 0
    for entry in entries {
      guard entry.offsets.lowerBound == covered else {
        let overlaps = entry.offsets.lowerBound < covered
        throw Self.malformed(
          file, entry.name, "data that begin at \(covered), where the tensor before ends",
          "\(entry.offsets.lowerBound), which " + (overlaps ? "overlaps it" : "leaves a gap"))
      }
      guard entry.offsets.upperBound <= dataSize else {
        throw Self.malformed(
          file, entry.name, "data that end within the file's \(dataSize) bytes of elements",
          "an end at \(entry.offsets.upperBound)")
      }
      covered = entry.offsets.upperBound
    }
    guard covered == dataSize else {
      throw InterchangeError(
        file: file, place: "byte \(dataStart + covered)",
        expected: "the end of the file after the last tensor",
        found: "\(dataSize - covered) more bytes")
    }
  }

  private static func malformed(
    _ file: String, _ tensor: String, _ expected: String, _ found: String
  ) -> InterchangeError {
    InterchangeError(
      file: file, place: "tensor " + Excerpt.quoted(tensor), expected: expected, found: found)
  }
}
