import MachineCode

/// The machine code of all register tiles, of the rounding and of the pairing, ready to be called.
final class PairCode: Sendable {
  /// Owns the memory of the functions.
  private let code: ExecutableCode
  private let tiles: [ExecutableCode.Function]
  private let rounding: ExecutableCode.Function
  private let pairing: ExecutableCode.Function

  /// The code, where this processor has the instructions and the system lets it be executed.
  static let available: PairCode? = {
    #if canImport(KernelsAVX512) && os(Linux)
      return Processor.hasBfloat16 ? PairCode() : nil
    #else
      return nil
    #endif
  }()

  /// Nil where the system allows no such code. To be called only where the processor has
  /// AVX512_BF16.
  private init?() {
    let (bytes, tiles, rounding, pairing) = Self.assembled
    guard let code = ExecutableCode(bytes) else { return nil }
    self.code = code
    self.tiles = tiles.map { code.function(at: $0) }
    self.rounding = code.function(at: rounding)
    self.pairing = code.function(at: pairing)
  }

  /// All code, and where each tile (one vector first, of a left side in rows), the rounding and the
  /// pairing begin.
  static var assembled: (bytes: [UInt8], tiles: [Int], rounding: Int, pairing: Int) {
    var assembler = Assembler()
    var tiles: [Int] = []
    for leftSide in PairTile.LeftSide.allCases {
      for vectors in 1...PairTile.mostVectors {
        for rows in 1...PairTile.mostRows {
          tiles.append(assembler.bytes.count)
          PairTile(rows: rows, vectors: vectors, leftSide: leftSide).assemble(&assembler)
        }
      }
    }
    let rounding = assembler.bytes.count
    RoundingLoop.assemble(&assembler)
    let pairing = assembler.bytes.count
    PairingLoop.assemble(&assembler)
    return (assembler.code(), tiles, rounding, pairing)
  }

  /// Computes a tile; `operands` are the words that `TileOperand` numbers.
  func multiply(
    rows: Int, vectors: Int, leftSide: PairTile.LeftSide = .rows,
    _ operands: UnsafeMutablePointer<UInt64>
  ) {
    let group = leftSide.rawValue * PairTile.mostVectors + vectors - 1
    tiles[group * PairTile.mostRows + rows - 1](operands)
  }

  /// Rounds rows of `count` floats to bfloat16; strides in bytes. Each row is filled with zeros to
  /// whole 16 values.
  func round(
    _ source: UnsafePointer<Float>, stride: Int, rows: Int, count: Int,
    to target: UnsafeMutableRawPointer, stride targetStride: Int
  ) {
    typealias Operand = RoundingLoop.Operand
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Operand.allCases.count) { words in
      words[Operand.source.rawValue] = UInt64(UInt(bitPattern: source))
      words[Operand.sourceStride.rawValue] = UInt64(stride)
      words[Operand.target.rawValue] = UInt64(UInt(bitPattern: target))
      words[Operand.targetStride.rawValue] = UInt64(targetStride)
      words[Operand.rows.rawValue] = UInt64(rows)
      words[Operand.blocks.rawValue] = UInt64(count / 64)
      words[Operand.vectors.rawValue] = UInt64(count % 64 / 16)
      words[Operand.lanes.rawValue] = 1 << UInt64(count % 16) - 1
      if let words = words.baseAddress { rounding(words) }
    }
  }

  /// Rounds `pairs` times two rows of `count` floats to bfloat16, each two into one line of pairs;
  /// strides in bytes. Each line is filled with zeros to whole 16 pairs.
  func pair(
    _ source: UnsafePointer<Float>, stride: Int, pairs: Int, count: Int,
    to target: UnsafeMutableRawPointer, stride targetStride: Int
  ) {
    if pairs == 0 { return }
    typealias Operand = PairingLoop.Operand
    let capacity = Operand.allCases.count + PairingLoop.orderWords
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: capacity) { words in
      words[Operand.source.rawValue] = UInt64(UInt(bitPattern: source))
      words[Operand.sourceStride.rawValue] = UInt64(stride)
      words[Operand.target.rawValue] = UInt64(UInt(bitPattern: target))
      words[Operand.targetStride.rawValue] = UInt64(targetStride)
      words[Operand.pairs.rawValue] = UInt64(pairs)
      words[Operand.vectors.rawValue] = UInt64(count / 16)
      words[Operand.lanes.rawValue] = 1 << UInt64(count % 16) - 1
      for word in 0..<PairingLoop.orderWords {
        words[Operand.allCases.count + word] = PairingLoop.order(word)
      }
      if let words = words.baseAddress { pairing(words) }
    }
  }
}
