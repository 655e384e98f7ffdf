// Blocks of a progressive picture (T.81, annex G): a scan sends the first coefficients of all
// components, or a range of the others of one, without their low bits, which later scans add.

extension JPEGScanPart {
  @inline(__always)
  func block(_ row: Int, _ column: Int) -> UnsafeMutablePointer<Int16> {
    // Progressive pictures have memory for their coefficients.
    coefficients! + (row &* blocksPerRow &+ column) &* 64
  }
}

/// First coefficients, as differences to the block before, without their low bits (G.1.2.1).
struct JPEGFirstDifferences: JPEGBlockDecoder {
  let low: Int
  private let last = JPEGStorage<Int32>(count: 4)

  init(low: Int) { self.low = low }

  mutating func restart() { last.start.update(repeating: 0, count: 4) }

  @inline(__always)
  mutating func block(
    _ bits: inout JPEGBitReader, _ part: JPEGScanPart, row: Int, column: Int
  ) {
    let prediction = last.start + part.index
    // A scan of first coefficients has the table.
    prediction.pointee &+= Int32(truncatingIfNeeded: bits.difference(part.differenceCode!))
    part.block(row, column)[0] = Int16(truncatingIfNeeded: prediction.pointee &<< Int32(low))
  }
}

/// One more bit of each first coefficient.
struct JPEGRefinedDifferences: JPEGBlockDecoder {
  let low: Int

  mutating func restart() {}

  @inline(__always)
  mutating func block(
    _ bits: inout JPEGBitReader, _ part: JPEGScanPart, row: Int, column: Int
  ) {
    if bits.bit() { part.block(row, column)[0] |= 1 &<< Int16(low) }
  }
}

/// A range of the other coefficients, without their low bits (G.1.2.2).
struct JPEGFirstCoefficients: JPEGBlockDecoder {
  private let (first, last, low): (Int, Int, Int)
  private let zigzag = JPEGZigzag.storage()
  /// Blocks to come that have nothing in the range.
  private var emptyBlocks = 0

  init(first: Int, last: Int, low: Int) { (self.first, self.last, self.low) = (first, last, low) }

  mutating func restart() { emptyBlocks = 0 }

  @inline(__always)
  mutating func block(
    _ reader: inout JPEGBitReader, _ part: JPEGScanPart, row: Int, column: Int
  ) {
    if emptyBlocks > 0 {
      emptyBlocks &-= 1
      return
    }
    let block = part.block(row, column)
    // A scan of these coefficients has the table.
    let code = part.coefficientCode!
    var bits = reader
    defer { reader = bits }
    var place = first
    while place <= last {
      bits.fill()
      let symbol = bits.symbol(code)
      let (zeros, size) = (symbol &>> 4, symbol & 15)
      if size > 0 {
        place &+= zeros
        guard place <= last else {
          bits.isBroken = true
          return
        }
        let value = JPEGHuffmanTable.value(bits.take(size), bits: size)
        block[Int(zigzag.start[place])] = Int16(truncatingIfNeeded: value &<< low)
        place &+= 1
      } else if zeros == 15 {
        place &+= 16
      } else {
        emptyBlocks = bits.endOfBand(zeros) &- 1
        return
      }
    }
  }
}

extension JPEGBitReader {
  /// For how many blocks, this one counted, nothing is left in the range.
  @inline(__always)
  mutating func endOfBand(_ size: Int) -> Int {
    1 &<< size &+ (size > 0 ? take(size) : 0)
  }
}

/// One more bit of a range of coefficients, and those that it makes other than zero (G.1.2.3).
struct JPEGRefinedCoefficients: JPEGBlockDecoder {
  private let (first, last): (Int, Int)
  private let bitValue: Int16
  private let zigzag = JPEGZigzag.storage()
  private var emptyBlocks = 0

  init(first: Int, last: Int, low: Int) {
    (self.first, self.last) = (first, last)
    bitValue = 1 &<< Int16(low)
  }

  mutating func restart() { emptyBlocks = 0 }

  @inline(__always)
  mutating func block(
    _ reader: inout JPEGBitReader, _ part: JPEGScanPart, row: Int, column: Int
  ) {
    let block = part.block(row, column)
    // A scan of these coefficients has the table.
    let code = part.coefficientCode!
    var bits = reader
    defer { reader = bits }
    var place = first
    while emptyBlocks == 0, place <= last {
      bits.fill()
      let symbol = bits.symbol(code)
      let (zeros, size) = (symbol &>> 4, symbol & 15)
      var new: Int16 = 0
      if size > 0 {
        // New ones are one bit high, as they were zero without it.
        if size > 1 { bits.isBroken = true }
        new = bits.bit() ? bitValue : -bitValue
      } else if zeros < 15 {
        emptyBlocks = bits.endOfBand(zeros)
        break
      }
      place = refine(block, from: place, zeros: zeros, &bits)
      if new != 0 {
        guard place <= last else {
          bits.isBroken = true
          return
        }
        block[Int(zigzag.start[place])] = new
      }
      place &+= 1
    }
    if emptyBlocks > 0 {
      _ = refine(block, from: place, zeros: 64, &bits)
      emptyBlocks &-= 1
    }
  }

  /// Adds a bit to those that are not zero, up to behind so many that are.
  ///
  /// - Returns: the place of the zero after `zeros` of them; above `last` where there is none.
  @inline(__always)
  private func refine(
    _ block: UnsafeMutablePointer<Int16>, from start: Int, zeros: Int,
    _ bits: inout JPEGBitReader
  ) -> Int {
    var (place, left) = (start, zeros)
    while place <= last {
      let coefficient = block + Int(zigzag.start[place])
      if coefficient.pointee == 0 {
        if left == 0 { break }
        left &-= 1
      } else if bits.bit(), coefficient.pointee & bitValue == 0 {
        coefficient.pointee &+= coefficient.pointee > 0 ? bitValue : -bitValue
      }
      place &+= 1
    }
    return place
  }
}
