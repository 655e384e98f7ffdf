/// The 64-bit registers, by the numbers that instructions give them.
///
/// Those that a called function may change freely on Linux; the others belong to its caller.
package enum GeneralRegister: UInt8, CaseIterable, Sendable {
  case rax = 0
  case rcx = 1
  case rdx = 2
  case rsi = 6
  case rdi = 7
  case r8 = 8
  case r9 = 9
  case r10 = 10
  case r11 = 11
}

/// One of the 32 vector registers of 512 bits; their lower halves are the registers of 256.
package struct VectorRegister: Equatable, Sendable {
  package let number: UInt8

  /// - Precondition: `number` is below 32.
  package init(_ number: Int) {
    precondition((0..<32).contains(number))
    self.number = UInt8(number)
  }
}

/// The lanes that an instruction works on: all, or those whose bit is set in register k1.
package enum Lanes: Sendable {
  case all
  /// Lanes of the result whose bit is not set become zero, or stay as they are in memory; nothing
  /// is read from there.
  case masked
}

/// A place in memory: base + index * scale + displacement.
package struct Memory: Equatable, Sendable {
  package var base: GeneralRegister
  package var index: GeneralRegister?
  /// 1, 2, 4 or 8.
  package var scale: Int
  package var displacement: Int

  package init(
    _ base: GeneralRegister, index: GeneralRegister? = nil, scale: Int = 1,
    displacement: Int = 0
  ) {
    precondition([1, 2, 4, 8].contains(scale) && Int32(exactly: displacement) != nil)
    self.base = base
    self.index = index
    self.scale = scale
    self.displacement = displacement
  }
}
