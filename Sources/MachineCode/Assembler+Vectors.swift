/// Where an instruction's second source stands.
package enum VectorSource: Sendable {
  case register(VectorRegister)
  case memory(Memory)
  /// One value of 32 bits, in all lanes.
  case repeated(Memory)
}

extension Assembler {
  // MARK: Moves

  package mutating func load(
    _ target: VectorRegister, _ source: Memory, lanes: Lanes = .all
  ) {
    vector(.load, target, nil, .memory(source), lanes)
  }

  package mutating func store(
    _ source: VectorRegister, _ target: Memory, lanes: Lanes = .all
  ) {
    vector(.store, source, nil, .memory(target), lanes, isStore: true)
  }

  /// Stores the lower 256 bits.
  package mutating func storeHalf(_ source: VectorRegister, _ target: Memory) {
    vector(.storeHalf, source, nil, .memory(target), .all, isStore: true)
  }

  /// All lanes = the 32 bits at `source`.
  package mutating func broadcast(_ target: VectorRegister, _ source: Memory) {
    vector(.broadcast, target, nil, .memory(source), .all)
  }

  /// Of 32 values of 16 bits, puts into each place of `target` the one that `order` has the number
  /// of there.
  package mutating func permuteHalves(
    _ target: VectorRegister, order: VectorRegister, _ source: VectorSource
  ) {
    vector(.permuteHalves, target, order, source, .all)
  }

  package mutating func zero(_ target: VectorRegister) {
    vector(.exclusiveOr, target, target, .register(target), .all)
  }

  // MARK: Arithmetic

  /// target += products of the pairs of bfloat16 in each lane of 32 bits.
  package mutating func addPairProducts(
    _ target: VectorRegister, _ first: VectorRegister, _ second: VectorSource
  ) {
    vector(.pairProducts, target, first, second, .all)
  }

  /// The lower half of `target` = 16 floats as bfloat16, rounded to the nearest.
  package mutating func roundToBfloat16(_ target: VectorRegister, _ source: VectorSource) {
    vector(.rounding, target, nil, source, .all)
  }

  /// The same of 32 floats: the lower half from `lower`, the upper from `upper`.
  package mutating func roundToBfloat16(
    _ target: VectorRegister, upper: VectorRegister, lower: VectorSource
  ) {
    vector(.roundingTwo, target, upper, lower, .all)
  }

  package mutating func add(
    _ target: VectorRegister, _ first: VectorRegister, _ second: VectorSource,
    lanes: Lanes = .all
  ) {
    vector(.add, target, first, second, lanes)
  }

  /// The larger; `second` where either is no number or both are zero.
  package mutating func maximum(
    _ target: VectorRegister, _ first: VectorRegister, _ second: VectorSource
  ) {
    vector(.maximum, target, first, second, .all)
  }

  /// The smaller; `second` where either is no number or both are zero.
  package mutating func minimum(
    _ target: VectorRegister, _ first: VectorRegister, _ second: VectorSource
  ) {
    vector(.minimum, target, first, second, .all)
  }

  // MARK: Encoding

  /// What distinguishes an instruction: its opcode, the table it stands in (0F or 0F 38), the
  /// number that stands for its old prefix (none, 66, F3, F2), the bytes that it reads, and the bit
  /// that parts it from another of the same opcode.
  private struct Instruction {
    var opcode: UInt8
    var table: UInt8
    var prefix: UInt8
    var bytes = 64
    var isWide = false

    static let load = Instruction(opcode: 0x10, table: 1, prefix: 0)
    static let store = Instruction(opcode: 0x11, table: 1, prefix: 0)
    static let storeHalf = Instruction(opcode: 0x11, table: 1, prefix: 0, bytes: 32)
    static let broadcast = Instruction(opcode: 0x18, table: 2, prefix: 1, bytes: 4)
    static let exclusiveOr = Instruction(opcode: 0xEF, table: 1, prefix: 1)
    static let permuteHalves = Instruction(opcode: 0x8D, table: 2, prefix: 1, isWide: true)
    static let pairProducts = Instruction(opcode: 0x52, table: 2, prefix: 2)
    static let rounding = Instruction(opcode: 0x72, table: 2, prefix: 2)
    static let roundingTwo = Instruction(opcode: 0x72, table: 2, prefix: 3)
    static let add = Instruction(opcode: 0x58, table: 1, prefix: 0)
    static let minimum = Instruction(opcode: 0x5D, table: 1, prefix: 0)
    static let maximum = Instruction(opcode: 0x5F, table: 1, prefix: 0)
  }

  /// The four bytes of an EVEX prefix, the opcode and the operands.
  private mutating func vector(
    _ instruction: Instruction, _ register: VectorRegister, _ first: VectorRegister?,
    _ second: VectorSource, _ lanes: Lanes, isStore: Bool = false
  ) {
    // Numbers of registers are cut into bits that stand, inverted, in several places.
    let register = register.number
    let first = first?.number ?? 0
    let (base, index, isRepeated): (UInt8, UInt8, Bool) =
      switch second {
      case .register(let other): (other.number, bit(4, of: other.number, at: 3), false)
      case .memory(let memory): (memory.base.rawValue, memory.index?.rawValue ?? 0, false)
      case .repeated(let memory): (memory.base.rawValue, memory.index?.rawValue ?? 0, true)
      }
    let high =
      bit(3, of: register, at: 7) | bit(3, of: index, at: 6) | bit(3, of: base, at: 5)
      | bit(4, of: register, at: 4)
    let length: UInt8 = instruction.bytes == 32 ? 1 : 2
    let zeroing: UInt8 = lanes == .masked && !isStore ? 0x80 : 0
    let repeating: UInt8 = isRepeated ? 0x10 : 0
    let wide: UInt8 = instruction.isWide ? 0x80 : 0
    let mask: UInt8 = lanes == .masked ? 1 : 0
    append([
      0x62, (high ^ 0xF0) | instruction.table,
      wide | (~first & 15) << 3 | 4 | instruction.prefix,
      zeroing | length << 5 | repeating | bit(4, of: ~first, at: 3) | mask, instruction.opcode,
    ])
    switch second {
    case .register(let other): append([0xC0 | (register & 7) << 3 | other.number & 7])
    case .memory(let memory):
      appendOperand(register, memory, displacementUnit: instruction.bytes)
    case .repeated(let memory): appendOperand(register, memory, displacementUnit: 4)
    }
  }
}
