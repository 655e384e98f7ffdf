import KernelInterface
import MachineCode

/// What a tile's code reads from memory: 64-bit words, one after the other.
enum TileOperand: Int, CaseIterable {
  /// The left side: rows or lines of pairs of bfloat16, and the bytes from one to the next.
  case left, leftStride
  /// A panel of the right side, and how many pairs are multiplied (at least one).
  case panel, pairs
  /// The result, and the bytes from one row to the next.
  case result, resultStride
  /// What is added to the sums, or 0: the result's old values (at the result's place), one value
  /// per column, a matrix of the result's stride.
  case old, bias, residual
  /// Two floats, the lower and the upper limit; and 0 where there are none.
  case bounds, isLimited
  /// The lanes of the last vector that are part of the result, a bit each.
  case lanes
  /// The next cache line that is to be fetched, and the bytes to the one after it, twice; or any
  /// address and 0.
  case ahead, aheadStep

  fileprivate var place: Memory { Memory(.rdi, displacement: 8 * rawValue) }
}

/// The machine code of one register tile: rows x vectors sums of products of pairs.
///
/// The rows' pairs are read from memory straight into all lanes, the panel's lines once for all
/// rows. 12 x 2 vectors of sums are as many as 32 registers allow, and enough to hide the time that
/// one product takes.
struct PairTile {
  /// How the left side lies: the pairs of a row one after the other, or in lines of one pair of
  /// every row.
  enum LeftSide: Int, CaseIterable {
    case rows
    case lines
  }

  let rows: Int
  let vectors: Int
  let leftSide: LeftSide

  static let mostRows = 12
  static let mostVectors = 2

  /// Registers of the rows' addresses; each serves the row, the next and the one after.
  private static let rowAddresses: [GeneralRegister] = [.rsi, .rdx, .rcx, .rax]
  private var rowAddresses: ArraySlice<GeneralRegister> {
    leftSide == .lines ? [] : Self.rowAddresses.prefix((rows + 2) / 3)
  }

  func assemble(_ code: inout Assembler) {
    sums(&code)
    code.move(.rsi, from: TileOperand.result.place)
    code.move(.r8, from: TileOperand.resultStride.place)
    code.move(.rax, from: TileOperand.lanes.place)
    code.moveToMask(.rax)
    addMatrix(.old, &code)
    addBias(&code)
    addMatrix(.residual, &code)
    limit(&code)
    store(&code)
    code.zeroUpper()
    code.leave()
  }

  private func sum(_ row: Int, _ vector: Int) -> VectorRegister {
    VectorRegister(row * vectors + vector)
  }

  private func line(_ vector: Int) -> VectorRegister {
    VectorRegister(Self.mostRows * Self.mostVectors + vector)
  }

  private func lanes(_ vector: Int) -> Lanes { vector == vectors - 1 ? .masked : .all }

  // MARK: Sums

  private func sums(_ code: inout Assembler) {
    code.move(.rsi, from: TileOperand.left.place)
    code.move(.r8, from: TileOperand.leftStride.place)
    for (above, next) in zip(rowAddresses, rowAddresses.dropFirst()) {
      code.loadAddress(next, of: Memory(above, index: .r8, scale: 2))
      code.add(next, .r8)
    }
    code.move(.r9, from: TileOperand.panel.place)
    code.move(.r10, from: TileOperand.pairs.place)
    code.move(.r11, from: TileOperand.ahead.place)
    for row in 0..<rows {
      for vector in 0..<vectors { code.zero(sum(row, vector)) }
    }
    let loop = code.label()
    code.place(loop)
    for vector in 0..<vectors { code.load(line(vector), Memory(.r9, displacement: 64 * vector)) }
    code.prefetch(Memory(.r11))
    code.add(.r11, from: TileOperand.aheadStep.place)
    for row in 0..<rows {
      let pair = pair(row)
      for vector in 0..<vectors {
        code.addPairProducts(sum(row, vector), line(vector), .repeated(pair))
      }
    }
    code.prefetch(Memory(.r11))
    code.add(.r11, from: TileOperand.aheadStep.place)
    for address in rowAddresses { code.add(address, constant: 4) }
    if leftSide == .lines { code.add(.rsi, .r8) }
    code.loadAddress(.r9, of: Memory(.r9, displacement: 64 * vectors))
    code.subtract(.r10, constant: 1)
    code.jumpUnlessZero(loop)
  }

  private func pair(_ row: Int) -> Memory {
    if leftSide == .lines { return Memory(.rsi, displacement: 4 * row) }
    let base = Self.rowAddresses[row / 3]
    return row % 3 == 0 ? Memory(base) : Memory(base, index: .r8, scale: row % 3)
  }

  // MARK: The way into the result

  private func addMatrix(_ operand: TileOperand, _ code: inout Assembler) {
    let absent = code.label()
    code.move(.rdx, from: operand.place)
    code.test(.rdx)
    code.jumpIfZero(absent)
    for row in 0..<rows {
      for vector in 0..<vectors {
        let sum = sum(row, vector)
        code.add(
          sum, sum, .memory(Memory(.rdx, displacement: 64 * vector)), lanes: lanes(vector))
      }
      if row < rows - 1 { code.add(.rdx, .r8) }
    }
    code.place(absent)
  }

  private func addBias(_ code: inout Assembler) {
    let absent = code.label()
    code.move(.rdx, from: TileOperand.bias.place)
    code.test(.rdx)
    code.jumpIfZero(absent)
    for vector in 0..<vectors {
      code.load(
        line(vector), Memory(.rdx, displacement: 64 * vector), lanes: lanes(vector))
      for row in 0..<rows {
        code.add(sum(row, vector), sum(row, vector), .register(line(vector)))
      }
    }
    code.place(absent)
  }

  /// The sum stands second in both, so that what is no number stays and shows.
  private func limit(_ code: inout Assembler) {
    let absent = code.label()
    code.move(.rdx, from: TileOperand.isLimited.place)
    code.test(.rdx)
    code.jumpIfZero(absent)
    let bounds = 8 * TileOperand.bounds.rawValue
    code.broadcast(line(0), Memory(.rdi, displacement: bounds))
    code.broadcast(line(1), Memory(.rdi, displacement: bounds + 4))
    for index in 0..<rows * vectors {
      let sum = VectorRegister(index)
      code.maximum(sum, line(0), .register(sum))
      code.minimum(sum, line(1), .register(sum))
    }
    code.place(absent)
  }

  private func store(_ code: inout Assembler) {
    for row in 0..<rows {
      for vector in 0..<vectors {
        code.store(
          sum(row, vector), Memory(.rsi, displacement: 64 * vector), lanes: lanes(vector))
      }
      if row < rows - 1 { code.add(.rsi, .r8) }
    }
  }
}
