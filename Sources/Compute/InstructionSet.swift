package import KernelInterface
import KernelsBaseline

#if canImport(KernelsAVX2)
  import KernelsAVX2
  import KernelsAVX512
  import _Builtin_intrinsics.intel.cpuid
#endif

/// The instruction sets that the kernels are compiled for.
package enum InstructionSet: String, CaseIterable, Sendable {
  case baseline
  case avx2
  case avx512

  /// Those that this processor and system can run, the widest last.
  package static let available: [InstructionSet] = {
    #if canImport(KernelsAVX2)
      return allCases.filter { $0.isSupported }
    #else
      return [.baseline]
    #endif
  }()

  /// The kernels; only for a set that is available.
  package var kernels: KernelTable {
    #if canImport(KernelsAVX2)
      switch self {
      case .baseline: return KernelsBaseline.kernelTable()
      case .avx2: return KernelsAVX2.kernelTable()
      case .avx512: return KernelsAVX512.kernelTable()
      }
    #else
      return KernelsBaseline.kernelTable()
    #endif
  }

  #if canImport(KernelsAVX2)
    private var isSupported: Bool {
      switch self {
      case .baseline: true
      case .avx2: Processor.hasAVX2
      case .avx512: Processor.hasAVX2 && Processor.hasAVX512
      }
    }
  #endif
}

#if canImport(KernelsAVX2)
  /// What CPUID says; register numbers and bits from Intel's and AMD's manuals.
  enum Processor {
    /// AVX2, FMA, BMI1, BMI2, F16C, MOVBE, LZCNT (x86-64-v3), and the system saves 256-bit
    /// registers.
    static let hasAVX2: Bool = {
      let one = registers(leaf: 1)
      let seven = registers(leaf: 7)
      let extended = registers(leaf: 0x8000_0001)
      let v3 = all(one.c, bits: [12, 22, 27, 28, 29]) && all(seven.b, bits: [3, 5, 8])
      return v3 && all(extended.c, bits: [5]) && savedBytes >= 512 + 64 + 256
    }()

    /// AVX-512 F, BW, CD, DQ, VL (x86-64-v4), and the system saves 512-bit registers.
    static let hasAVX512: Bool = {
      // The 512-bit state takes 8 x 8, 16 x 32 and 16 x 64 bytes beside the 256-bit one.
      all(registers(leaf: 7).b, bits: [16, 17, 28, 30, 31])
        && savedBytes >= 512 + 64 + 256 + 64 + 512 + 1024
    }()

    /// AVX512_BF16: VDPBF16PS and the roundings to it.
    static let hasBfloat16 = hasAVX2 && hasAVX512 && all(registers(leaf: 7, part: 1).a, bits: [5])

    /// Size of the registers' save area for the features that the system has switched on.
    private static var savedBytes: UInt32 { registers(leaf: 0xD).b }

    private static func registers(
      leaf: UInt32, part: UInt32 = 0
    ) -> (a: UInt32, b: UInt32, c: UInt32, d: UInt32) {
      var a: UInt32 = 0
      var b: UInt32 = 0
      var c: UInt32 = 0
      var d: UInt32 = 0
      guard __get_cpuid_count(leaf, part, &a, &b, &c, &d) == 1 else { return (0, 0, 0, 0) }
      return (a, b, c, d)
    }

    private static func all(_ register: UInt32, bits: [UInt32]) -> Bool {
      bits.allSatisfy { register >> $0 & 1 == 1 }
    }
  }
#endif
