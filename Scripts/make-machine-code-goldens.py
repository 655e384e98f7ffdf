#!/usr/bin/env python3
"""Writes Fixtures/MachineCode/instructions.json: instructions of x86-64 as the GNU assembler encodes them.

    python3 Scripts/make-machine-code-goldens.py

Needs `as` and `objdump` (binutils) with AVX512_BF16. The Swift test writes the same instructions. Where a
choice is free (moves between general registers), the assembler is told the form that ours takes.
"""
import json, pathlib, re, subprocess, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
INSTRUCTIONS = """
mov rsi, qword ptr [rdi]
mov r8, qword ptr [rdi+0x28]
mov rax, qword ptr [r9+r10*4+0x200]
{load} mov rcx, rdx
{load} mov r11, rax
lea rdx, [rsi+r8*2]
lea r9, [r9+0x80]
lea r9, [r9-0x80]
{load} add rsi, r8
{load} add r10, r11
add r11, qword ptr [rdi+0x60]
add rsi, 4
add r9, -4
sub r10, 1
sub rax, 127
test rdx, rdx
test r9, r9
prefetcht0 byte ptr [r11]
prefetcht0 byte ptr [rax+rcx*1+0x40]
kmovw k1, eax
kmovw k1, r9d
vzeroupper
ret
vmovups zmm0, zmmword ptr [rsi]
vmovups zmm24, zmmword ptr [r9+0x40]
vmovups zmm25{k1}{z}, zmmword ptr [rdx+0x41]
vmovups zmm15, zmmword ptr [r8+r9*8-0x2000]
vmovups zmm7, zmmword ptr [r8+r9*8-0x2040]
vmovups zmmword ptr [rsi], zmm0
vmovups zmmword ptr [rsi+0x40]{k1}, zmm31
vmovups zmmword ptr [r10+r11*1+0x1fc0], zmm16
{evex} vmovups ymmword ptr [rcx+0x20], ymm1
{evex} vmovups ymmword ptr [rcx+0x30], ymm17
vbroadcastss zmm24, dword ptr [rdi+0x48]
vbroadcastss zmm2, dword ptr [rdi+0x1fc]
vbroadcastss zmm2, dword ptr [rdi+0x200]
vpxord zmm0, zmm0, zmm0
vpxord zmm31, zmm31, zmm31
vdpbf16ps zmm0, zmm24, dword ptr [rsi]{1to16}
vdpbf16ps zmm23, zmm25, dword ptr [rax+r8*2]{1to16}
vdpbf16ps zmm9, zmm10, dword ptr [rcx+r8*1+0x1fc]{1to16}
vdpbf16ps zmm9, zmm10, dword ptr [rcx+r8*1+0x200]{1to16}
vdpbf16ps zmm3, zmm17, zmm30
vdpbf16ps zmm20, zmm5, zmmword ptr [r11+0x80]
vcvtneps2bf16 ymm0, zmm0
vcvtneps2bf16 ymm9, zmm26
vcvtneps2bf16 ymm1, zmmword ptr [rax+0x40]
vcvtne2ps2bf16 zmm0, zmm0, zmmword ptr [rax]
vcvtne2ps2bf16 zmm17, zmm31, zmmword ptr [r10+0x80]
vcvtne2ps2bf16 zmm1, zmm2, zmm3
vpermw zmm1, zmm2, zmm1
vpermw zmm30, zmm17, zmm9
vpermw zmm9, zmm20, zmmword ptr [r10+0x80]
vaddps zmm1{k1}{z}, zmm1, zmmword ptr [rdx+0x40]
vaddps zmm16, zmm16, zmm24
vmaxps zmm8, zmm24, zmm8
vminps zmm22, zmm25, zmm22
vmaxps zmm8, zmm24, zmmword ptr [r8]
"""

texts = [line for line in INSTRUCTIONS.strip().splitlines()]
with tempfile.TemporaryDirectory() as directory:
    source, target = pathlib.Path(directory, "a.s"), pathlib.Path(directory, "a.o")
    source.write_text(".intel_syntax noprefix\n" + "".join(f"i{n}:\n{text}\n" for n, text in enumerate(texts)))
    subprocess.run(["as", "-o", target, source], check=True)
    listing = subprocess.run(
        ["objdump", "-d", "-w", "--no-addresses", target], check=True, capture_output=True, text=True
    ).stdout
codes = [
    re.match(r"\s+((?:[0-9a-f]{2} )+)", line).group(1).replace(" ", "")
    for line in listing.splitlines() if re.match(r"\s+(?:[0-9a-f]{2} )+", line)
]
assert len(codes) == len(texts), (len(codes), len(texts))
path = ROOT / "Fixtures/MachineCode/instructions.json"
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps(dict(zip(texts, codes)), indent=1) + "\n")
