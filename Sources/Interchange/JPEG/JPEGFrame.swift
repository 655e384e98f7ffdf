/// One colour component of a picture: how it is sampled, and what is known of it so far.
final class JPEGComponent {
  let identifier: UInt8
  /// Samples across and down for each unit of the picture, 1 to 4.
  let across: Int
  let down: Int
  let quantizationTable: Int
  /// Samples of the picture itself, without what fills the last blocks.
  let (width, height): (Int, Int)
  /// Blocks that hold these samples: what a scan of this component alone has.
  let (blocksAcross, blocksDown): (Int, Int)
  /// Blocks up to the end of the last unit: what a scan of several components has.
  let (paddedAcross, paddedDown): (Int, Int)

  /// The steps of the quantisation, row by row, as they are when the first scan begins.
  let steps = JPEGStorage<Int16>(count: 64)
  var hasSteps = false
  /// Of a progressive picture, all coefficients: block after block, each row by row.
  private(set) var coefficients: JPEGStorage<Int16>?
  private(set) var samples = JPEGStorage<UInt8>(count: 0)
  /// Of a progressive picture, by place in the zigzag, how many low bits are still to come; nil
  /// where nothing has been sent.
  var missingBits = [Int?](repeating: nil, count: 64)
  var scans = 0

  /// Numbers from a row of samples to the next.
  var rowStride: Int { paddedAcross * 8 }
  var paddedBlocks: Int { paddedAcross * paddedDown }

  init(
    identifier: UInt8, sampling: (across: Int, down: Int), quantizationTable: Int,
    width: Int, height: Int, units: (across: Int, down: Int)
  ) {
    self.identifier = identifier
    (across, down) = sampling
    self.quantizationTable = quantizationTable
    (self.width, self.height) = (width, height)
    (blocksAcross, blocksDown) = ((width + 7) / 8, (height + 7) / 8)
    (paddedAcross, paddedDown) = (units.across * across, units.down * down)
  }

  func allocate(isProgressive: Bool) {
    samples = JPEGStorage(count: paddedBlocks * 64)
    if isProgressive { coefficients = JPEGStorage(count: paddedBlocks * 64) }
  }

  /// Makes the samples of a progressive picture, whose coefficients are all here.
  func transformCoefficients() {
    guard let coefficients else { return }
    for row in 0..<blocksDown {
      for column in 0..<blocksAcross {
        let block = coefficients.start + (row * paddedAcross + column) * 64
        JPEGInverseTransform.transform(
          block, steps: steps.start, to: samples.start + row * 8 * rowStride + column * 8,
          rowStride: rowStride)
      }
    }
    self.coefficients = nil
  }
}

/// What the frame header tells: size, coding and components (T.81, B.2.2).
struct JPEGFrame {
  let width: Int
  let height: Int
  let isProgressive: Bool
  let components: [JPEGComponent]
  /// The largest sampling factors.
  let (across, down): (Int, Int)
  /// Units of 8 x 8 samples of the component sampled most sparsely: across and down.
  let (unitsAcross, unitsDown): (Int, Int)

  /// - Parameters:
  ///   - body: the segment without its length.
  ///   - marker: the one before it, 0xC0 to 0xC2.
  init(_ body: Slice<UnsafeBufferPointer<UInt8>>, marker: UInt8, _ reader: JPEGReader) throws {
    let (start, bytes) = (body.startIndex, Array(body))
    guard bytes.count >= 6 else { throw reader.fail(start, "the frame header is cut short") }
    guard bytes[0] == 8 else {
      throw reader.fail(
        start, "expected samples of 8 bits, found \(bytes[0]) bits, which are not read")
    }
    let height = Int(bytes[1]) << 8 | Int(bytes[2])
    let width = Int(bytes[3]) << 8 | Int(bytes[4])
    guard width > 0, height > 0 else {
      throw reader.fail(start + 1, "the picture is \(width) wide and \(height) high")
    }
    let count = Int(bytes[5])
    guard bytes.count == 6 + 3 * count else {
      throw reader.fail(start, "the frame header does not have the length of \(count) components")
    }
    guard [1, 3, 4].contains(count) else {
      throw reader.fail(start + 5, "expected 1, 3 or 4 components, found \(count)")
    }
    let described = (0..<count).map { Array(bytes[6 + 3 * $0..<9 + 3 * $0]) }
    for (index, component) in described.enumerated() {
      let place = start + 6 + 3 * index
      guard (1...4).contains(component[1] >> 4), (1...4).contains(component[1] & 15) else {
        throw reader.fail(
          place + 1,
          "expected sampling factors of 1 to 4, found "
            + "\(component[1] >> 4) x \(component[1] & 15)")
      }
      guard component[2] < 4 else {
        throw reader.fail(place + 2, "there is no quantisation table \(component[2])")
      }
      guard !described[..<index].contains(where: { $0[0] == component[0] }) else {
        throw reader.fail(place, "two components have the name \(component[0])")
      }
    }
    func parts(_ whole: Int, _ size: Int) -> Int { (whole + size - 1) / size }
    let across = described.map { Int($0[1] >> 4) }.max() ?? 1
    let down = described.map { Int($0[1] & 15) }.max() ?? 1
    let units = (across: parts(width, 8 * across), down: parts(height, 8 * down))
    (self.width, self.height, self.across, self.down) = (width, height, across, down)
    (unitsAcross, unitsDown) = units
    isProgressive = marker == 0xC2
    components = described.map { component in
      let sampling = (across: Int(component[1] >> 4), down: Int(component[1] & 15))
      return JPEGComponent(
        identifier: component[0], sampling: sampling, quantizationTable: Int(component[2]),
        width: parts(width * sampling.across, across),
        height: parts(height * sampling.down, down), units: units)
    }
  }

  var blocks: Int { components.reduce(0) { $0 + $1.paddedBlocks } }
}
