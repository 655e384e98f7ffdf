import Foundation
import Interchange
import Testing

/// The fuzzer notices what it is there to notice, and does the same whenever it is asked.
@Suite struct FuzzerTests {
  private func fuzzer(
    _ read: @escaping @Sendable ([UInt8], String) throws -> Void
  ) -> Fuzzer {
    let seeds = [Array("label,predicted\n0,1\n1,1\n".utf8), Array("[0, 1, 2]".utf8)]
    return Fuzzer(
      reader: FuzzedReader(name: "test", seeds: { seeds }, read: read), seeds: seeds,
      directory: "")
  }

  @Test func errorsOfPartsAreExpectedAndOthersAreNot() {
    let refusing = fuzzer { _, _ in
      throw InterchangeError(file: "f", expected: "a number", found: "'x'")
    }
    #expect(refusing.fault(in: [1]) == nil)
    let other = fuzzer { _, _ in throw CocoaError(.fileReadCorruptFile) }
    #expect(other.fault(in: [1])?.hasPrefix("threw CocoaError") == true)
  }

  @Test func slowReadingIsAFault() {
    let slow = fuzzer { _, _ in
      var begin = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin)
      var now = begin
      while now.tv_sec - begin.tv_sec < 2 { clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) }
    }
    #expect(slow.fault(in: [1])?.hasSuffix(" s") == true)
  }

  @Test(.enabled(if: PeakMemory.reset() != nil))
  func muchMemoryIsAFault() {
    let large = fuzzer { bytes, _ in
      let many = [UInt8](repeating: bytes[0], count: 128 << 20)
      if many[bytes.count] == 0 { throw CocoaError(.coderInvalidValue) }
    }
    // Memory that other tests hand back meanwhile hides some of it, but not each time.
    #expect((0..<20).contains { _ in (large.excessMemory(of: [1]) ?? 0) > 32 << 20 })
    let small = fuzzer { _, _ in }
    #expect(small.excessMemory(of: [1]) == nil)
  }

  @Test func theSameSeedMakesTheSameFiles() {
    let one = fuzzer { _, _ in }
    let files = (0..<500).map(one.file)
    #expect(files == (0..<500).map(one.file))
    #expect(Set(files).count > 300)
  }

  @Test func aFaultShrinksToWhatCausesIt() {
    let reader = fuzzer { bytes, _ in
      if bytes.contains(0xFF), bytes.contains(7) { throw CocoaError(.fileReadCorruptFile) }
    }
    let bytes = [UInt8](repeating: 3, count: 100) + [7] + [UInt8](repeating: 4, count: 50) + [0xFF]
    #expect(reader.shrunk(bytes) == [7, 0xFF])
  }

  /// A repaired file is one that its reader accepts, where only checksums were wrong.
  @Test func repairsMakeChecksumsRight() throws {
    for (kind, channels) in [(0, 1), (2, 3), (4, 2), (6, 4)] {
      var bytes = Seeds.uncompressedPicture(
        width: 7, height: 6, colourType: UInt8(kind), channels: channels)
      _ = try PNG.decode(bytes, file: "f")
      bytes[bytes.count - 24] ^= 1
      #expect(throws: InterchangeError.self) { try PNG.decode(bytes, file: "f") }
      #expect(throws: Never.self) { try PNG.decode(Repair.png(bytes), file: "f") }
    }
    var weights = try Seeds.fixture("Interchange/types.safetensors")
    weights[0] ^= 1
    #expect(throws: InterchangeError.self) { try SafetensorsFile(bytes: weights, file: "f") }
    #expect(throws: Never.self) {
      try SafetensorsFile(bytes: Repair.safetensors(weights), file: "f")
    }
  }
}
