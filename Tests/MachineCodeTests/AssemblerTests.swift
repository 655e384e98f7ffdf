import Foundation
import MachineCode
import Testing

/// Instructions against the bytes that the GNU assembler gives for them
/// (Scripts/make-machine-code-goldens.py).
@Suite struct AssemblerTests {
  private typealias Writing = @Sendable (inout Assembler) -> Void

  private static func zmm(_ number: Int) -> VectorRegister { VectorRegister(number) }

  private static let general: [(String, Writing)] = [
    ("mov rsi, qword ptr [rdi]", { $0.move(.rsi, from: Memory(.rdi)) }),
    ("mov r8, qword ptr [rdi+0x28]", { $0.move(.r8, from: Memory(.rdi, displacement: 0x28)) }),
    (
      "mov rax, qword ptr [r9+r10*4+0x200]",
      { $0.move(.rax, from: Memory(.r9, index: .r10, scale: 4, displacement: 0x200)) }
    ),
    ("{load} mov rcx, rdx", { $0.move(.rcx, .rdx) }),
    ("{load} mov r11, rax", { $0.move(.r11, .rax) }),
    ("lea rdx, [rsi+r8*2]", { $0.loadAddress(.rdx, of: Memory(.rsi, index: .r8, scale: 2)) }),
    ("lea r9, [r9+0x80]", { $0.loadAddress(.r9, of: Memory(.r9, displacement: 0x80)) }),
    ("lea r9, [r9-0x80]", { $0.loadAddress(.r9, of: Memory(.r9, displacement: -0x80)) }),
    ("{load} add rsi, r8", { $0.add(.rsi, .r8) }),
    ("{load} add r10, r11", { $0.add(.r10, .r11) }),
    ("add r11, qword ptr [rdi+0x60]", { $0.add(.r11, from: Memory(.rdi, displacement: 0x60)) }),
    ("add rsi, 4", { $0.add(.rsi, constant: 4) }),
    ("add r9, -4", { $0.add(.r9, constant: -4) }),
    ("sub r10, 1", { $0.subtract(.r10, constant: 1) }),
    ("sub rax, 127", { $0.subtract(.rax, constant: 127) }),
    ("test rdx, rdx", { $0.test(.rdx) }),
    ("test r9, r9", { $0.test(.r9) }),
    ("prefetcht0 byte ptr [r11]", { $0.prefetch(Memory(.r11)) }),
    (
      "prefetcht0 byte ptr [rax+rcx*1+0x40]",
      { $0.prefetch(Memory(.rax, index: .rcx, displacement: 0x40)) }
    ),
    ("kmovw k1, eax", { $0.moveToMask(.rax) }),
    ("kmovw k1, r9d", { $0.moveToMask(.r9) }),
    ("vzeroupper", { $0.zeroUpper() }),
    ("ret", { $0.leave() }),
  ]

  private static let moves: [(String, Writing)] = [
    ("vmovups zmm0, zmmword ptr [rsi]", { $0.load(zmm(0), Memory(.rsi)) }),
    (
      "vmovups zmm24, zmmword ptr [r9+0x40]",
      { $0.load(zmm(24), Memory(.r9, displacement: 0x40)) }
    ),
    (
      "vmovups zmm25{k1}{z}, zmmword ptr [rdx+0x41]",
      { $0.load(zmm(25), Memory(.rdx, displacement: 0x41), lanes: .masked) }
    ),
    (
      "vmovups zmm15, zmmword ptr [r8+r9*8-0x2000]",
      { $0.load(zmm(15), Memory(.r8, index: .r9, scale: 8, displacement: -0x2000)) }
    ),
    (
      "vmovups zmm7, zmmword ptr [r8+r9*8-0x2040]",
      { $0.load(zmm(7), Memory(.r8, index: .r9, scale: 8, displacement: -0x2040)) }
    ),
    ("vmovups zmmword ptr [rsi], zmm0", { $0.store(zmm(0), Memory(.rsi)) }),
    (
      "vmovups zmmword ptr [rsi+0x40]{k1}, zmm31",
      { $0.store(zmm(31), Memory(.rsi, displacement: 0x40), lanes: .masked) }
    ),
    (
      "vmovups zmmword ptr [r10+r11*1+0x1fc0], zmm16",
      { $0.store(zmm(16), Memory(.r10, index: .r11, displacement: 0x1fc0)) }
    ),
    (
      "{evex} vmovups ymmword ptr [rcx+0x20], ymm1",
      { $0.storeHalf(zmm(1), Memory(.rcx, displacement: 0x20)) }
    ),
    (
      "{evex} vmovups ymmword ptr [rcx+0x30], ymm17",
      { $0.storeHalf(zmm(17), Memory(.rcx, displacement: 0x30)) }
    ),
    (
      "vbroadcastss zmm24, dword ptr [rdi+0x48]",
      { $0.broadcast(zmm(24), Memory(.rdi, displacement: 0x48)) }
    ),
    (
      "vbroadcastss zmm2, dword ptr [rdi+0x1fc]",
      { $0.broadcast(zmm(2), Memory(.rdi, displacement: 0x1fc)) }
    ),
    (
      "vbroadcastss zmm2, dword ptr [rdi+0x200]",
      { $0.broadcast(zmm(2), Memory(.rdi, displacement: 0x200)) }
    ),
    ("vpxord zmm0, zmm0, zmm0", { $0.zero(zmm(0)) }),
    ("vpxord zmm31, zmm31, zmm31", { $0.zero(zmm(31)) }),
  ]

