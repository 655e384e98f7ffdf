import MachineCode

/// The machine code that rounds rows of floats to bfloat16.
struct RoundingLoop {
  /// What the code reads from memory: 64-bit words, one after the other.
  enum Operand: Int, CaseIterable {
    /// Rows of floats, and the bytes from one to the next.
    case source, sourceStride
    /// Where they go, likewise; each row is filled with zeros to whole 16 values.
    case target, targetStride
    /// How many rows (at least one); whole 64 floats of a row, further whole 16, and the lanes of
    /// the rest, a bit each.
    case rows, blocks, vectors, lanes

    fileprivate var place: Memory { Memory(.rdi, displacement: 8 * rawValue) }
  }

  static func assemble(_ code: inout Assembler) {
    let (first, second) = (VectorRegister(0), VectorRegister(1))
    code.move(.rsi, from: Operand.source.place)
    code.move(.rdx, from: Operand.target.place)
    code.move(.r8, from: Operand.rows.place)
    code.move(.r9, from: Operand.lanes.place)
    code.moveToMask(.r9)
    let (row, blocks, vectors, next) = (
      code.label(), code.label(), code.label(), code.label()
    )
    let (nextBlock, nextVector) = (code.label(), code.label())
    code.place(row)
    code.move(.rax, .rsi)
    code.move(.rcx, .rdx)
    code.move(.r10, from: Operand.blocks.place)
    code.move(.r11, from: Operand.vectors.place)
    code.place(blocks)
    code.subtract(.r10, constant: 1)
    code.jumpUnlessNegative(nextBlock)
    code.place(vectors)
    code.subtract(.r11, constant: 1)
    code.jumpUnlessNegative(nextVector)
    code.test(.r9)
    code.jumpIfZero(next)
    code.load(first, Memory(.rax), lanes: .masked)
    code.roundToBfloat16(first, .register(first))
    code.storeHalf(first, Memory(.rcx))
    code.place(next)
    code.add(.rsi, from: Operand.sourceStride.place)
    code.add(.rdx, from: Operand.targetStride.place)
    code.subtract(.r8, constant: 1)
    code.jumpUnlessZero(row)
    code.zeroUpper()
    code.leave()

    code.place(nextBlock)
    code.load(first, Memory(.rax, displacement: 64))
    code.load(second, Memory(.rax, displacement: 192))
    code.roundToBfloat16(first, upper: first, lower: .memory(Memory(.rax)))
    code.roundToBfloat16(second, upper: second, lower: .memory(Memory(.rax, displacement: 128)))
    code.store(first, Memory(.rcx))
    code.store(second, Memory(.rcx, displacement: 64))
    code.loadAddress(.rax, of: Memory(.rax, displacement: 256))
    code.loadAddress(.rcx, of: Memory(.rcx, displacement: 128))
    code.jump(blocks)

    code.place(nextVector)
    code.roundToBfloat16(first, .memory(Memory(.rax)))
    code.storeHalf(first, Memory(.rcx))
    code.loadAddress(.rax, of: Memory(.rax, displacement: 64))
    code.loadAddress(.rcx, of: Memory(.rcx, displacement: 32))
    code.jump(vectors)
  }
}
