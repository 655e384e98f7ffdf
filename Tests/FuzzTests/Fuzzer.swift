import Foundation

/// Runs a reader over damaged files; every run with the same seed meets the same files.
struct Fuzzer {
  let reader: FuzzedReader
  let seeds: [[UInt8]]
  /// An empty directory for the reader.
  let directory: String

  /// Seconds of the processor that one reading may take: small files are read in microseconds.
  static let longest = 1.0
  /// Bytes that a reading may take: 16 times the file, and 64 MiB.
  static func most(for bytes: [UInt8]) -> Int { 16 * bytes.count + 64 << 20 }

  private static func variable(_ name: String) -> String? {
    ProcessInfo.processInfo.environment["MISCLASS_FUZZ_" + name]
  }

  /// Damaged files per reader.
  static let rounds = variable("ROUNDS").flatMap { Int($0) } ?? 4000
  /// What all damage follows from.
  static let seed = variable("SEED").flatMap { UInt64($0) } ?? 16
  /// The only reader to be tried; nil for all.
  static let chosenReader = variable("READER")
  /// The only case to be tried.
  static let chosenCase: (reader: String, round: Int)? = variable("CASE").flatMap { text in
    let parts = text.split(separator: ":")
    guard parts.count == 2, let round = Int(parts[1]) else { return nil }
    return (String(parts[0]), round)
  }

  /// Whether the environment leaves the reader out.
  static func isLeftOut(_ reader: FuzzedReader) -> Bool {
    let chosen = chosenCase?.reader ?? chosenReader
    return chosen.map { $0 != reader.name } ?? false
  }

  /// The rounds to be run.
  var rounds: [Int] {
    if let chosen = Self.chosenCase { return [chosen.round] }
    return Array(stride(from: 0, to: Self.rounds, by: reader.thinning))
  }

  /// The damaged file of a round.
  func file(round: Int) -> [UInt8] {
    var mutation = Mutation(seed: Self.seed, round: round, others: seeds)
    return reader.repair(mutation.damaged(seeds[round % seeds.count]))
  }

  /// What is wrong about how a file was read, its memory apart; nil if nothing is.
  func fault(in bytes: [UInt8]) -> String? {
    let begin = Self.processorSeconds
    do {
      try reader.read(bytes, directory)
    } catch {
      if let problem = Self.problem(of: error) { return problem }
    }
    let seconds = Self.processorSeconds - begin
    return seconds > Self.longest ? "it took \(seconds) s" : nil
  }

  private static func problem(of error: any Error) -> String? {
    guard FuzzedReader.isExpected(error) else { return "threw \(type(of: error)): \(error)" }
    let text = "\(error)"
    if text.utf8.count > 4096 { return "a message of \(text.utf8.count) bytes" }
    let control = text.unicodeScalars.contains {
      $0 != "\n" && $0.properties.generalCategory == .control
    }
    return control ? "a control character in the message \(text.debugDescription)" : nil
  }

  /// Of this thread, so that a busy machine is not blamed on the reader.
  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Bytes beyond those that a reading may take; nil where it took fewer, or the system is silent.
  ///
  /// Other threads take memory too, so that a reading is only guilty if it is so every time.
  func excessMemory(of bytes: [UInt8]) -> Int? {
    var least = Int.max
    for _ in 0..<3 {
      guard let before = PeakMemory.reset() else { return nil }
      _ = fault(in: bytes)
      guard let after = PeakMemory.peak else { return nil }
      least = min(least, after - before - Self.most(for: bytes))
    }
    return least > 0 ? least : nil
  }

  /// The smallest file found that is wrong in some way, by leaving out ever smaller pieces.
  func shrunk(_ bytes: [UInt8], within seconds: Double = 10) -> [UInt8] {
    let end = Self.processorSeconds + seconds
    var smallest = bytes
    var piece = max(bytes.count / 2, 1)
    while piece >= 1 {
      var start = 0
      while start < smallest.count, Self.processorSeconds < end {
        var shorter = smallest
        shorter.removeSubrange(start..<min(start + piece, shorter.count))
        if fault(in: shorter) != nil { smallest = shorter } else { start += piece }
      }
      piece /= 2
    }
    return smallest
  }
}
