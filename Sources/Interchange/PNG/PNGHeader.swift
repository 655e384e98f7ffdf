/// What a PNG file tells of its pixels first.
struct PNGHeader {
  let width: Int
  let height: Int
  let depth: Int
  /// Numbers of one pixel as the file holds them.
  let channels: Int
  /// Whether the numbers are places in a palette.
  let hasPalette: Bool
  let isInterlaced: Bool

  init(_ bytes: [UInt8], _ fail: (String) -> InterchangeError) throws {
    width = PNG.number(bytes, 0)
    height = PNG.number(bytes, 4)
    depth = Int(bytes[8])
    guard (1...PNG.largestSide).contains(width), (1...PNG.largestSide).contains(height),
      width * height <= PNG.mostPixels
    else { throw fail("expected a picture of a sensible size, found \(width) x \(height)") }
    let colour = bytes[9]
    guard let channels = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][colour] else {
      throw fail("the picture has an unknown kind of colour, \(colour)")
    }
    self.channels = channels
    hasPalette = colour == 3
    let depths = hasPalette ? [1, 2, 4, 8] : channels == 1 ? [1, 2, 4, 8, 16] : [8, 16]
    guard depths.contains(depth) else {
      throw fail("expected \(depths) bits a number, found \(depth)")
    }
    guard bytes[10] == 0, bytes[11] == 0, bytes[12] <= 1 else {
      throw fail("the picture is packed, filtered or interlaced in an unknown way")
    }
    isInterlaced = bytes[12] == 1
  }

  /// Bytes from a number to the same one of the pixel before.
  var step: Int { max(channels * depth / 8, 1) }

  /// The parts of the picture that are sent one after the other: one, or the seven of Adam7 (PNG
  /// specification, section 8.2) that have pixels.
  var passes: [PNGPass] {
    let grids =
      isInterlaced
      ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
        (0, 1, 1, 2)]
      : [(0, 0, 1, 1)]
    var start = 0
    return grids.compactMap { (left, top, across, down) in
      guard left < width, top < height else { return nil }
      let columns = (width - left + across - 1) / across
      let pass = PNGPass(
        left: left, top: top, across: across, down: down, columns: columns,
        rows: (height - top + down - 1) / down,
        rowSize: (columns * channels * depth + 7) / 8, start: start)
      start = pass.end
      return pass
    }
  }

  /// Bytes of all rows, each with the number of its filter before it.
  var packedSize: Int { passes.last?.end ?? 0 }
}

/// A part of a picture: every so many pixels across and down.
struct PNGPass {
  let (left, top): (Int, Int)
  let (across, down): (Int, Int)
  let (columns, rows): (Int, Int)
  /// Bytes of a row, without the number of its filter.
  let rowSize: Int
  /// Where the first row begins in the unpacked bytes.
  let start: Int

  var end: Int { start + rows * (rowSize + 1) }
}
