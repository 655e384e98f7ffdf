/// How one direction of a picture is resized, or that it stays.
enum ResizeDirection: Sendable {
  /// The size stays: these pixels are copied.
  case same(Range<Int>)
  /// By new pixel, the old one.
  case nearest([Int])
  case filtered(ResizeAxis)

  /// - Parameter range: those of the new pixels that are wanted.
  init(from size: Int, to newSize: Int, range: Range<Int>, filter: ResizeFilter) {
    if size == newSize {
      self = .same(range)
    } else if filter == .nearest {
      self = .nearest(ResizeAxis.nearest(from: size, to: newSize, range: range))
    } else {
      self = .filtered(ResizeAxis(from: size, to: newSize, range: range, filter: filter))
    }
  }

  /// The old pixels that the new ones are made of.
  var needed: Range<Int> {
    switch self {
    case .same(let range): range
    case .nearest(let places): (places.first ?? 0)..<(places.last.map { $0 + 1 } ?? 0)
    case .filtered(let axis): axis.needed
    }
  }

  /// How many new pixels there are.
  var count: Int {
    switch self {
    case .same(let range): range.count
    case .nearest(let places): places.count
    case .filtered(let axis): axis.starts.count
    }
  }
}

/// A window of a picture that is being resized: rows x columns x 3.
struct PicturePart {
  let pixels: [UInt8]
  /// Which of the picture's rows and columns these are.
  let rows: Range<Int>
  let columns: Range<Int>

  private var rowSize: Int { columns.count * 3 }

  /// Some of the rows in their new width.
  func resizedAcross(_ direction: ResizeDirection, rows wanted: Range<Int>) -> PicturePart {
    make(rows: wanted, columns: 0..<direction.count) { source, target, newRowSize in
      for row in wanted {
        let old = source + (row - rows.lowerBound) * rowSize
        let new = target + (row - wanted.lowerBound) * newRowSize
        switch direction {
        case .same(let range):
          let first = (range.lowerBound - columns.lowerBound) * 3
          new.initialize(from: old + first, count: newRowSize)
        case .nearest(let places):
          for (place, from) in places.enumerated() {
            (new + 3 * place).initialize(from: old + 3 * (from - columns.lowerBound), count: 3)
          }
        case .filtered(let axis):
          ResizeLoops.row(
            old, first: columns.lowerBound,
            readable: pixels.count - (row - rows.lowerBound) * rowSize, to: new, axis)
        }
      }
    }
  }

  /// The new rows, of some of the columns.
  func resizedDown(_ direction: ResizeDirection, columns wanted: Range<Int>) -> PicturePart {
    make(rows: 0..<direction.count, columns: wanted) { source, target, newRowSize in
      let corner = source + (wanted.lowerBound - columns.lowerBound) * 3
      for row in 0..<direction.count {
        let new = target + row * newRowSize
        func copy(_ from: Int) {
          new.initialize(from: corner + (from - rows.lowerBound) * rowSize, count: newRowSize)
        }
        switch direction {
        case .same(let range): copy(range.lowerBound + row)
        case .nearest(let places): copy(places[row])
        case .filtered(let axis):
          let first = axis.starts[row] - rows.lowerBound
          ResizeLoops.column(
            corner + first * rowSize, rowStride: rowSize, to: new, count: newRowSize, axis,
            row: row)
        }
      }
    }
  }

  /// - Parameter fill: writes all bytes of `target`.
  private func make(
    rows: Range<Int>, columns: Range<Int>,
    _ fill: (
      _ source: UnsafePointer<UInt8>, _ target: UnsafeMutablePointer<UInt8>, _ newRowSize: Int
    ) -> Void
  ) -> PicturePart {
    let count = rows.count * columns.count * 3
    let made = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      pixels.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        fill(source, target, columns.count * 3)
        initialized = count
      }
    }
    return PicturePart(pixels: made, rows: rows, columns: columns)
  }
}
