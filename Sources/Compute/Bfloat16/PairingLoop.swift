import MachineCode

/// The machine code that rounds rows of floats to bfloat16, two and two into lines of pairs.
///
/// Lane c of a line holds value c of the first row in its lower half and that of the second in its
/// upper one.
struct PairingLoop {
  /// What the code reads from memory: 64-bit words, one after the other, and then `orderWords`.
  enum Operand: Int, CaseIterable {
    /// Rows of floats, and the bytes from one to the next.
    case source, sourceStride
    /// Where the lines go, likewise; each is filled with zeros to whole 16 pairs.
    case target, targetStride
    /// How many lines (at least one); whole 16 values of a row, and the lanes of the rest, a bit
    /// each.
    case pairs, vectors, lanes

    fileprivate var place: Memory { Memory(.rdi, displacement: 8 * rawValue) }
  }

  /// Words of the order in which two rounded vectors, one behind the other, become pairs.
  static let orderWords = 8

  /// Places of 16 bits: 0, 16, 1, 17, …, four of them in a word.
  static func order(_ word: Int) -> UInt64 {
    let lane = UInt64(2 * word)
    return lane | (lane + 16) << 16 | (lane + 1) << 32 | (lane + 17) << 48
  }

  static func assemble(_ code: inout Assembler) {
    let (first, second, order) = (VectorRegister(0), VectorRegister(1), VectorRegister(2))
    code.load(order, Memory(.rdi, displacement: 8 * Operand.allCases.count))
    code.move(.rsi, from: Operand.source.place)
    code.move(.r9, from: Operand.sourceStride.place)
    code.move(.rdx, from: Operand.target.place)
    code.move(.r8, from: Operand.pairs.place)
    code.move(.r11, from: Operand.lanes.place)
    code.moveToMask(.r11)
    let (line, vectors, nextVector, next) = (
      code.label(), code.label(), code.label(), code.label()
    )
    code.place(line)
    code.move(.rax, .rsi)
    code.move(.rcx, .rdx)
    code.move(.r10, from: Operand.vectors.place)
    code.place(vectors)
    code.subtract(.r10, constant: 1)
    code.jumpUnlessNegative(nextVector)
    code.test(.r11)
    code.jumpIfZero(next)
    code.load(first, Memory(.rax), lanes: .masked)
    code.load(second, Memory(.rax, index: .r9), lanes: .masked)
    code.roundToBfloat16(second, upper: second, lower: .register(first))
    code.permuteHalves(second, order: order, .register(second))
    code.store(second, Memory(.rcx))
    code.place(next)
    code.loadAddress(.rsi, of: Memory(.rsi, index: .r9, scale: 2))
    code.add(.rdx, from: Operand.targetStride.place)
    code.subtract(.r8, constant: 1)
    code.jumpUnlessZero(line)
    code.zeroUpper()
    code.leave()

    code.place(nextVector)
    code.load(second, Memory(.rax, index: .r9))
    code.roundToBfloat16(second, upper: second, lower: .memory(Memory(.rax)))
    code.permuteHalves(second, order: order, .register(second))
    code.store(second, Memory(.rcx))
    code.add(.rax, constant: 64)
    code.add(.rcx, constant: 64)
    code.jump(vectors)
  }
}
