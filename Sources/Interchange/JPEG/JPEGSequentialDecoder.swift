/// Blocks of a baseline or extended picture (T.81, F.2): all coefficients at once, and then samples.
struct JPEGSequentialDecoder: JPEGBlockDecoder {
  private let zigzag = JPEGZigzag.storage()
  private let coefficients = JPEGStorage<Int16>(count: 64)
  private let last = JPEGStorage<Int32>(count: 4)

  mutating func restart() { last.start.update(repeating: 0, count: 4) }

  @inline(__always)
  mutating func block(
    _ bits: inout JPEGBitReader, _ part: JPEGScanPart, row: Int, column: Int
  ) {
    let block = coefficients.start
    let prediction = last.start + part.index
    // There are both tables in a scan of all coefficients.
    let (differenceCode, code) = (part.differenceCode!, part.coefficientCode!)
    prediction.pointee &+= Int32(truncatingIfNeeded: bits.difference(differenceCode))
    block[0] = Int16(truncatingIfNeeded: prediction.pointee)
    let hasMore = Self.fillBlock(&bits, code, UnsafePointer(zigzag.start), block)
    let corner = 8 &* (row &* part.rowStride &+ column)
    let samples = part.samples + corner
    if hasMore {
      JPEGInverseTransform.transform(
        block, steps: part.steps, to: samples, rowStride: part.rowStride)
      (block + 1).update(repeating: 0, count: 63)
    } else {
      JPEGInverseTransform.fill(
        block[0], step: part.steps[0], to: samples, rowStride: part.rowStride)
    }
  }

  /// Reads the coefficients but the first.
  ///
  /// - Returns: whether there are any.
  @inline(__always)
  private static func fillBlock(
    _ reader: inout JPEGBitReader, _ code: JPEGHuffmanTable.View,
    _ zigzag: UnsafePointer<UInt8>, _ block: UnsafeMutablePointer<Int16>
  ) -> Bool {
    // A copy, which can stay in registers.
    var bits = reader
    defer { reader = bits }
    var place = 1
    while place < 64 {
      bits.fill()
      var value = Int(code.coefficients[bits.peek(JPEGHuffmanTable.quickBits)])
      if value != 0 {
        bits.skip(value & 255)
        place &+= value &>> 8 & 15
        value = value &>> 16
      } else {
        let symbol = bits.symbol(code)
        let (zeros, size) = (symbol &>> 4, symbol & 15)
        if size == 0 {
          guard zeros == 15 else { return place > 1 }
          place &+= 16
          continue
        }
        value = JPEGHuffmanTable.value(bits.take(size), bits: size)
        place &+= zeros
      }
      guard place < 64 else { break }
      block[Int(zigzag[place])] = Int16(truncatingIfNeeded: value)
      place &+= 1
    }
    return true
  }
}

extension JPEGBitReader {
  /// By how much a block's first coefficient differs from the one before (T.81, F.2.2.1).
  @inline(__always)
  mutating func difference(_ table: JPEGHuffmanTable.View) -> Int {
    fill()
    let size = symbol(table)
    return size == 0 ? 0 : JPEGHuffmanTable.value(take(size), bits: size)
  }
}