  private static let arithmetic: [(String, Writing)] = [
    (
      "vdpbf16ps zmm0, zmm24, dword ptr [rsi]{1to16}",
      { $0.addPairProducts(zmm(0), zmm(24), .repeated(Memory(.rsi))) }
    ),
    (
      "vdpbf16ps zmm23, zmm25, dword ptr [rax+r8*2]{1to16}",
      { $0.addPairProducts(zmm(23), zmm(25), .repeated(Memory(.rax, index: .r8, scale: 2))) }
    ),
    (
      "vdpbf16ps zmm9, zmm10, dword ptr [rcx+r8*1+0x1fc]{1to16}",
      {
        $0.addPairProducts(
          zmm(9), zmm(10), .repeated(Memory(.rcx, index: .r8, displacement: 0x1fc)))
      }
    ),
    (
      "vdpbf16ps zmm9, zmm10, dword ptr [rcx+r8*1+0x200]{1to16}",
      {
        $0.addPairProducts(
          zmm(9), zmm(10), .repeated(Memory(.rcx, index: .r8, displacement: 0x200)))
      }
    ),
    (
      "vdpbf16ps zmm3, zmm17, zmm30",
      { $0.addPairProducts(zmm(3), zmm(17), .register(zmm(30))) }
    ),
    (
      "vdpbf16ps zmm20, zmm5, zmmword ptr [r11+0x80]",
      { $0.addPairProducts(zmm(20), zmm(5), .memory(Memory(.r11, displacement: 0x80))) }
    ),
    ("vcvtneps2bf16 ymm0, zmm0", { $0.roundToBfloat16(zmm(0), .register(zmm(0))) }),
    ("vcvtneps2bf16 ymm9, zmm26", { $0.roundToBfloat16(zmm(9), .register(zmm(26))) }),
    (
      "vcvtneps2bf16 ymm1, zmmword ptr [rax+0x40]",
      { $0.roundToBfloat16(zmm(1), .memory(Memory(.rax, displacement: 0x40))) }
    ),
    (
      "vcvtne2ps2bf16 zmm0, zmm0, zmmword ptr [rax]",
      { $0.roundToBfloat16(zmm(0), upper: zmm(0), lower: .memory(Memory(.rax))) }
    ),
    (
      "vcvtne2ps2bf16 zmm17, zmm31, zmmword ptr [r10+0x80]",
      {
        $0.roundToBfloat16(
          zmm(17), upper: zmm(31), lower: .memory(Memory(.r10, displacement: 0x80)))
      }
    ),
    (
      "vcvtne2ps2bf16 zmm1, zmm2, zmm3",
      { $0.roundToBfloat16(zmm(1), upper: zmm(2), lower: .register(zmm(3))) }
    ),
    (
      "vpermw zmm1, zmm2, zmm1",
      { $0.permuteHalves(zmm(1), order: zmm(2), .register(zmm(1))) }
    ),
    (
      "vpermw zmm30, zmm17, zmm9",
      { $0.permuteHalves(zmm(30), order: zmm(17), .register(zmm(9))) }
    ),
    (
      "vpermw zmm9, zmm20, zmmword ptr [r10+0x80]",
      { $0.permuteHalves(zmm(9), order: zmm(20), .memory(Memory(.r10, displacement: 0x80))) }
    ),
    (
      "vaddps zmm1{k1}{z}, zmm1, zmmword ptr [rdx+0x40]",
      { $0.add(zmm(1), zmm(1), .memory(Memory(.rdx, displacement: 0x40)), lanes: .masked) }
    ),
    ("vaddps zmm16, zmm16, zmm24", { $0.add(zmm(16), zmm(16), .register(zmm(24))) }),
    ("vmaxps zmm8, zmm24, zmm8", { $0.maximum(zmm(8), zmm(24), .register(zmm(8))) }),
    ("vminps zmm22, zmm25, zmm22", { $0.minimum(zmm(22), zmm(25), .register(zmm(22))) }),
    (
      "vmaxps zmm8, zmm24, zmmword ptr [r8]",
      { $0.maximum(zmm(8), zmm(24), .memory(Memory(.r8))) }
    ),
  ]

  @Test func instructions() throws {
    let golden = try Self.golden()
    let all = Self.general + Self.moves + Self.arithmetic
    #expect(Set(all.map(\.0)) == Set(golden.keys))
    for (text, write) in all {
      var assembler = Assembler()
      write(&assembler)
      let digits = assembler.code().flatMap { [$0 >> 4, $0 & 15] }
      let code = digits.map { String($0, radix: 16) }.joined()
      #expect(code == golden[text], "\(text)")
    }
  }

  private static func golden() throws -> [String: String] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "Fixtures/MachineCode/instructions.json")
    return try JSONDecoder().decode([String: String].self, from: Data(contentsOf: file))
  }

  /// Distances count from the end of the jump; forwards and backwards.
  @Test func jumps() {
    var assembler = Assembler()
    let (start, end) = (assembler.label(), assembler.label())
    assembler.place(start)
    assembler.jumpIfZero(end)
    assembler.jumpUnlessNegative(start)
    assembler.jumpUnlessZero(start)
    assembler.jump(start)
    assembler.place(end)
    assembler.leave()
    #expect(
      assembler.code() == [
        0x0F, 0x84, 17, 0, 0, 0, 0x0F, 0x8D, 0xF4, 0xFF, 0xFF, 0xFF, 0x0F, 0x85, 0xEE, 0xFF, 0xFF,
        0xFF, 0xE9, 0xE9, 0xFF, 0xFF, 0xFF, 0xC3,
      ])
  }
}
