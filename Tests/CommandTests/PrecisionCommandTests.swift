import Compute
import Foundation
import Testing

/// `--precision`: what it changes, and that results say so.
@Suite struct PrecisionCommandTests {
  private static let hasBfloat16 =
    (try? Compute(instructionSet: nil, threads: 1).with(.bf16)) != nil

  @Test func predictsAndSaysHow() async throws {
    try await withWorkplace { place in
      try place.writeData()
      try place.writeModel()
      let asked = [
        "predict", "--model", "model.safetensors", "--data", "data", "--limit", "15", "--json",
      ]
      let exact = try await place.program.run(asked + ["--out", "exact.csv"])
      #expect(try Workplace.object(exact.out)["precision"] as? String == "float32")
      let result = try await place.program.run(asked + ["--out", "p.csv", "--precision", "bf16"])
      guard Self.hasBfloat16 else {
        #expect(result.code == 2 && result.err.contains("'bf16' is not available here"))
        return
      }
      #expect(result.code == 0, "\(result.err)")
      #expect(try Workplace.object(result.out)["precision"] as? String == "bf16")
      let logits = try [place.lines("exact.csv"), place.lines("p.csv")].map { lines in
        lines.dropFirst().flatMap { line in
          line.split(separator: ",").dropFirst(3).map { Double($0) ?? .nan }
        }
      }
      #expect(logits[0].count == 150 && logits[0] != logits[1])
      let scale = logits[0].map(abs).max() ?? 0
      #expect(zip(logits[0], logits[1]).allSatisfy { abs($0 - $1) < 0.03 * scale })
    }
  }

  @Test func benchesInference() async throws {
    try await withWorkplace { place in
      let trains = try await place.program.run("bench", "--precision", "bf16")
      #expect(trains.code == 2 && trains.err.contains("--mode infer"), "\(trains.err)")
      guard Self.hasBfloat16 else { return }
      let result = try await place.program.run([
        "bench", "--mode", "infer", "--batch", "1", "--precision", "float32,bf16", "--seconds",
        "0", "--repetitions", "1", "--json",
      ])
      #expect(result.code == 0, "\(result.err)")
      let report = try Workplace.object(result.out)
      let results = try #require(report["results"] as? [[String: Any]])
      #expect(results.map { $0["precision"] as? String } == ["float32", "bf16"])
      #expect(report["peak_bf16_gflops"] is Double)
    }
  }
}
