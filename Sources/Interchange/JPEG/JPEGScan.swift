/// A component within a scan, as pointers: what the loops over blocks need of it.
struct JPEGScanPart {
  let samples: UnsafeMutablePointer<UInt8>
  let rowStride: Int
  /// Of a progressive picture.
  let coefficients: UnsafeMutablePointer<Int16>?
  let steps: UnsafePointer<Int16>
  let blocksPerRow: Int
  /// Blocks of one unit of the scan.
  let across: Int
  let down: Int
  let differenceCode: JPEGHuffmanTable.View?
  let coefficientCode: JPEGHuffmanTable.View?
  /// The component's place in the scan.
  let index: Int
}

/// Decodes one block after the other.
protocol JPEGBlockDecoder {
  /// - Parameters:
  ///   - row: the block's place in the component, counted in blocks.
  ///   - column: likewise.
  mutating func block(_ bits: inout JPEGBitReader, _ part: JPEGScanPart, row: Int, column: Int)
  /// Forgets what came before: at the start, and at every restart marker.
  mutating func restart()
}

/// One pass over the picture's data (T.81, B.2.3): some components, of a progressive picture some
/// coefficients, or one more bit of them.
struct JPEGScan {
  private struct Member {
    let component: JPEGComponent
    let differenceTable: Int
    let coefficientTable: Int
  }

  private let members: [Member]
  /// The first and last coefficient, by place in the zigzag.
  private let (first, last): (Int, Int)
  /// The lowest bit that was sent before (0 for none), and the one that is sent now.
  private let (high, low): (Int, Int)
  private let frame: JPEGFrame
  private let start: Int

  init(
    _ body: Slice<UnsafeBufferPointer<UInt8>>, _ frame: JPEGFrame, _ reader: JPEGReader
  ) throws {
    let bytes = Array(body)
    start = body.startIndex
    guard let count = bytes.first.map({ Int($0) }), (1...4).contains(count),
      bytes.count == 4 + 2 * count
    else { throw reader.fail(start, "the header of a scan does not have the length it should") }
    var members: [Member] = []
    for index in 0..<count {
      let (name, tables) = (bytes[1 + 2 * index], bytes[2 + 2 * index])
      guard let component = frame.components.first(where: { $0.identifier == name }),
        !members.contains(where: { $0.component === component })
      else {
        throw reader.fail(
          start + 1 + 2 * index, "a scan names component \(name), which is unknown or was named")
      }
      guard tables >> 4 < 4, tables & 15 < 4 else {
        throw reader.fail(start + 2 + 2 * index, "a scan names a Huffman table above 3")
      }
      members.append(
        Member(
          component: component, differenceTable: Int(tables >> 4),
          coefficientTable: Int(tables & 15)))
    }
    self.members = members
    self.frame = frame
    let rest = bytes.suffix(3).map { Int($0) }
    // Of other pictures these say nothing.
    (first, last) = frame.isProgressive ? (rest[0], rest[1]) : (0, 63)
    (high, low) = frame.isProgressive ? (rest[2] >> 4, rest[2] & 15) : (0, 0)
    if frame.isProgressive { try checkProgression(reader) }
  }

  /// What a progressive scan may send, and that it was not sent before: so every coefficient is
  /// visited at most fourteen times, however many scans a file has.
  private func checkProgression(_ reader: JPEGReader) throws {
    let isRange = first == 0 ? last == 0 : first <= last && last < 64 && members.count == 1
    guard isRange, low <= 13, high == 0 || low == high - 1 else {
      throw reader.fail(
        start,
        "a scan has coefficients \(first) to \(last), bits \(high) to \(low), which cannot be"
      )
    }
    for member in members {
      for place in first...last {
        guard member.component.missingBits[place] == (high == 0 ? nil : high) else {
          throw reader.fail(start, "a scan does not go on where those before it ended")
        }
        member.component.missingBits[place] = low
      }
    }
  }

  // MARK: Decoding

  /// Decodes the scan's data, from the reader's position on.
  func decode(_ reader: inout JPEGReader) throws {
    for member in members {
      try takeSteps(member.component, reader)
      member.component.scans += 1
    }
    // The tables must outlive the pointers to them.
    let tables = reader
    defer { withExtendedLifetime(tables) {} }
    let parts = try members.indices.map { try part($0, reader) }
    if !frame.isProgressive {
      try walk(parts, &reader, JPEGSequentialDecoder())
    } else if first == 0 {
      if high == 0 {
        try walk(parts, &reader, JPEGFirstDifferences(low: low))
      } else {
        try walk(parts, &reader, JPEGRefinedDifferences(low: low))
      }
    } else if high == 0 {
      try walk(parts, &reader, JPEGFirstCoefficients(first: first, last: last, low: low))
    } else {
      try walk(parts, &reader, JPEGRefinedCoefficients(first: first, last: last, low: low))
    }
  }

