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

  @Test func trainsAndGoesOnInIt() async throws {
    try await withWorkplace { place in
      try place.writeData()
      let result = try await place.program.run(
        ["train", "--precision", "bf16", "--out", "run", "--epochs", "1"]
          + TrainingCommandTests.small)
      guard Self.hasBfloat16 else {
        #expect(result.code == 2 && result.err.contains("'bf16' is not available here"))
        #expect(!place.exists("run"))
        return
      }
      #expect(result.code == 0, "\(result.err)")
      #expect(try place.text("run/config.json").contains(#""precision" : "bf16""#))
      let resumed = try await place.program.run("train", "--resume", "run")
      #expect(resumed.code == 0, "\(resumed.err)")
      let other = try await place.program.run(
        "train", "--resume", "run", "--precision", "float32")
      #expect(other.code == 2 && other.err.contains("--precision"), "\(other.err)")
    }
  }

  @Test(.enabled(if: hasBfloat16, "needs AVX512_BF16"))
  func benches() async throws {
    try await withWorkplace { place in
      let result = try await place.program.run([
        "bench", "--batch", "2", "--precision", "float32,bf16", "--seconds", "0", "--repetitions",
        "1", "--json",
      ])
      #expect(result.code == 0, "\(result.err)")
      let report = try Workplace.object(result.out)
      let results = try #require(report["results"] as? [[String: Any]])
      #expect(
        results.map { "\($0["mode"] ?? "") \($0["precision"] ?? "")" }
          == ["train float32", "train bf16", "infer float32", "infer bf16"])
      #expect(report["peak_bf16_gflops"] is Double)
    }
  }
}
