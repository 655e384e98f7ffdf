/// Reads the markers of a JPEG file one after the other (T.81, annex B) and keeps what they say.
struct JPEGReader {
  let bytes: UnsafeBufferPointer<UInt8>
  /// The name for messages.
  let file: String
  /// Where the next marker is looked for.
  var position = 2
  private(set) var frame: JPEGFrame?
  private(set) var orientation = Orientation.upright
  private var hasOrientation = false
  private var hasJFIF = false
  /// What Adobe's marker says of the colours; nil without one.
  private var adobeTransform: UInt8?
  private(set) var restartInterval = 0
  private(set) var steps = [[UInt16]?](repeating: nil, count: 4)
  private(set) var differences = [JPEGHuffmanTable?](repeating: nil, count: 4)
  private(set) var coefficients = [JPEGHuffmanTable?](repeating: nil, count: 4)

  /// - Parameter bytes: must outlive the reader.
  init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws {
    self.bytes = bytes
    self.file = file
    guard bytes.starts(with: [0xFF, 0xD8, 0xFF]) else {
      throw InterchangeError(
        file: file, expected: "a JPEG picture",
        found: FormatGuess.knownOrWeights(Array(bytes.prefix(512)))
          ?? Excerpt.quoted(bytes.prefix(8)))
    }
  }

  /// An error at a place in the file.
  func fail(_ offset: Int, _ problem: String) -> InterchangeError {
    InterchangeError(
      kind: .malformed, file: file, place: "byte \(offset) of \(bytes.count)", problem: problem)
  }

  // MARK: Markers

  /// What comes next that the reader does not deal with by itself.
  enum Event {
    case frame
    /// The header of a scan, without its length; `position` is where its data begin.
    case scan(Slice<UnsafeBufferPointer<UInt8>>)
    case endOfPicture
    case endOfFile
  }

  /// Reads up to the next event.
  mutating func next() throws -> Event {
    while let marker = nextMarker() {
      switch marker {
      case 0xD8: throw fail(position - 2, "a second picture begins before the end of the first")
      case 0xD9: return .endOfPicture
      case 0x01, 0xD0...0xD7: continue
      default: break
      }
      let body = try segment(marker)
      switch marker {
      case 0xC0, 0xC1, 0xC2:
        guard frame == nil else { throw fail(position, "there is a second frame header") }
        frame = try JPEGFrame(body, marker: marker, self)
        return .frame
      case 0xC3, 0xC5...0xC7, 0xC8...0xCB, 0xCD...0xCF, 0xDE, 0xDF:
        throw fail(body.startIndex - 4, Self.refusal(of: marker))
      case 0xC4: try readHuffmanTables(body)
      case 0xDA: return .scan(body)
      case 0xDB: try readQuantizationTables(body)
      case 0xDC: throw fail(body.startIndex, "the height is told after the picture, not read")
      case 0xDD: try readRestartInterval(body)
      case 0xE0: hasJFIF = hasJFIF || (body.count >= 12 && body.starts(with: "JFIF\0".utf8))
      case 0xE1: readOrientation(body)
      case 0xEE:
        if body.count >= 12, body.starts(with: "Adobe".utf8) {
          adobeTransform = body[body.startIndex + 11]
        }
      default: break
      }
    }
    return .endOfFile
  }

  /// The code of the next marker; nil at the end of the file. Other bytes before it are passed over.
  private mutating func nextMarker() -> UInt8? {
    var bits = JPEGBitReader(bytes, from: position)
    let marker = bits.marker()
    position = bits.position
    return marker
  }

  /// The segment of a marker, without its length.
  private mutating func segment(_ marker: UInt8) throws -> Slice<UnsafeBufferPointer<UInt8>> {
    guard bytes.count - position >= 2 else { throw fail(position, "the file ends early") }
    let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
    guard length >= 2 else { throw fail(position, "a segment has the length \(length)") }
    guard length <= bytes.count - position else {
      throw fail(position, "the file ends within a segment of \(length) bytes")
    }
    defer { position += length }
    return bytes[position + 2..<position + length]
  }

