import Foundation
import MachineCode
import Testing

#if arch(x86_64) && os(Linux)
  /// Code that is called, in memory that is never writable and executable at once.
  @Suite struct ExecutableCodeTests {
    @Test func functionsAreCalled() throws {
      var assembler = Assembler()
      let loop = assembler.label()
      // Counts down what it finds, and returns.
      assembler.move(.rax, from: Memory(.rdi))
      assembler.place(loop)
      assembler.subtract(.rax, constant: 1)
      assembler.jumpUnlessZero(loop)
      assembler.leave()
      let code = try #require(ExecutableCode([0xCC, 0xCC] + assembler.code()))
      var count: UInt64 = 1000
      withExtendedLifetime(code) { code.function(at: 2)(&count) }
      #expect(count == 1000)
    }

    @Test func memoryIsNotWritable() throws {
      let code = try #require(ExecutableCode([0xC3]))
      let address = UInt(bitPattern: unsafeBitCast(code.function(at: 0), to: UnsafeRawPointer.self))
      let file = try #require(FileHandle(forReadingAtPath: "/proc/self/maps"))
      let bytes = try withExtendedLifetime(code) { try file.readToEnd() }
      let maps = String(decoding: try #require(bytes), as: UTF8.self)
      let line = maps.split(separator: "\n").first { line in
        let ends = line.prefix { $0 != " " }.split(separator: "-").compactMap {
          UInt($0, radix: 16)
        }
        return ends.count == 2 && (ends[0]..<ends[1]).contains(address)
      }
      #expect(try #require(line).contains(" r-xp "))
    }
  }
#endif
