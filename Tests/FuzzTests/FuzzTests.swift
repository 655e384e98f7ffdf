import Foundation
import Testing

/// Every reader over damaged files: it reads them, or refuses them with an error of its part.
///
/// Environment variables choose what is tried:
/// - `MISCLASS_FUZZ_ROUNDS`: damaged files per reader, a few thousand without it.
/// - `MISCLASS_FUZZ_SEED`: another seed meets other files.
/// - `MISCLASS_FUZZ_READER`: one reader by its name.
/// - `MISCLASS_FUZZ_CASE`: one case as a failure names it, such as `png:1234`, with its seed.
@Suite(.serialized) struct FuzzTests {
  @Test(arguments: FuzzedReaders.all)
  func damagedFilesAreReadOrRefused(reader: FuzzedReader) throws {
    if Fuzzer.isLeftOut(reader) { return }
    try Seeds.inTemporaryDirectory { directory in
      let fuzzer = Fuzzer(reader: reader, seeds: try reader.seeds(), directory: directory)
      for (number, seed) in fuzzer.seeds.enumerated() {
        #expect(throws: Never.self, "valid file \(number)") { try reader.read(seed, directory) }
      }
      CaseAtHand.watched {
        for batch in fuzzer.rounds.inPieces(of: 64) {
          guard run(batch, of: fuzzer) else { return }
        }
      }
    }
  }

  @Test func readersHaveNamesOfTheirOwn() {
    let names = FuzzedReaders.all.map(\.name)
    #expect(Set(names).count == names.count)
  }

  /// Memory is asked for once in a batch, as asking takes longer than most readings.
  ///
  /// - Returns: false after a fault.
  private func run(_ batch: [Int], of fuzzer: Fuzzer) -> Bool {
    let before = PeakMemory.reset()
    var least = Int.max
    for round in batch {
      CaseAtHand.set(fuzzer.reader.name, round: round)
      let bytes = fuzzer.file(round: round)
      least = min(least, Fuzzer.most(for: bytes))
      if let fault = fuzzer.fault(in: bytes) {
        record(fault, round, fuzzer.shrunk(bytes), fuzzer.reader)
        return false
      }
    }
    guard let before, let after = PeakMemory.peak, after - before > least else { return true }
    for round in batch {
      CaseAtHand.set(fuzzer.reader.name, round: round)
      let bytes = fuzzer.file(round: round)
      guard let excess = fuzzer.excessMemory(of: bytes) else { continue }
      record("took \(excess) bytes more than it may", round, bytes, fuzzer.reader)
      return false
    }
    return true
  }

  private func record(_ fault: String, _ round: Int, _ bytes: [UInt8], _ reader: FuzzedReader) {
    // The case makes the file again; a short one can also be looked at here.
    let shown = bytes.count <= 1000 ? ", in base64: " + Data(bytes).base64EncodedString() : ""
    Issue.record(
      """
      MISCLASS_FUZZ_SEED=\(Fuzzer.seed) MISCLASS_FUZZ_CASE=\(reader.name):\(round): \(fault)
      the smallest such file found has \(bytes.count) bytes\(shown)
      """)
  }
}

extension Array {
  fileprivate func inPieces(of size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