  private static func refusal(of marker: UInt8) -> String {
    let kind =
      switch marker {
      case 0xC3: "lossless coding"
      case 0xC9...0xCB: "arithmetic coding"
      case 0xCD...0xCF: "hierarchical pictures in arithmetic coding"
      case 0xC8: "an extension of the format"
      default: "hierarchical pictures"
      }
    return "the file uses \(kind), which is not read; it must be baseline, extended or progressive"
  }

  // MARK: Segments

  private mutating func readQuantizationTables(
    _ body: Slice<UnsafeBufferPointer<UInt8>>
  ) throws {
    var place = body.startIndex
    while place < body.endIndex {
      let (isWide, table) = (body[place] >> 4, Int(body[place] & 15))
      guard isWide <= 1, table < 4 else {
        throw fail(place, "a quantisation table has an unknown kind or number")
      }
      let size = isWide == 1 ? 2 : 1
      guard body.endIndex - place > 64 * size else {
        throw fail(place, "a quantisation table is cut short")
      }
      var values = [UInt16](repeating: 0, count: 64)
      for index in 0..<64 {
        let first = place + 1 + index * size
        let value =
          size == 1 ? UInt16(body[first]) : UInt16(body[first]) << 8 | UInt16(body[first + 1])
        guard value > 0 else { throw fail(first, "a step of the quantisation is zero") }
        values[Int(JPEGZigzag.rowByRow[index])] = value
      }
      steps[table] = values
      place += 1 + 64 * size
    }
  }

  private mutating func readHuffmanTables(_ body: Slice<UnsafeBufferPointer<UInt8>>) throws {
    var place = body.startIndex
    while place < body.endIndex {
      let (kind, table) = (body[place] >> 4, Int(body[place] & 15))
      guard kind <= 1, table < 4 else {
        throw fail(place, "a Huffman table has an unknown kind or number")
      }
      guard body.endIndex - place >= 17 else { throw fail(place, "a Huffman table is cut short") }
      let counts = body[place + 1..<place + 17].map { Int($0) }
      let total = counts.reduce(0, +)
      guard total <= 256, body.endIndex - place - 17 >= total else {
        throw fail(place, "a Huffman table has \(total) words, more than follow")
      }
      let symbols = Array(body[place + 17..<place + 17 + total])
      guard let code = JPEGHuffmanTable(counts: counts, symbols: symbols) else {
        throw fail(place, "a Huffman table has more words than there can be")
      }
      if kind == 0 { differences[table] = code } else { coefficients[table] = code }
      place += 17 + total
    }
  }

  private mutating func readRestartInterval(
    _ body: Slice<UnsafeBufferPointer<UInt8>>
  ) throws {
    guard body.count == 2 else {
      throw fail(body.startIndex, "the restart interval has \(body.count) bytes, not 2")
    }
    restartInterval = Int(body[body.startIndex]) << 8 | Int(body[body.startIndex + 1])
  }

  private mutating func readOrientation(_ body: Slice<UnsafeBufferPointer<UInt8>>) {
    guard !hasOrientation, body.starts(with: "Exif\0\0".utf8) else { return }
    hasOrientation = true
    orientation = Orientation(exif: Array(body.dropFirst(6))) ?? .upright
  }

  // MARK: Colours

  /// How the components make colours: JFIF's marker, Adobe's, or the components' names tell.
  func colours(of frame: JPEGFrame) -> JPEGColours {
    switch frame.components.count {
    case 1: return .grey
    case 4:
      let isPlain = adobeTransform == nil || adobeTransform == 0
      return isPlain ? .inverseInks : .inverseInksAsLuminance
    default:
      if hasJFIF { return .luminance }
      if let adobeTransform { return adobeTransform == 0 ? .redGreenBlue : .luminance }
      let names = frame.components.map(\.identifier)
      return names == Array("RGB".utf8) ? .redGreenBlue : .luminance
    }
  }
}

/// The order in which a block's coefficients are sent (T.81, figure A.6).
enum JPEGZigzag {
  /// By place in the order, the place row by row.
  static let rowByRow: [UInt8] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
  ]

  /// The same in memory of its own, for loops.
  static func storage() -> JPEGStorage<UInt8> {
    let storage = JPEGStorage<UInt8>(count: 64)
    for (place, value) in rowByRow.enumerated() { storage.start[place] = value }
    return storage
  }
}
