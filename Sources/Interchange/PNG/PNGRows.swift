/// The rows of a picture, unpacked and unfiltered.
struct PNGRows {
  let header: PNGHeader
  /// Row after row and pass after pass; before each row stands the number of its filter.
  private var bytes: [UInt8]

  /// - Parameter packed: the data of the picture's IDAT chunks.
  init(
    _ header: PNGHeader, packed: [UInt8], _ fail: @escaping (String) -> InterchangeError
  ) throws {
    self.header = header
    let size = header.packedSize
    guard size / Inflate.largestRatio <= packed.count else {
      throw fail(
        "the packed data end early: \(packed.count) bytes cannot hold "
          + "\(header.width) x \(header.height) pixels")
    }
    bytes = try Inflate.zlib(packed[...], limit: size, fail: fail)
    guard bytes.count == size else { throw fail("expected \(header.height) rows, found fewer") }
    for pass in header.passes { try unfilter(pass, fail) }
  }

  // MARK: Numbers

  /// Calls `body` for every number, with its pixel's place in height x width.
  @inline(__always)
  func forEachNumber(_ body: (_ pixel: Int, _ channel: Int, _ number: UInt16) -> Void) {
    let (channels, depth) = (header.channels, header.depth)
    for pass in header.passes {
      for row in 0..<pass.rows {
        let first = pass.start + row * (pass.rowSize + 1) + 1
        var pixel = (pass.top + row * pass.down) * header.width + pass.left
        var index = 0
        for _ in 0..<pass.columns {
          for channel in 0..<channels {
            body(pixel, channel, number(index, first: first, depth: depth))
            index += 1
          }
          pixel += pass.across
        }
      }
    }
  }

  /// The first channels of every pixel, where each number is a byte and rows lie one below the
  /// other; nil otherwise.
  func bytes(ofFirst kept: Int) -> [UInt8]? {
    guard header.depth == 8, header.passes.count == 1, let pass = header.passes.first,
      (pass.rows, pass.columns) == (header.height, header.width)
    else { return nil }
    let (channels, size) = (header.channels, pass.columns * kept)
    return bytes.withUnsafeBufferPointer { bytes in
      [UInt8](unsafeUninitializedCapacity: pass.rows * size) { buffer, initialized in
        for row in 0..<pass.rows {
          let source = bytes[(pass.start + row * (pass.rowSize + 1) + 1)...]
          if kept == channels {
            _ = buffer[(row * size)...].update(fromContentsOf: source.prefix(size))
            continue
          }
          for pixel in 0..<pass.columns {
            for channel in 0..<kept {
              buffer[row * size + pixel * kept + channel] =
                source[source.startIndex + pixel * channels + channel]
            }
          }
        }
        initialized = pass.rows * size
      }
    }
  }

  /// - Parameter first: where the row's numbers begin.
  @inline(__always)
  private func number(_ index: Int, first: Int, depth: Int) -> UInt16 {
    switch depth {
    case 8: UInt16(bytes[first + index])
    case 16: UInt16(bytes[first + 2 * index]) << 8 | UInt16(bytes[first + 2 * index + 1])
    default:
      UInt16(bytes[first + index * depth / 8] >> (8 - depth - index * depth % 8))
        & (1 << depth - 1)
    }
  }

  // MARK: Filters

  /// Undoes the filters of a pass (PNG specification, section 9).
  private mutating func unfilter(
    _ pass: PNGPass, _ fail: (String) -> InterchangeError
  ) throws {
    let (size, step) = (pass.rowSize, header.step)
    let nothingAbove = [UInt8](repeating: 0, count: size)
    try bytes.withUnsafeMutableBufferPointer { bytes in
      try nothingAbove.withUnsafeBufferPointer { nothingAbove in
        guard let base = bytes.baseAddress, var above = nothingAbove.baseAddress else { return }
        for row in 0..<pass.rows {
          let current = base + pass.start + row * (size + 1) + 1
          guard let filter = Filter(rawValue: current[-1]) else {
            throw fail("row \(pass.top + row * pass.down): unknown filter \(current[-1])")
          }
          filter.undo(current, above: above, size: size, step: step)
          above = UnsafePointer(current)
        }
      }
    }
  }

  private enum Filter: UInt8 {
    case none, left, up, average, paeth

    @inline(__always)
    func undo(
      _ row: UnsafeMutablePointer<UInt8>, above: UnsafePointer<UInt8>, size: Int, step: Int
    ) {
      let first = min(step, size)
      switch self {
      case .none: break
      case .left:
        for place in first..<size { row[place] &+= row[place - step] }
      case .up:
        for place in 0..<size { row[place] &+= above[place] }
      case .average:
        for place in 0..<first { row[place] &+= above[place] / 2 }
        for place in first..<size {
          row[place] &+= UInt8((Int(row[place - step]) + Int(above[place])) / 2)
        }
      case .paeth:
        for place in 0..<first { row[place] &+= above[place] }
        for place in first..<size {
          row[place] &+= Self.nearest(
            Int32(row[place - step]), Int32(above[place]), Int32(above[place - step]))
        }
      }
    }

    /// Whichever of the three is nearest to left + up - corner.
    @inline(__always)
    private static func nearest(_ left: Int32, _ up: Int32, _ corner: Int32) -> UInt8 {
      let (toLeft, toUp) = (abs(up &- corner), abs(left &- corner))
      let toCorner = abs(left &+ up &- 2 &* corner)
      let nearest = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner
      return UInt8(truncatingIfNeeded: nearest)
    }
  }
}
