/// Writes machine code of x86-64 with the instructions that a matrix product needs.
///
/// Encodings are those of the processor manuals (Intel 64 and IA-32 Architectures Software
/// Developer's Manual, volume 2; AMD64 Architecture Programmer's Manual, volume 4). Operands stand
/// in Intel's order, the result first.
package struct Assembler {
  package private(set) var bytes: [UInt8] = []
  private var places: [Int?] = []
  private var jumps: [(label: Label, position: Int)] = []

  package init() {}

  /// A place in the code that jumps lead to.
  package struct Label: Sendable {
    fileprivate let number: Int
  }

  /// A label whose place is not known yet.
  package mutating func label() -> Label {
    places.append(nil)
    return Label(number: places.count - 1)
  }

  /// Puts a label here.
  package mutating func place(_ label: Label) { places[label.number] = bytes.count }

  /// The code with all jumps filled in.
  ///
  /// - Precondition: every label was placed.
  package func code() -> [UInt8] {
    var code = bytes
    for jump in jumps {
      guard let target = places[jump.label.number] else { preconditionFailure("label unplaced") }
      let distance = Int32(target - jump.position - 4)
      for (offset, byte) in Self.littleEndian(distance).enumerated() {
        code[jump.position + offset] = byte
      }
    }
    return code
  }

  // MARK: Instructions on general registers

  /// target = the 64 bits at `source`.
  package mutating func move(_ target: GeneralRegister, from source: Memory) {
    legacy([0x8B], target.rawValue, source)
  }

  package mutating func move(_ target: GeneralRegister, _ source: GeneralRegister) {
    legacy([0x8B], target.rawValue, source)
  }

  /// target = the address `source`.
  package mutating func loadAddress(_ target: GeneralRegister, of source: Memory) {
    legacy([0x8D], target.rawValue, source)
  }

  package mutating func add(_ target: GeneralRegister, _ source: GeneralRegister) {
    legacy([0x03], target.rawValue, source)
  }

  package mutating func add(_ target: GeneralRegister, from source: Memory) {
    legacy([0x03], target.rawValue, source)
  }

  package mutating func add(_ target: GeneralRegister, constant: Int8) {
    legacy([0x83], 0, target)
    bytes.append(UInt8(bitPattern: constant))
  }

  /// Subtracts and sets the flags for a jump.
  package mutating func subtract(_ target: GeneralRegister, constant: Int8) {
    legacy([0x83], 5, target)
    bytes.append(UInt8(bitPattern: constant))
  }

  /// Sets the flags for a jump if `register` is zero.
  package mutating func test(_ register: GeneralRegister) {
    legacy([0x85], register.rawValue, register)
  }

  package mutating func jumpIfZero(_ label: Label) { jump([0x0F, 0x84], label) }
  package mutating func jumpUnlessZero(_ label: Label) { jump([0x0F, 0x85], label) }
  /// After a subtraction: if the result, taken as a number with sign, did not fall below zero.
  package mutating func jumpUnlessNegative(_ label: Label) { jump([0x0F, 0x8D], label) }
  package mutating func jump(_ label: Label) { jump([0xE9], label) }

  /// Asks for a cache line; any address will do.
  package mutating func prefetch(_ place: Memory) {
    legacy([0x0F, 0x18], 1, place, isWide: false)
  }

  /// Clears what would slow down instructions of narrower registers.
  package mutating func zeroUpper() { bytes += [0xC5, 0xF8, 0x77] }
  /// Goes back to the caller.
  package mutating func leave() { bytes.append(0xC3) }

  /// k1 = the lower 16 bits of `source`.
  package mutating func moveToMask(_ source: GeneralRegister) {
    bytes += source.rawValue < 8 ? [0xC5, 0xF8] : [0xC4, 0xC1, 0x78]
    bytes += [0x92, 0xC8 | source.rawValue & 7]
  }

  // MARK: Encoding

  private mutating func jump(_ opcode: [UInt8], _ label: Label) {
    bytes += opcode
    jumps.append((label, bytes.count))
    bytes += [0, 0, 0, 0]
  }

  private mutating func legacy(
    _ opcode: [UInt8], _ register: UInt8, _ memory: Memory, isWide: Bool = true
  ) {
    let index = memory.index?.rawValue ?? 0
    let prefix =
      (isWide ? 0x48 : 0x40) | bit(3, of: register, at: 2) | bit(3, of: index, at: 1)
      | bit(3, of: memory.base.rawValue, at: 0)
    if prefix != 0x40 { bytes.append(prefix) }
    bytes += opcode
    appendOperand(register, memory, displacementUnit: 1)
  }

  private mutating func legacy(
    _ opcode: [UInt8], _ register: UInt8, _ other: GeneralRegister
  ) {
    bytes.append(0x48 | bit(3, of: register, at: 2) | bit(3, of: other.rawValue, at: 0))
    bytes += opcode
    bytes.append(0xC0 | (register & 7) << 3 | other.rawValue & 7)
  }

  mutating func append(_ more: [UInt8]) { bytes += more }

  /// The bytes that name a register and a place in memory; `unit` is what a displacement of one
  /// byte counts in.
  mutating func appendOperand(_ register: UInt8, _ memory: Memory, displacementUnit unit: Int) {
    let (base, displacement) = (memory.base.rawValue & 7, memory.displacement)
    let short =
      displacement % unit == 0 ? Int8(exactly: displacement / unit) : nil
    // Base register 5 has no form without a displacement; none of ours is rbp or r13.
    let mode: UInt8 = displacement == 0 ? 0 : short != nil ? 0x40 : 0x80
    if let index = memory.index {
      let scale = UInt8(memory.scale.trailingZeroBitCount)
      let places = scale << 6 | (index.rawValue & 7) << 3 | base
      bytes += [mode | (register & 7) << 3 | 4, places]
    } else {
      bytes.append(mode | (register & 7) << 3 | base)
    }
    if displacement == 0 { return }
    if let short {
      bytes.append(UInt8(bitPattern: short))
    } else {
      bytes += Self.littleEndian(Int32(displacement))
    }
  }

  private static func littleEndian(_ value: Int32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}

/// Bit `number` of `value`, moved to bit `place`: registers' numbers stand in pieces.
func bit(_ number: Int, of value: UInt8, at place: Int) -> UInt8 { (value >> number & 1) << place }