  /// Later tables of the same number are for components that begin later.
  private func takeSteps(_ component: JPEGComponent, _ reader: JPEGReader) throws {
    guard !component.hasSteps else { return }
    guard let steps = reader.steps[component.quantizationTable] else {
      throw reader.fail(
        start, "quantisation table \(component.quantizationTable) was not given")
    }
    for (place, step) in steps.enumerated() {
      component.steps.start[place] = Int16(truncatingIfNeeded: step)
    }
    component.hasSteps = true
  }

  private func part(_ index: Int, _ reader: JPEGReader) throws -> JPEGScanPart {
    let (member, component) = (members[index], members[index].component)
    let needsDifferences = first == 0 && high == 0
    let needsCoefficients = last > 0
    func table(
      _ tables: [JPEGHuffmanTable?], _ number: Int, _ isNeeded: Bool
    ) throws -> JPEGHuffmanTable? {
      guard isNeeded else { return nil }
      guard let table = tables[number] else {
        throw reader.fail(start, "Huffman table \(number) was not given")
      }
      return table
    }
    let differences = try table(reader.differences, member.differenceTable, needsDifferences)
    guard (differences?.largestSymbol ?? 0) <= 15 else {
      throw reader.fail(start, "a Huffman table has differences of more than 15 bits")
    }
    let coefficients = try table(
      reader.coefficients, member.coefficientTable, needsCoefficients)
    let isAlone = members.count == 1
    return JPEGScanPart(
      samples: component.samples.start, rowStride: component.rowStride,
      coefficients: component.coefficients?.start, steps: UnsafePointer(component.steps.start),
      blocksPerRow: component.paddedAcross, across: isAlone ? 1 : component.across,
      down: isAlone ? 1 : component.down, differenceCode: differences?.view,
      coefficientCode: coefficients?.view, index: index)
  }

  /// Goes through the scan's units, row by row.
  private func walk<Decoder: JPEGBlockDecoder>(
    _ parts: [JPEGScanPart], _ reader: inout JPEGReader, _ blockDecoder: Decoder
  ) throws {
    let component = members[0].component
    let (columns, rows) =
      members.count == 1
      ? (component.blocksAcross, component.blocksDown) : (frame.unitsAcross, frame.unitsDown)
    var decoder = blockDecoder
    var bits = JPEGBitReader(reader.bytes, from: reader.position)
    defer { reader.position = bits.position }
    decoder.restart()
    let interval = reader.restartInterval
    var (left, restarts) = (interval == 0 ? Int.max : interval, 0)
    try parts.withUnsafeBufferPointer { parts in
      for row in 0..<rows {
        for column in 0..<columns {
          if left == 0 {
            try restart(&bits, number: restarts, reader)
            decoder.restart()
            (left, restarts) = (interval, restarts + 1)
          }
          left -= 1
          unit(parts, row, column, &decoder, &bits)
          if bits.isBroken || bits.hasOverrun {
            throw fault(bits, row: row, rows: rows, reader)
          }
        }
      }
    }
  }

  @inline(__always)
  private func unit<Decoder: JPEGBlockDecoder>(
    _ parts: UnsafeBufferPointer<JPEGScanPart>, _ row: Int, _ column: Int,
    _ decoder: inout Decoder, _ bits: inout JPEGBitReader
  ) {
    for part in parts {
      for inner in 0..<part.down {
        for place in 0..<part.across {
          decoder.block(
            &bits, part, row: row &* part.down &+ inner, column: column &* part.across &+ place)
        }
      }
    }
  }

  private func restart(
    _ bits: inout JPEGBitReader, number: Int, _ reader: JPEGReader
  ) throws {
    let expected = UInt8(0xD0 + number % 8)
    guard bits.marker() == expected else {
      throw reader.fail(bits.position, "expected restart marker \(number % 8)")
    }
  }

  private func fault(
    _ bits: JPEGBitReader, row: Int, rows: Int, _ reader: JPEGReader
  ) -> InterchangeError {
    let place = "in row \(row + 1) of \(rows) of the coded data"
    return reader.fail(
      bits.position,
      bits.hasOverrun
        ? "the picture ends early, \(place)" : "there is a code that means nothing, \(place)")
  }
}
